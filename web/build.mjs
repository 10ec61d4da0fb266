// Builds everything a browser gets into dist/: scripts, style, messages, and their sizes and hashes.
// Fails when a budget is passed.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compileLocales } from "./tools/locales.mjs";
import { faceFinder } from "./tools/facefinder.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

/// Most bytes after gzip. The widget's first load is its script and what its frame needs before it can be used.
const BUDGETS = { "collector.js": 25_000 };
const FIRST_LOAD = { files: ["widget.js", "flow.js", "flow.css"], most: 60_000 };

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["es2022", "safari16.4"],
  legalComments: "none",
  logLevel: "warning",
  outdir: dist,
  write: false,
};

mkdirSync(dist, { recursive: true });
/// What belongs into dist/; the server is compiled anew when a file there is touched, so only what changed is written.
const made = new Set();
const locales = compileLocales(join(here, "..", "locales"));
const later = {};

// What the page fetches later has its content's hash in its name, so that a browser may keep it for good.
for (const [locale, messages] of Object.entries(locales)) {
  if (locale !== "en") later[`messages-${locale}`] = keep(`messages-${locale}`, "json", JSON.stringify(messages));
}
const parts = await build({
  ...common,
  entryPoints: { challenge: "src/challenge/main.ts", face: "src/guidance/face.ts" },
  format: "esm",
  plugins: [faceFinder(here)],
});
for (const { path, text } of parts.outputFiles) later[basename(path, ".js")] = keep(basename(path, ".js"), "js", text);

const define = {
  // English comes with the page, so that there is always a text to show.
  MESSAGES_EN: JSON.stringify(locales.en),
  LOCALES: JSON.stringify(Object.keys(locales)),
  LATER: JSON.stringify(later),
  WIDGET_MESSAGES: JSON.stringify(Object.fromEntries(Object.entries(locales).map(([name, all]) => [name, only(all, "widget-")]))),
};
const pages = await Promise.all([
  build({ ...common, entryPoints: { flow: "src/flow/main.ts" }, format: "esm", define }),
  build({ ...common, entryPoints: { flow: "src/ui/flow.css" } }),
  // The scripts a shop includes: one classic file each, so that integrity="…" covers all of it.
  build({ ...common, entryPoints: { widget: "src/widget/main.ts", collector: "src/collector/main.ts" }, format: "iife", define }),
]);
for (const { path, text } of pages.flatMap((page) => page.outputFiles)) put(basename(path), text);

function keep(name, extension, text) {
  const file = `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.${extension}`;
  put(file, text);
  return file;
}

function put(name, text) {
  const file = join(dist, name);
  made.add(name);
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

function only(messages, prefix) {
  return Object.fromEntries(Object.entries(messages).filter(([key]) => key.startsWith(prefix)));
}

for (const name of readdirSync(dist)) if (!made.has(name) && name !== "manifest.json") rmSync(join(dist, name), { recursive: true });

const files = {};
let over = false;
for (const name of [...made].sort()) {
  const bytes = readFileSync(join(dist, name));
  const gzip = gzipSync(bytes, { level: 9 }).length;
  files[name] = { bytes: bytes.length, gzip, integrity: `sha384-${createHash("sha384").update(bytes).digest("base64")}` };
  const budget = BUDGETS[name];
  const held = budget === undefined || gzip <= budget;
  over ||= !held;
  console.log(`${name.padEnd(30)} ${String(bytes.length).padStart(7)} B  ${String(gzip).padStart(6)} B gzip${budget ? `  (most ${budget})` : ""}${held ? "" : "  TOO LARGE"}`);
}
const first = FIRST_LOAD.files.reduce((sum, name) => sum + files[name].gzip, 0);
over ||= first > FIRST_LOAD.most;
console.log(`first load of the widget (${FIRST_LOAD.files.join(", ")}): ${first} B gzip  (most ${FIRST_LOAD.most})`);
put("manifest.json", JSON.stringify(files, null, 1));
if (over) process.exit(1);
