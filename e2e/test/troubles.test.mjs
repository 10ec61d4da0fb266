// What can be in a person's way: each has a screen of its own that says what to do, and nothing that was taken is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, launch, open } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { stage } from "../lib/stage.mjs";
import { agree, at, choose, press, use } from "../lib/walk.mjs";

const here = stage({ camera: "document.mjpeg" });

async function trouble(page, kind) {
  await at(page, "trouble");
  assert.equal(await page.getAttribute("[data-trouble]", "data-trouble"), kind);
  await look(page, `trouble-${kind}`);
}

/** A camera that fails the way browsers say it does. */
function failing(name) {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
}

for (const [name, kind] of [["NotReadableError", "camera-busy"], ["NotFoundError", "camera-missing"], ["NotAllowedError", "camera-denied"]]) {
  test(`${name} at the camera: said, and a file can be chosen instead`, async () => {
    const { url } = await here.server.api.verification();
    const page = await here.page();
    await page.addInitScript(failing, name);
    await agree(page, url);
    await press(page, "Open the camera");
    await trouble(page, kind);
    await choose(page, "Choose a photo", clip("passport.jpg"));
    await at(page, "review-photo_id");
    await use(page);
  });
}

test("permission really denied, and really no camera", async () => {
  for (const [camera, flags, kind] of [[true, ["--deny-permission-prompts"], "camera-denied"], [false, [], "camera-missing"]]) {
    const own = await launch(false, camera ? ["--use-fake-device-for-media-stream", ...flags] : flags);
    const { url } = await here.server.api.verification();
    const page = await open(own);
    if (!camera) await page.context().grantPermissions(["camera"]);
    await agree(page, url);
    await press(page, "Open the camera");
    await at(page, "trouble");
    assert.equal(await page.getAttribute("[data-trouble]", "data-trouble"), kind);
    await own.close();
  }
});

test("a hidden page lets go of the camera, and goes on when it is looked at again", async () => {
  const { url } = await here.server.api.verification();
  const page = await here.page();
  await page.addInitScript(() => {
    // A clip that nobody comes near to: the picture is not taken meanwhile.
    window.hide = (state) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    };
  });
  await agree(page, url);
  await press(page, "Open the camera");
  await page.waitForSelector(".finder.live");
  await page.evaluate(() => window.hide("hidden"));
  assert.equal(await page.locator(".finder.live").count(), 0);
  await page.evaluate(() => window.hide("visible"));
  await look(page, "paused");
  await press(page, "Continue");
  await at(page, "review-photo_id");
});

test("a lost network loses nothing: the picture leaves as soon as it is back", async () => {
  const { url, id } = await here.server.api.verification();
  const page = await here.page();
  await agree(page, url);
  await at(page, "intro-photo_id");
  await page.context().setOffline(true);
  await choose(page, "Choose a photo", clip("passport.jpg"));
  await page.waitForSelector('[data-state="waiting"]');
  await page.waitForSelector(".banner:not(:empty)");
  await look(page, "offline");
  await press(page, "Use this");
  await at(page, "intro-photo_id_back");
  await page.context().setOffline(false);
  await page.waitForFunction(() => document.querySelector(".banner")?.textContent === "");
  let arrived = [];
  for (let tries = 0; tries < 50 && arrived.length === 0; tries += 1) {
    await page.waitForTimeout(200);
    arrived = (await here.server.api.get(`/v1/verifications/${id}`)).documents.map((one) => one.type);
  }
  assert.deepEqual(arrived, ["photo_id"]);
});

test("a page that was opened again goes on where it was", async () => {
  const { url } = await here.server.api.verification();
  const page = await here.page();
  await agree(page, url);
  await choose(page, "Choose a photo", clip("passport.jpg"));
  await use(page);
  await at(page, "intro-photo_id_back");
  await page.reload();
  await page.waitForSelector("[data-ready]");
  await at(page, "intro-photo_id_back");
});

test("back and retake everywhere", async () => {
  const { url } = await here.server.api.verification();
  const page = await here.page();
  await agree(page, url);
  await press(page, "Open the camera");
  await at(page, "review-photo_id");
  await press(page, "Take another");
  await at(page, "camera-photo_id");
  await page.getByRole("button", { name: "Take the picture" }).click();
  await at(page, "review-photo_id");
  await use(page);
  await press(page, "There is nothing on the back");
  await at(page, "intro-selfie");
  await press(page, "Back");
  await at(page, "intro-photo_id_back");
  await press(page, "Back");
  await at(page, "review-photo_id");
  await press(page, "Back");
  await at(page, "intro-photo_id");
  await press(page, "Keep the one I sent");
  await at(page, "intro-selfie");
});

test("a link that is none, and one that was canceled", async () => {
  const page = await here.page();
  await page.goto(`${here.server.origin}/verify#cs_client_nothing`);
  await trouble(page, "link");
  assert.doesNotMatch(await page.textContent(".screen"), /happy to help/, "nobody knows which shop it is");
  const { url, id } = await here.server.api.verification();
  await here.server.api.post(`/v1/verifications/${id}/cancel`);
  const second = await here.page();
  await second.goto(url);
  await at(second, "result");
  await look(second, "canceled");
});

test("canceled while somebody is in the middle of it", async () => {
  const { url, id } = await here.server.api.verification();
  const page = await here.page();
  await agree(page, url);
  await at(page, "intro-photo_id");
  await here.server.api.post(`/v1/verifications/${id}/cancel`);
  await choose(page, "Choose a photo", clip("passport.jpg"));
  await at(page, "result");
});

for (const [code, status, kind] of [["session_expired", 401, "expired"], ["token_used", 401, "used"]]) {
  test(`${code} in the middle of it`, async () => {
    const { url } = await here.server.api.verification();
    const page = await here.page();
    await agree(page, url);
    await at(page, "intro-photo_id");
    // The server would need an hour for this; its answer is the one it documents.
    await page.route("**/v1/subject/documents/**", (route) => route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ code, status, detail: "" }) }));
    await choose(page, "Choose a photo", clip("passport.jpg"));
    await trouble(page, kind);
  });
}

test("tries run out: the last refusal says whom to ask", async () => {
  const { url, id } = await here.server.api.verification({ vendor_state: "sandbox:rejected:document_expired", required_documents: ["photo_id"] });
  const page = await here.page(PHONE);
  await agree(page, url);
  for (let round = 1; ; round += 1) {
    await at(page, "intro-photo_id");
    await choose(page, "Choose a photo", clip("passport.jpg"));
    await use(page);
    await press(page, "There is nothing on the back");
    await at(page, "result");
    if (round === 1) await look(page, "rejected-retry");
    const again = page.getByRole("button", { name: "Try again" });
    if ((await again.count()) === 0) break;
    assert.ok(round < 9, "tries never run out");
    await again.click();
  }
  await look(page, "rejected-last");
  assert.match(await page.textContent(".screen"), /could not confirm/);
  assert.equal((await here.server.api.get(`/v1/verifications/${id}`)).status, "rejected");
});
