// The usual ways through the flow, looked at on every screen: phone and desktop, light and dark, left-to-right and right-to-left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { act } from "../lib/actor.mjs";
import { DESKTOP, PHONE } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { stage } from "../lib/stage.mjs";
import { agree, at, choose, press, stay, use } from "../lib/walk.mjs";

const here = stage({ camera: "both.mjpeg" });

for (const species of ["still_print", "replay"]) {
  test(`phone: an attack (${species}) does not pass the recording`, async () => {
    const { url } = await here.server.api.verification();
    const page = await here.page();
    await act(page, species);
    await agree(page, url);
    await choose(page, "Choose a photo", clip("passport.jpg"));
    await use(page);
    await press(page, "There is nothing on the back");
    await choose(page, "Choose a photo", clip("selfie.jpg"));
    await use(page);
    await press(page, "I’m ready");
    await at(page, "again", 60_000);
    await look(page, `phone-again-${species}`);
  });
}

test("desktop, dark: the phone takes over by its code, the desktop follows and finishes by itself", async () => {
  const { url } = await here.server.api.verification({ vendor_state: "sandbox:approved" });
  const desk = await here.page(DESKTOP, { colorScheme: "dark" });
  await agree(desk, url);
  await at(desk, "where");
  await desk.waitForSelector(".qr img");
  await look(desk, "desktop-dark-where");
  const code = await desk.textContent(".qr code");
  const phone = await here.page(PHONE);
  await phone.goto(code);
  await at(phone, "intro-photo_id");
  assert.ok(!phone.url().includes("cs_once_"), "the code stays in the address");
  await desk.waitForSelector(".steps .now");
  await look(desk, "desktop-dark-following");
  for (const file of ["passport.jpg", "selfie.jpg"]) {
    await choose(phone, "Choose a photo", clip(file));
    await use(phone);
    if (file === "passport.jpg") await press(phone, "There is nothing on the back");
  }
  await finish(phone);
  await at(phone, "result");
  await at(desk, "result");
  await look(desk, "desktop-dark-result");
  // The code was for one device.
  const other = await here.page(PHONE);
  await other.goto(code);
  await at(other, "trouble");
  assert.equal(await other.getAttribute("[data-trouble]", "data-trouble"), "used");
  await look(other, "phone-used");
});

test("desktop: where no stream comes through, it asks again and again, and follows to the end all the same", async () => {
  const { url } = await here.server.api.verification({ level: 2, vendor_state: "sandbox:approved" });
  const desk = await here.page(DESKTOP);
  let asked = 0;
  await desk.route("**/v1/subject/progress", (route) => {
    // As a proxy does that holds answers back.
    if (route.request().headers().accept.includes("event-stream")) return route.abort();
    asked += 1;
    return route.continue();
  });
  await agree(desk, url);
  await desk.waitForSelector(".qr img");
  const phone = await here.page(PHONE);
  await phone.goto(await desk.textContent(".qr code"));
  await at(phone, "intro-photo_id");
  await desk.waitForSelector(".steps .now");
  // Another language draws the screen anew, which goes on following.
  await desk.getByLabel("Language").selectOption("de");
  await desk.getByRole("heading", { name: "Weiter auf dem Handy" }).waitFor();
  await choose(phone, "Choose a photo", clip("passport.jpg"));
  await use(phone);
  await press(phone, "There is nothing on the back");
  await at(phone, "result");
  await at(desk, "result");
  assert.ok(asked > 1, "it was told by asking");
});

/** Where a recording is asked for, the still clip fails it until no tries are left, and the flow goes on. */
async function finish(page) {
  for (;;) {
    await page.waitForSelector('#flow[data-place="intro-challenge"], #flow[data-place="again-challenge"], #flow[data-place="sending"], #flow[data-place="waiting"], #flow[data-place="result"]', { timeout: 60_000 });
    const place = await page.getAttribute("#flow", "data-place");
    if (!place.endsWith("challenge")) return;
    await press(page, place.startsWith("intro") ? "I’m ready" : "Try again");
  }
}

test("desktop, light: a proof of address as a PDF, stay on the computer", async () => {
  const { url, id } = await here.server.api.verification({ required_documents: ["photo_id", "proof_of_address"], vendor_state: "sandbox:double_check" });
  const page = await here.page(DESKTOP);
  await agree(page, url);
  await stay(page);
  await at(page, "intro-photo_id");
  await look(page, "desktop-intro");
  await choose(page, "Choose a photo", clip("passport.jpg"));
  await page.waitForSelector('[data-state="sent"]');
  await look(page, "desktop-review");
  await use(page);
  await press(page, "There is nothing on the back");
  await at(page, "intro-proof_of_address");
  await look(page, "desktop-paper");
  await choose(page, "Choose a file", clip("bill.pdf"));
  await use(page);
  await at(page, "result");
  await look(page, "desktop-in-review");
  const { documents } = await here.server.api.get(`/v1/verifications/${id}`);
  assert.ok(documents.some((one) => one.type === "proof_of_address"));
});

for (const [locale, scheme] of [["ar", "dark"], ["ar", "light"], ["de", "dark"], ["es", "light"], ["fr", "light"]]) {
  test(`phone, ${locale}, ${scheme}: every screen in the person's language`, async () => {
    const { url } = await here.server.api.verification({ locale, vendor_state: "sandbox:rejected:document_expired", level: 2 });
    const page = await here.page(PHONE, { locale, colorScheme: scheme });
    const name = (screen) => `phone-${locale}-${scheme}-${screen}`;
    await page.goto(url);
    await at(page, "intro-consent");
    assert.equal(await page.getAttribute("html", "dir"), locale === "ar" ? "rtl" : "ltr");
    assert.equal(await page.getAttribute("html", "lang"), locale);
    await look(page, name("consent"));
    await page.locator(".actions .button").first().click();
    await at(page, "intro-photo_id");
    await look(page, name("intro"));
    await page.locator(".actions .button").first().click();
    await page.waitForSelector(".finder.live");
    await look(page, name("camera"));
    await at(page, "review-photo_id");
    await page.waitForSelector('[data-state="sent"]');
    await look(page, name("review"));
    await page.locator(".actions .button").first().click();
    await at(page, "intro-photo_id_back");
    await page.locator(".actions .button").last().click();
    await at(page, "result");
    await look(page, name("rejected"));
  });
}
