// The one way that everybody goes, looked at on every screen, and the network lost on it: what `make test` walks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { act } from "../lib/actor.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { stage } from "../lib/stage.mjs";
import { agree, at, choose, finish, press, use } from "../lib/walk.mjs";

const here = stage({ camera: "document.mjpeg" });

test("phone: the document is taken by itself, pictures survive a lost network, a live person passes and is approved", async () => {
  const { url, id } = await here.server.api.verification({ redirect_url: "https://shop.test/done" });
  const page = await here.page();
  await page.goto(url);
  await at(page, "intro-consent");
  await look(page, "phone-consent");
  await press(page, "I agree");
  await at(page, "intro-photo_id");
  await look(page, "phone-intro");
  await press(page, "Open the camera");
  await page.waitForSelector(".finder.live");
  await look(page, "phone-camera");
  // Nobody presses anything: the document comes near and the picture is taken.
  await at(page, "review-photo_id");
  await page.waitForSelector('[data-state="sent"]');
  await look(page, "phone-review");
  await press(page, "Use this");
  await at(page, "intro-photo_id_back");
  await look(page, "phone-back");
  await press(page, "There is nothing on the back");
  await at(page, "intro-selfie");
  await look(page, "phone-selfie-intro");
  await page.context().setOffline(true);
  await choose(page, "Choose a photo", clip("selfie.jpg"));
  await page.waitForSelector('[data-state="waiting"]');
  await page.waitForSelector(".banner:not(:empty)");
  await look(page, "phone-offline");
  await page.context().setOffline(false);
  await use(page);
  await at(page, "intro-challenge");
  await look(page, "phone-challenge-intro");
  const { documents } = await here.server.api.get(`/v1/verifications/${id}`);
  assert.deepEqual(documents.map((one) => one.type).sort(), ["photo_id", "selfie"]);
});

test("phone: a live person's recording passes, and the verification is approved", async () => {
  const { url, id } = await here.server.api.verification();
  const page = await here.page();
  await act(page);
  await agree(page, url);
  await choose(page, "Choose a photo", clip("passport.jpg"));
  await use(page);
  await press(page, "There is nothing on the back");
  await at(page, "intro-selfie");
  await press(page, "Open the camera");
  await at(page, "review-selfie");
  await page.waitForSelector('[data-state="sent"]');
  await look(page, "phone-selfie");
  await use(page);
  await press(page, "I’m ready");
  await finish(page, 3);
  await look(page, "phone-result");
  // No address to go back to was given: the page is no dead end all the same.
  await page.getByText("You can close this page now").waitFor();
  assert.equal((await here.server.api.get(`/v1/verifications/${id}`)).status, "approved");
});
