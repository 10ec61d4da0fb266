// The widget in a shop's own page, on another origin and under a strict policy.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, launch, open } from "../lib/browser.mjs";
import { clip } from "../lib/clips.mjs";
import { look } from "../lib/look.mjs";
import { serve } from "../lib/server.mjs";
import { shop } from "../lib/shop.mjs";

let server;
let browser;
let store;
before(async () => {
  server = await serve();
  browser = await launch(clip("both.mjpeg"));
  store = await shop(server, {
    scripts: [{ name: "widget.js" }],
    body: `<countersign-verify publishable-key="${server.api.publishable}" level="2"></countersign-verify>`,
  });
  await server.api.origins([store.origin]);
});
after(async () => {
  store?.end();
  await browser?.close();
  await server?.end();
});

/** The frame that the widget opened. */
async function frameOf(page) {
  for (let tries = 0; tries < 100; tries += 1) {
    const frame = page.frames().find((one) => one.url().includes("/verify"));
    if (frame) return frame;
    await page.waitForTimeout(100);
  }
  throw new Error("no frame was opened");
}

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
  const page = await open(browser, PHONE);
  await page.goto(store.origin);
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
  assert.equal(page.frames().length, 1);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("Countersign.open with a client token; Escape closes it and gives the focus back", async () => {
  const { client_token } = await server.api.verification();
  const page = await open(browser, DESKTOP);
  await page.goto(store.origin);
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
  await page.context().close();
});

test("a token that opens nothing is told by its code", async () => {
  const page = await open(browser, DESKTOP);
  await page.goto(store.origin);
  const code = await page.evaluate(() => new Promise((resolve) => window.Countersign.open({ clientToken: "cs_client_nothing", onError: (error) => resolve(error.code) })));
  assert.equal(code, "invalid_token");
  await page.context().close();
});

test("a page that the merchant did not name cannot frame the check", async () => {
  const { client_token } = await server.api.verification();
  const other = await shop(server, { scripts: [{ name: "widget.js" }], body: "" });
  const page = await open(browser, DESKTOP);
  await page.goto(other.origin);
  const code = await page.evaluate((clientToken) => new Promise((resolve) => window.Countersign.open({ clientToken, onError: (error) => resolve(error.code) })), client_token);
  assert.ok(["foreign_origin", "network"].includes(code), code);
  other.end();
  await page.context().close();
});
