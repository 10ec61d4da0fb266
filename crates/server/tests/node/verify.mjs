// Runs docs/snippets/verify.ts: a list of { token, shop } on standard input, one line of answer each.
import { readFileSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";

const { tokens, keys, snippet } = JSON.parse(readFileSync(0, "utf8"));
const file = new URL(`./verify-${process.pid}.mjs`, import.meta.url);
writeFileSync(file, transformSync(readFileSync(snippet, "utf8"), { loader: "ts" }).code);
const { verified } = await import(file);
const { unlinkSync } = await import("node:fs");
unlinkSync(file);
for (const { token, shop } of tokens) {
  try {
    console.log((await verified(token, keys, shop)).jti);
  } catch {
    console.log("no");
  }
}
