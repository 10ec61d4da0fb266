// Does what the page sends still read as well as what was taken? Encodes the pictures of a labelled set as the page does, in the
// browser and by the page's own code, and lets `countersign evaluate documents` read both.
//
// node upload.mjs [MANIFEST]      environment: DATA (default ../../shared/data/dev), COUNTERSIGN, MOST (rows)

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { launch } from "./lib/browser.mjs";
import { root } from "./lib/server.mjs";

const data = resolve(process.env.DATA ?? join(root, "..", "shared", "data", "dev"));
const manifest = resolve(process.argv[2] ?? join(data, "documents.csv"));
const program = process.env.COUNTERSIGN ?? join(root, "target", "debug", "countersign");
const out = mkdtempSync(join(tmpdir(), "countersign-upload-"));

/** The page's own way to make a picture small, as something a blank page can call. */
function code() {
  const esbuild = join(root, "web", "node_modules", ".bin", "esbuild");
  return execFileSync(esbuild, [join(root, "web", "src", "capture", "picture.ts"), "--bundle", "--format=iife", "--global-name=picture"], { encoding: "utf8" });
}

/** Rows of a CSV file with quoted fields (RFC 4180). */
function rows(text) {
  const all = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (all.length === 0 || all.at(-1).done) all.push({ fields: [], done: false });
    all.at(-1).fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    all.at(-1).done = end !== ",";
  }
  return all.map((row) => row.fields).filter((fields) => fields.length > 1);
}

const quote = (field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

async function encode() {
  const browser = await launch(false);
  const page = await browser.newPage();
  await page.addScriptTag({ content: code() });
  const [head, ...body] = rows(readFileSync(manifest, "utf8"));
  const kept = body.slice(0, Number(process.env.MOST ?? body.length));
  const sizes = { before: [], after: [] };
  for (const column of ["file", "back_file"].map((name) => head.indexOf(name)).filter((at) => at >= 0)) {
    for (const row of kept.filter((row) => row[column])) {
      const source = join(dirname(manifest), row[column]);
      const [taken, target] = ["taken", "sent"].map((kind) => join(out, kind, row[column]));
      for (const file of [taken, target]) mkdirSync(dirname(file), { recursive: true });
      copyFileSync(source, taken);
      const bytes = readFileSync(source);
      const sent = /\.pdf$/i.test(source) ? bytes : Buffer.from(await page.evaluate(shrink, bytes.toString("base64")), "base64");
      writeFileSync(target, sent);
      sizes.before.push(bytes.length);
      sizes.after.push(sent.length);
    }
  }
  await browser.close();
  const text = [head, ...kept].map((row) => row.map(quote).join(",")).join("\n");
  for (const kind of ["taken", "sent"]) writeFileSync(join(out, kind, "manifest.csv"), `${text}\n`);
  return sizes;
}

/** Runs in the page. */
async function shrink(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const blob = await picture.shrink(new File([bytes], "picture"), picture.DOCUMENT);
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(",") + 1);
}

function evaluate(name, file) {
  const results = join(root, "e2e", "out", `${name}.jsonl`);
  mkdirSync(dirname(results), { recursive: true });
  return execFileSync(program, ["evaluate", "documents", file, "--out", results], { encoding: "utf8" });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
try {
  const sizes = await encode();
  const most = Math.max(...sizes.after);
  console.log(`${sizes.after.length} pictures; taken: median ${median(sizes.before)} bytes; sent: median ${median(sizes.after)}, most ${most}`);
  for (const kind of ["taken", "sent"]) console.log(`\n${kind}\n${evaluate(kind, join(out, kind, "manifest.csv"))}`);
} finally {
  rmSync(out, { recursive: true, force: true });
}
