// The plain page, where the flow cannot run: in the person's language, with file inputs, to a result, and never a dead end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { stage } from "../lib/stage.mjs";

const here = stage();

/** The plain page of a verification. */
const plain = (url, query = "") => url.replace("/verify#", `/verify/plain${query}#`);
const heading = (page, text) => page.getByRole("heading", { name: text }).waitFor();

/** Sends a picture for a step and waits until something is said of it. */
async function give(page, step, file) {
  await page.setInputFiles(`#${step}`, clip(file));
  await page.waitForFunction((id) => document.getElementById(id).value !== "" && !document.getElementById(id).required, step);
}

test("phone, Arabic, dark: consent, pictures, a refusal with its reason, another try", async () => {
  const { url, id } = await here.server.api.verification({ locale: "ar", level: 2, vendor_state: "sandbox:rejected:document_expired" });
  const page = await here.page(PHONE, { locale: "en-US", colorScheme: "dark" });
  // The browser prefers English; what the shop asked for counts.
  await page.goto(plain(url));
  await page.waitForSelector("html[lang=ar][dir=rtl] .told");
  await look(page, "plain-phone-ar-consent");
  await page.getByRole("button").click();
  await give(page, "photo_id", "passport.jpg");
  await look(page, "plain-phone-ar-pictures");
  await page.locator("form .button").click();
  await heading(page, "لم ينجح الأمر بعد");
  await look(page, "plain-phone-ar-rejected");
  assert.match(await page.textContent("#body li"), /انتهت صلاحية/);
  assert.doesNotMatch((await page.locator("main").innerText()).replaceAll("Blue Bottle", ""), /[A-Za-z]/);
  await page.getByRole("button").click();
  await page.waitForSelector("#photo_id");
  assert.equal((await here.server.api.get(`/v1/verifications/${id}`)).status, "started");
});

test("desktop: another language is chosen, a person looks where a recording was asked for, and the shop is a link away", async () => {
  const { url, id } = await here.server.api.verification({ redirect_url: "https://shop.test/done" });
  const page = await here.page(DESKTOP, { locale: "de-AT" });
  await page.goto(plain(url));
  await heading(page, "Kurz zeigen, dass du es bist");
  await look(page, "plain-desk-de-consent");
  await page.getByLabel("Sprache").selectOption("fr");
  await page.waitForSelector("html[lang=fr] .told");
  assert.equal(new URL(page.url()).searchParams.get("locale"), "fr");
  await page.getByRole("button").click();
  await give(page, "photo_id", "passport.jpg");
  await give(page, "selfie", "selfie.jpg");
  await look(page, "plain-desk-fr-pictures");
  await page.locator("form .button").click();
  await page.waitForSelector("#body a", { timeout: 120_000 });
  await look(page, "plain-desk-fr-in-review");
  assert.equal(await page.getAttribute("#body a", "href"), "https://shop.test/done");
  const seen = await here.server.api.get(`/v1/verifications/${id}`);
  assert.equal(seen.status, "double_check");
});

test("no dead end: a link that is none, a lost network, and a recording that only the flow can make", async () => {
  const page = await here.page(PHONE, { locale: "es-ES" });
  await page.goto(`${here.server.origin}/verify/plain#cs_client_nothing`);
  await heading(page, "Este enlace no funciona");
  await look(page, "plain-phone-es-link");
  const { url } = await here.server.api.verification({ locale: "en", level: 2 });
  await page.goto(plain(url, "?locale=en"));
  await page.getByRole("button", { name: "I agree" }).click();
  await page.waitForSelector("#photo_id");
  await page.context().setOffline(true);
  await page.setInputFiles("#photo_id", clip("passport.jpg"));
  await page.getByText("You are offline").waitFor();
  await page.context().setOffline(false);
  await give(page, "photo_id", "passport.jpg");
  await here.server.api.settings({ flow: { human_review: false } });
  const other = await here.server.api.verification();
  await page.goto(plain(other.url, "?locale=en"));
  await page.getByRole("button", { name: "I agree" }).click();
  await page.getByText("open the link in another browser").waitFor();
  await look(page, "plain-phone-en-no-recording");
  await here.server.api.settings({ flow: null });
});
