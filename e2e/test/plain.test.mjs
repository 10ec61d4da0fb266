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

test("the shop's colours, corners and logo are worn, whatever they are", async () => {
  const logo = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><circle cx="15" cy="15" r="14"/></svg>')}`;
  for (const [accent, scheme, shown] of [["#ffd500", "light", "rgb(255, 213, 0)"], ["#101030", "dark", "rgb(16, 16, 48)"]]) {
    await here.server.api.settings({ flow: { theme: { accent, scheme, radius: 2, logo } } });
    const { url } = await here.server.api.verification({ locale: "en" });
    const page = await here.page(PHONE);
    await page.goto(plain(url));
    await page.getByRole("button", { name: "I agree" }).waitFor();
    await page.waitForFunction((colour) => getComputedStyle(document.querySelector(".button")).backgroundColor === colour, shown);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".button")).borderRadius), "2px");
    assert.equal(await page.getByRole("img", { name: "Blue Bottle" }).getAttribute("src"), logo);
    await look(page, `plain-phone-worn-${scheme}`);
  }
  await here.server.api.settings({ flow: null });
});

test("without script: the link is pasted, forms are sent, and a person looks", async () => {
  const { url, id } = await here.server.api.verification({ locale: "ar", redirect_url: "https://shop.test/done" });
  const without = await here.page(PHONE, { javaScriptEnabled: false });
  await without.goto(plain(url));
  await without.getByRole("link", { name: "Go on without JavaScript" }).click();
  await without.getByLabel("The link that you got").waitFor();
  // The page has no script; axe, which looks at it, needs one.
  const page = await here.page(PHONE, { colorScheme: "dark" });
  await page.goto(without.url());
  await look(page, "forms-phone-link");
  await page.getByLabel("The link that you got").fill("https://verify.localhost/verify#cs_client_nothing");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("The link that you got").fill(url);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("button", { name: "I agree" }).waitFor();
  await page.getByRole("link", { name: "العربية" }).click();
  await page.waitForSelector("html[lang=ar][dir=rtl] .told");
  await look(page, "forms-phone-ar-consent");
  await page.getByRole("button").click();
  await page.setInputFiles("#photo_id", clip("passport.jpg"));
  await page.setInputFiles("#selfie", clip("selfie.jpg"));
  await look(page, "forms-phone-ar-pictures");
  await page.locator("form .button").click();
  await page.getByRole("link", { name: "تحقق من الحالة" }).waitFor();
  await look(page, "forms-phone-ar-waiting");
  for (let tries = 0; tries < 60 && !(await page.locator("a[href='https://shop.test/done']").count()); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await page.reload();
  }
  await look(page, "forms-phone-ar-in-review");
  assert.equal((await here.server.api.get(`/v1/verifications/${id}`)).status, "double_check");
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
