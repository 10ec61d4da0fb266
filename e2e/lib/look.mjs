// A screen looked at: kept as a picture, and examined by axe for WCAG 2.2 AA.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = join(root, "e2e", "out");
mkdirSync(folder, { recursive: true });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Keeps a picture of the screen and fails when axe objects to anything in it, or in the frame that is meant. */
export async function look(page, name, frame = page) {
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await frame.evaluate(`${axe};undefined`);
  const found = await frame.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }), RULES);
  const told = found.violations.map((one) => `${one.id}: ${one.help}\n    ${one.nodes.map((node) => node.html).join("\n    ")}`);
  assert.deepEqual(told, [], `${name}: ${told.join("\n")}`);
  const wide = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: ${wide} pixels wider than the window`);
}
