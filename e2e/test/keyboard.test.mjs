// The keyboard alone goes all the way; wishes of the device are heard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { stage } from "../lib/stage.mjs";
import { agree, at, choose, press, use } from "../lib/walk.mjs";

const here = stage({ camera: "both.mjpeg" });

/** Tab until the button with this text has the focus, then Enter. */
async function key(page, text) {
  for (let tabs = 0; tabs < 25; tabs += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
    if (focus.includes(text)) return page.keyboard.press("Enter");
  }
  throw new Error(`the keyboard does not reach "${text}"`);
}

test("the keyboard alone completes the flow, and every new screen is announced by its heading", async () => {
  const { url } = await here.server.api.verification({ required_documents: ["photo_id", "selfie"], vendor_state: "sandbox:approved" });
  const page = await here.page(DESKTOP);
  await page.goto(url);
  await at(page, "intro-consent");
  const focused = () => page.evaluate(() => document.activeElement?.tagName);
  assert.equal(await focused(), "H1");
  await key(page, "I agree");
  await at(page, "where");
  assert.equal(await focused(), "H1");
  await key(page, "Use this computer");
  await at(page, "intro-photo_id");
  await key(page, "Open the camera");
  await page.waitForSelector(".finder.live");
  await key(page, "Take the picture");
  await at(page, "review-photo_id");
  await page.waitForSelector('[data-state="sent"]');
  await key(page, "Use this");
  await at(page, "intro-photo_id_back");
  await key(page, "There is nothing on the back");
  await at(page, "intro-selfie");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), key(page, "Choose a photo")]);
  await chooser.setFiles(clip("selfie.jpg"));
  await page.waitForSelector('[data-state="sent"]');
  await key(page, "Use this");
  for (;;) {
    await page.waitForSelector('#flow[data-place="intro-challenge"], #flow[data-place="again-challenge"], #flow[data-place="result"]', { timeout: 60_000 });
    const place = await page.getAttribute("#flow", "data-place");
    if (place === "result") break;
    await key(page, place.startsWith("intro") ? "I’m ready" : "Try again");
    await page.waitForFunction((old) => document.querySelector("#flow").dataset.place !== old, place);
  }
});

test("reduced motion and sensitivity to light are told to the server, and the lights are soft", async () => {
  const { url } = await here.server.api.verification();
  const page = await here.page(PHONE, { reducedMotion: "reduce" });
  await agree(page, url);
  await choose(page, "Choose a photo", clip("passport.jpg"));
  await use(page);
  await press(page, "There is nothing on the back");
  await choose(page, "Choose a photo", clip("selfie.jpg"));
  await use(page);
  await at(page, "intro-challenge");
  await page.getByLabel(/sensitive/).check();
  const asked = page.waitForRequest("**/v1/subject/challenge");
  const answered = page.waitForResponse("**/v1/subject/challenge");
  await press(page, "I’m ready");
  assert.deepEqual((await asked).postDataJSON(), { photosensitive: true, reduced_motion: true });
  const challenge = await (await answered).json();
  const colours = challenge.steps.filter((step) => step.do === "flash");
  assert.ok(colours.every((step) => step.end_ms - step.start_ms >= 1000), "changes faster than once a second");
  await page.waitForSelector(".lamp.calm", { timeout: 60_000 });
});
