// The collector in a shop's own checkout, on another origin and under a strict policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP } from "../lib/browser.mjs";
import { stage } from "../lib/stage.mjs";

const here = stage({
  store: (server) => ({
    scripts: [{ name: "collector.js", attributes: `data-key="${server.api.publishable}" async` }],
    body: `<form><input type="hidden" name="countersign_device"></form>`,
  }),
});

test("the collector fills the checkout's field, keeps the device, and asks once a visit", async () => {
  const page = await here.page(DESKTOP);
  const calls = [];
  page.on("request", (request) => request.url().includes("/v1/collect") && request.method() === "POST" && calls.push(request.postDataJSON()));
  await page.goto(here.store.origin);
  await page.waitForFunction(() => document.querySelector("[name=countersign_device]").value !== "");
  const token = await page.inputValue("[name=countersign_device]");
  assert.equal(await page.evaluate(() => window.Countersign.device()), token);
  assert.match(await page.evaluate(() => document.cookie), /countersign_device=/);
  assert.ok(Object.keys(calls[0].components).length >= 10);
  await page.reload();
  await page.waitForFunction(() => document.querySelector("[name=countersign_device]").value !== "");
  assert.equal(calls.length, 1);
});
