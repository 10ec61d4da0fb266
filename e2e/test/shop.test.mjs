// The demo shop as a newcomer meets it: a careful order goes, a risky one waits for an identity and is released. Every screen of
// the shop's is looked at, on a phone and on a desk, in both colour schemes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { act } from "../lib/actor.mjs";
import { PHONE } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { stage } from "../lib/stage.mjs";
import { at, choose, finish, frameOf, press, use } from "../lib/walk.mjs";

const DESK = { viewport: { width: 1280, height: 900 } };
// As `countersign serve` and its first start leave it: pages at the address of this machine.
const here = stage({ camera: "both.mjpeg", server: { merchant: "demo", name: "127.0.0.1" } });

async function order(page, who, title) {
  await page.getByLabel(who).check();
  await press(page, "Place the order");
  await page.getByRole("heading", { name: title }).waitFor();
}

/** From the button in the shop to the check in its frame; a desk whose address no phone knows is not sent to one. */
async function begin(page) {
  await press(page, "Confirm who you are");
  const frame = await frameOf(page);
  await at(frame, "intro-consent");
  return frame;
}

for (const [name, device, colorScheme, host] of [["phone-light", PHONE, "light", "localhost"], ["desk-dark", DESK, "dark", "127.0.0.1"]]) {
  test(`${name}: a careful order goes, a risky one is released once a live person has confirmed who they are`, async () => {
    const page = await here.page(device, { colorScheme });
    await act(page);
    await page.goto(`http://${host}:${here.server.port}/demo`);
    await look(page, `shop-${name}`);
    await order(page, "A careful customer", "Thank you for your order");
    assert.equal(await page.getByRole("button", { name: "Confirm who you are" }).isVisible(), false);
    await look(page, `shop-${name}-careful`);
    await order(page, "A risky one", "One more step");
    assert.equal(await page.getByRole("button", { name: "approve" }).isVisible(), false);
    await page.getByText("Nothing at hand").click();
    await look(page, `shop-${name}-risky`);
    const frame = await begin(page);
    await look(page, `shop-${name}-consent`, frame);
    await press(frame, "I agree");
    await at(frame, "intro-photo_id");
    await choose(frame, "Choose a photo", clip("passport.jpg"), page);
    await use(frame);
    await press(frame, "There is nothing on the back");
    await at(frame, "intro-selfie");
    await press(frame, "Open the camera");
    await at(frame, "review-selfie");
    await use(frame);
    await press(frame, "I’m ready");
    await finish(frame, 3);
    await look(page, `shop-${name}-result`, frame);
    await press(frame, "Close");
    await page.getByRole("heading", { name: "your order is released" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Confirm who you are" }).isVisible(), false);
    await look(page, `shop-${name}-released`);
  });
}

for (const [name, device, colorScheme, verdict, title] of [
  ["phone-dark", PHONE, "dark", "approve", "your order is released"],
  ["desk-light", DESK, "light", "reject", "The order is stopped"],
]) {
  test(`${name}: nothing to photograph, so a person checks, who is the visitor: ${verdict}`, async () => {
    const page = await here.page(device, { colorScheme });
    await page.goto(`${here.server.origin}/demo`);
    await look(page, `shop-${name}`);
    await order(page, "A risky one", "One more step");
    const frame = await begin(page);
    await press(frame, "Let a person check instead");
    await press(frame, "I agree");
    for (const file of ["passport.jpg", "selfie.jpg"]) {
      await choose(frame, "Choose a photo", clip(file), page);
      await use(frame);
      if (file === "passport.jpg") await press(frame, "There is nothing on the back");
    }
    await at(frame, "result", 120_000);
    await press(frame, "Close");
    await page.getByRole("heading", { name: "A person takes a look" }).waitFor();
    await look(page, `shop-${name}-review`);
    const id = JSON.parse(await page.textContent("#whole")).verification_id;
    if (verdict === "reject") await here.server.api.post(`/v1/verifications/${id}/reject`, { comment: "Not the customer." });
    else await press(page, "Approve it");
    await page.getByRole("heading", { name: title }).waitFor();
    // What a person decided stands: there is nothing more to confirm.
    assert.equal(await page.getByRole("button", { name: "Confirm who you are" }).isVisible(), false);
    await look(page, `shop-${name}-${verdict}`);
  });
}
