// The widget in a shop's own page, on another origin and under a strict policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE } from "../lib/browser.mjs";
import { look } from "../lib/look.mjs";
import { shop } from "../lib/shop.mjs";
import { stage } from "../lib/stage.mjs";
import { frameOf } from "../lib/walk.mjs";

const here = stage({
  camera: "both.mjpeg",
  store: (server) => ({
    scripts: [{ name: "widget.js" }],
    body: `<countersign-verify publishable-key="${server.api.publishable}" level="2"></countersign-verify>`,
  }),
});

async function through(frame) {
  const press = (text) => frame.getByRole("button", { name: text }).first().click();
  await frame.waitForSelector('#flow[data-place="intro-consent"]');
  await press("I agree");
  await frame.waitForSelector('#flow[data-place="intro-photo_id"]');
  await press("Open the camera");
  await frame.waitForSelector('#flow[data-place="review-photo_id"]', { timeout: 45_000 });
  await frame.waitForSelector('[data-state="sent"]');
  await press("Use this");
  await press("There is nothing on the back");
  await frame.waitForSelector('#flow[data-place="result"]', { timeout: 90_000 });
}

test("the element opens the check by a publishable key, the camera works in the frame, and the shop hears of it", async () => {
  const page = await here.page(PHONE);
  await page.goto(here.store.origin);
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ["success", "error", "close"]) document.addEventListener(name, (event) => window.heard.push([name, event.detail]));
  });
  await look(page, "shop");
  await page.locator("countersign-verify").getByRole("button").click();
  const frame = await frameOf(page);
  await frame.waitForSelector("[data-ready]");
  await page.waitForTimeout(300);
  await page.screenshot({ path: "out/widget-phone.png" });
  await through(frame);
  const [[name, detail]] = await page.evaluate(() => window.heard);
  assert.equal(name, "success");
  assert.match(detail.id, /^ver_/);
  assert.ok(["approved", "rejected", "in_review"].includes(detail.status));
  await frame.getByRole("button", { name: "Close" }).click();
  await page.waitForFunction(() => window.heard.some(([name]) => name === "close"));
  await page.waitForFunction(() => window.length === 0);
});

test("Countersign.open with a client token; Escape closes it and gives the focus back", async () => {
  const { client_token } = await here.server.api.verification();
  const page = await here.page(DESKTOP);
  await page.goto(here.store.origin);
  await page.locator("countersign-verify").getByRole("button").focus();
  await page.evaluate((clientToken) => {
    window.heard = [];
    window.Countersign.open({ clientToken, onClose: () => window.heard.push("close"), onError: (error) => window.heard.push(error.code) });
  }, client_token);
  const frame = await frameOf(page);
  await frame.waitForSelector('#flow[data-place="intro-consent"]');
  await page.waitForTimeout(300);
  await page.screenshot({ path: "out/widget-desktop.png" });
  await frame.locator("h1").press("Escape");
  await page.waitForFunction(() => window.heard.length > 0);
  assert.deepEqual(await page.evaluate(() => window.heard), ["close"]);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "COUNTERSIGN-VERIFY");
});

test("a token that opens nothing is told by its code", async () => {
  const page = await here.page(DESKTOP);
  await page.goto(here.store.origin);
  const code = await page.evaluate(() => new Promise((resolve) => window.Countersign.open({ clientToken: "cs_client_nothing", onError: (error) => resolve(error.code) })));
  assert.equal(code, "invalid_token");
});

test("a page that the merchant did not name cannot frame the check", async () => {
  const { client_token } = await here.server.api.verification();
  const other = await shop(here.server, { scripts: [{ name: "widget.js" }], body: "" });
  const page = await here.page(DESKTOP);
  await page.goto(other.origin);
  const code = await page.evaluate((clientToken) => new Promise((resolve) => window.Countersign.open({ clientToken, onError: (error) => resolve(error.code) })), client_token);
  assert.ok(["foreign_origin", "network"].includes(code), code);
  other.end();
  // The browser says so itself, too.
  page.faults.length = 0;
});

test("button and dialog have the merchant's colours, corners and words, which are the page's", async () => {
  const flow = { name: "Blue Bottle", theme: { accent: "#aa3377", scheme: "dark", radius: 2 }, texts: { en: { "widget-button": "Show who you are", "widget-title": "Blue Bottle asks" } } };
  await here.server.api.settings({ flow });
  const page = await here.page(DESKTOP, { colorScheme: "light" });
  // Nobody looks into a closed shadow tree but a test.
  await page.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      return attach.call(this, { ...init, mode: "open" });
    };
  });
  await page.goto(here.store.origin);
  const button = page.getByRole("button", { name: "Show who you are" });
  await button.waitFor();
  const worn = (element) => ({ background: getComputedStyle(element).backgroundColor, corner: getComputedStyle(element).borderRadius });
  const outside = await button.evaluate(worn);
  await look(page, "widget-themed-button");
  await button.click();
  const frame = await frameOf(page);
  await frame.waitForSelector('#flow[data-place="intro-consent"]');
  const inside = await frame.locator(".actions .button").first().evaluate(worn);
  assert.deepEqual(inside, outside);
  assert.equal(inside.corner, "2px");
  const dialog = page.locator("dialog");
  assert.equal(await dialog.getAttribute("aria-label"), "Blue Bottle asks");
  assert.equal(await dialog.evaluate((element) => getComputedStyle(element).backgroundColor), await frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor.replace("rgb(31, 36, 40)", "rgb(20, 23, 26)")));
  await look(page, "widget-themed");
  await here.server.api.settings({ flow: null });
});
