import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Problem, passing } from "../src/api/problem.ts";
import { MISSING, ONCE_MORE, stale, troubleOf } from "../src/flow/place.ts";
import { format, type Messages } from "../src/i18n/format.ts";
import { choose, direction } from "../src/i18n/locale.ts";
// @ts-expect-error: a build tool without types
import { compile, compileLocales, differences } from "../tools/locales.mjs";

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
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

test("a message of another language is no copy of the English one", () => {
  const { en, ...others } = compileLocales(`${root}/locales`);
  // "Test" is the same word in many languages.
  const copies = Object.entries(others).flatMap(([name, all]) => Object.keys(en).filter((key) => key !== "test-mode" && same(en[key], (all as Messages)[key])).map((key) => `${name}: ${key}`));
  assert.deepEqual(copies, []);
});

test("every reason of the server has words in every language", () => {
  const all: Record<string, Messages> = compileLocales(`${root}/locales`);
  const codes = [...readFileSync(`${root}/docs/reasons.md`, "utf8").matchAll(/^\| `([a-z_]+)`/gm)].map((match) => match[1]);
  assert.ok(codes.length > 50);
  const missing = Object.entries(all).flatMap(([name, messages]) => codes.filter((code) => !(`reason-${code}` in messages)).map((code) => `${name}: ${code}`));
  assert.deepEqual(missing, []);
});

/** Problems that only other endpoints answer with, or answer only to what the page never sends. */
const ELSEWHERE = [
  ...["not_found", "method_not_allowed", "unsupported_media_type", "malformed_json", "malformed_form", "missing_field", "invalid_field"],
  ...["loopback_only", "foreign_host", "foreign_origin", "missing_scope", "not_your_customer", "not_approved"],
  ...["order_bound", "idempotency_in_flight", "idempotency_key_reused", "image_deleted"],
];
const STATUSES: Record<string, number> = { UNAUTHORIZED: 401, REQUEST_TIMEOUT: 408, TOO_MANY_REQUESTS: 429, INTERNAL_SERVER_ERROR: 500, SERVICE_UNAVAILABLE: 503 };

test("the page has an answer of its own to every problem of the server: it waits, goes on elsewhere, or has words", () => {
  const english: Messages = compileLocales(`${root}/locales`).en;
  const kinds = [...readFileSync(`${root}/crates/server/src/error.rs`, "utf8").matchAll(/^ {4}[A-Z_]+ "([a-z_]+)" ([A-Z_]+) "/gm)];
  assert.ok(kinds.length > 40);
  const unanswered = kinds.filter(([, code = "", status = ""]) => {
    const problem = new Problem(STATUSES[status] ?? 400, code, "");
    const elsewhere = ELSEWHERE.includes(code) || code in MISSING || ONCE_MORE.has(code) || HERE.includes(code);
    return !(passing(problem) || stale(problem) || troubleOf(problem) !== "server" || `reason-${code}` in english || elsewhere);
  });
  assert.deepEqual(unanswered.map(([, code]) => code), []);
});

/** What the recording's screen knows by name, and our own mistake, for which the page has its general words. */
const HERE = ["selfie_missing", "challenges_exhausted", "internal_error"];

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
