import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { format } from "../src/i18n/format.ts";
import { choose, direction } from "../src/i18n/locale.ts";
// @ts-expect-error: a build tool without types
import { compile, compileLocales, differences } from "../tools/locales.mjs";

const root = process.env["COUNTERSIGN_ROOT"] ?? "..";

test("messages are put together with their values and plurals", () => {
  const { left } = compile("left = { $n ->\n    [one] One try\n   *[other] { $n } tries\n  } left for { $who }\n", "en");
  assert.equal(format(left, { n: 1, who: "you" }, "en"), "One try left for you");
  assert.equal(format(left, { n: 3, who: "you" }, "en"), "3 tries left for you");
});

test("a message may be said again by its name", () => {
  assert.equal(compile("a = Hello\nb = { a }\n", "en").b, "Hello");
});

test("what the pages cannot say is refused when they are built", () => {
  assert.throws(() => compile('a = { NUMBER($n) }\n', "en"));
  assert.throws(() => compile("a = { b }\nb = later\n", "en"));
});

test("a translation that lacks a message, or a value, is seen", () => {
  const english = compile("a = Hello { $name }\nb = Bye\n", "en");
  assert.deepEqual(differences(english, compile("a = Hallo\nc = Neu\n", "de")), ["b is missing", "c is not in English", "a takes other values than English"]);
});

test("all languages have all messages", () => {
  const all = compileLocales(`${root}/locales`);
  assert.deepEqual(Object.keys(all), ["ar", "de", "en", "es", "fr"]);
});

test("every reason of the server has words", () => {
  const english = compileLocales(`${root}/locales`).en;
  const codes = [...readFileSync(`${root}/docs/reasons.md`, "utf8").matchAll(/^\| `([a-z_]+)`/gm)].map((match) => match[1]);
  assert.ok(codes.length > 50);
  assert.deepEqual(codes.filter((code) => !(`reason-${code}` in english)), []);
});

test("every message that the code names by a literal exists", () => {
  const english = compileLocales(`${root}/locales`).en;
  const sources = ["flow/frame.ts", ...["again", "camera", "challenge", "challenge-intro", "consent", "intro", "pause", "result", "review", "sending", "trouble", "where"].map((name) => `flow/screens/${name}.ts`)];
  const keys = sources.flatMap((file) => [...readFileSync(`${root}/web/src/${file}`, "utf8").matchAll(/say\("([a-z_-]+)"/g)].map((match) => match[1] ?? ""));
  assert.ok(keys.length > 40);
  assert.deepEqual(keys.filter((key) => !(key in english)), []);
});

test("a language is chosen by region, then by language, else English", () => {
  const spoken = ["en", "de", "ar"];
  assert.equal(choose(["de-AT"], spoken), "de");
  assert.equal(choose([null, "pl", "AR"], spoken), "ar");
  assert.equal(choose(["pl"], spoken), "en");
  assert.equal(direction("ar-EG"), "rtl");
});
