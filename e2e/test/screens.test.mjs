// Every screen there is, each examined by axe and kept as a picture: on a phone in the light, from left to right, and on a desk
// in the dark, from right to left. What the words in locales/ name and nobody looked at fails.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DESKTOP, PHONE } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { fetched, root } from "../lib/server.mjs";
import { stage } from "../lib/stage.mjs";
import { at } from "../lib/walk.mjs";

const here = stage({ camera: "face.mjpeg" });
const LOOKS = [
  { name: "phone-en", device: PHONE, options: { locale: "en-US", colorScheme: "light" } },
  { name: "desk-ar", device: DESKTOP, options: { locale: "ar", colorScheme: "dark", reducedMotion: "reduce" } },
];
const EVERYTHING = { required_documents: ["photo_id", "proof_of_address", "selfie"] };
const messages = readFileSync(join(root, "locales", "en.ftl"), "utf8");
const named = (pattern) => [...messages.matchAll(pattern)].map((match) => match[1]);
const TROUBLES = named(/^trouble-(.+)-lead =/gm);
const RESULTS = named(/^result-(approved|rejected|in_review|canceled) =/gm);

/** Looks at a screen once it is there. `seen` is what it is: its place, and what is in the way or came of it. */
function gallery(name) {
  const seen = new Set();
  const see = async (page, place, more = "") => {
    await at(page, place);
    seen.add(`${place} ${more}`.trim());
    await look(page, `screen-${name}-${place}${more && `-${more}`}`);
  };
  return { seen, see };
}

/** A new page at the consent of a new verification. */
async function begin({ device, options }, wanted = EVERYTHING) {
  const { url } = await here.server.api.verification({ locale: options.locale, ...wanted });
  const page = await here.page(device, options);
  // The guidance takes no picture by itself while somebody looks.
  await page.addInitScript(() => (HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0));
  return { page, url };
}

const first = (page) => page.locator(".actions .button").first().click();
const last = (page) => page.locator(".actions .button").last().click();

async function pick(page, file) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator(".file .button").first().click()]);
  await chooser.setFiles(clip(file));
}

/** Answers of the server to `path`, changed on their way to the page; `undefined` lets them pass. */
async function change(page, path, changed) {
  await page.route(`**/v1/subject/${path}`, async (route) => {
    const response = await fetched(route);
    const json = await response.json().catch(() => undefined);
    const other = json && changed(json, route.request());
    await route.fulfill(other ? { response, json: other } : { response });
  });
}

const refusing = (code, status) => (route) => route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ code, status, detail: "" }) });

/** The same challenge in slow motion, so that every step can be looked at. */
function slowly(challenge) {
  const steps = challenge.steps.map((step, i) => ({ ...step, start_ms: 4000 * i, end_ms: 4000 * (i + 1) }));
  return { ...challenge, steps, duration_ms: 4000 * steps.length };
}

/** Up to the recording, and each of its steps: every arrow, every colour. */
async function recording(page, see) {
  await change(page, "challenge", slowly);
  const asked = page.waitForResponse("**/v1/subject/challenge");
  await first(page);
  await page.waitForSelector(".finder.live");
  await see(page, "camera-challenge");
  await page.locator(".controls .button").click();
  const { steps } = slowly(await (await asked).json());
  const kinds = new Set();
  for (const step of steps) {
    const what = step.do === "turn" ? step.to : step.do === "flash" ? step.colour : "straight";
    if (step.do === "turn") await page.waitForSelector(`.arrow.${step.to}:not([hidden])`, { timeout: 60_000 });
    if (step.do === "flash") await page.waitForFunction((colour) => document.documentElement.style.getPropertyValue("--lamp") === colour && document.documentElement.classList.contains("lamp"), LAMPS[what], { timeout: 60_000 });
    if (kinds.has(what)) continue;
    kinds.add(what);
    await see(page, "camera-challenge", what);
  }
  assert.ok(kinds.size > 4, [...kinds].join());
}
const LAMPS = { red: "#f00", yellow: "#ff0", green: "#0f0", cyan: "#0ff", blue: "#00f", magenta: "#f0f" };

for (const looks of LOOKS) {
  test(`${looks.name}: the whole way, screen by screen`, async () => {
    const { seen, see } = gallery(looks.name);
    const { page, url } = await begin(looks);
    await page.goto(url);
    await see(page, "intro-consent");
    await first(page);
    if (looks.device === DESKTOP) {
      await page.waitForSelector(".qr img");
      await see(page, "where");
      await last(page);
    }
    for (const [step, file] of [["photo_id", "passport.jpg"], ["photo_id_back", "passport.jpg"], ["proof_of_address", "bill.pdf"], ["selfie", "selfie.jpg"]]) {
      await see(page, `intro-${step}`);
      await first(page);
      await page.waitForSelector(".finder.live");
      await see(page, `camera-${step}`);
      await page.locator(".shutter").click();
      await at(page, `review-${step}`);
      await page.waitForSelector('[data-state="sent"]');
      await see(page, `review-${step}`, "taken");
      await page.locator(".back").click();
      await at(page, `intro-${step}`);
      await pick(page, file);
      await page.waitForSelector('[data-state="sent"]');
      await see(page, `review-${step}`, "chosen");
      await page.locator(".actions .button:not(.quiet), .actions .button").first().click();
    }
    await see(page, "intro-challenge");
    await recording(page, see);
    await see(page, "again-challenge");
    await ending(page, see);
    const places = ["intro", "camera"].flatMap((kind) => ["photo_id", "photo_id_back", "proof_of_address", "selfie", "challenge"].map((step) => `${kind}-${step}`));
    for (const place of [...places, "sending", "waiting", "again-challenge"]) assert.ok(seen.has(place), place);
  });

  test(`${looks.name}: what came of it`, async () => {
    const { seen, see } = gallery(looks.name);
    const { page, url } = await begin(looks);
    const results = RESULTS.map((outcome) => [outcome, { outcome, message: "", reasons: outcome === "rejected" ? [{ code: "document_expired", message: "" }] : [], retry: false }]);
    let shown;
    await change(page, "session*", (session) => ({ ...session, status: shown.outcome, result: shown }));
    for (const [outcome, result] of [...results, ["rejected-retry", { ...results.find(([name]) => name === "rejected")[1], retry: true }]]) {
      shown = result;
      await page.goto("about:blank");
      await page.goto(url);
      await see(page, "result", outcome);
    }
    assert.equal(seen.size, RESULTS.length + 1);
  });

  test(`${looks.name}: everything that can be in the way`, async () => {
    const { seen, see } = gallery(looks.name);
    for (const [kind, code, status] of [["link", "invalid_token", 401], ["used", "token_used", 401], ["expired", "session_expired", 401], ["exhausted", "attempts_exhausted", 409], ["server", "internal_error", 500]]) {
      const { page, url } = await begin(looks);
      await page.route("**/v1/subject/session*", refusing(code, status));
      await page.goto(url);
      await see(page, "trouble", kind);
    }
    for (const [kind, breaks] of CAMERAS) {
      const { page, url } = await begin(looks, { ...EVERYTHING, redirect_url: "https://shop.test/done" });
      await page.addInitScript(breaks);
      await change(page, "session*", (session) => ({ ...session, consent: { ...session.consent, given: true }, steps: session.steps.filter(({ step }) => step !== "consent") }));
      await page.goto(url);
      if (looks.device === DESKTOP) await last(page);
      await at(page, "intro-photo_id");
      await first(page);
      await see(page, "trouble", `camera-${kind}`);
    }
    assert.deepEqual([...seen].map((one) => one.replace("trouble ", "")).sort(), TROUBLES.toSorted());
  });
}

/** What a browser does when there is no camera to be had, by the name of the screen that says so. */
const CAMERAS = [
  ["denied", () => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError")))],
  ["missing", () => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError")))],
  ["busy", () => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotReadableError")))],
  ["failed", () => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new TypeError("")))],
  ["unsupported", () => Object.defineProperty(navigator, "mediaDevices", { value: undefined })],
  ["insecure", () => Object.defineProperty(window, "isSecureContext", { value: false })],
];

/** From another try that nobody makes to the wait for the result, each held as long as it is looked at. */
async function ending(page, see) {
  let go;
  const held = () => new Promise((resolve) => (go = resolve));
  await change(page, "session*", (session) => ({ ...session, steps: session.steps.map((step) => (step.step === "challenge" ? { ...step, state: "failed" } : step)) }));
  await page.route("**/v1/subject/submit", async (route) => {
    await held();
    await route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify({ code: "invalid_transition", status: 409 }) });
  });
  await page.reload();
  await see(page, "sending");
  await page.unroute("**/v1/subject/session*");
  await change(page, "session*", (session) => ({ ...session, status: "submitted" }));
  await page.route("**/v1/subject/progress", (route) => route.fulfill({ json: { status: "submitted", attempt: 1, stage: "examining", on: null, result: null } }));
  go();
  await see(page, "waiting");
}
