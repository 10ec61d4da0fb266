// Chromium with a camera that shows a clip, a phone's or a desktop's window, and what goes wrong in a page made to fail tests.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { fresh } from "./pages.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];

const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", process.env.CHROMIUM].find((one) => one && existsSync(one));

/** `camera`: the path of a clip, `true` for a test pattern, `false` for none. Each launch has a fresh profile. */
export function launch(camera = true, flags = []) {
  const clip = typeof camera === "string" ? [`--use-file-for-fake-video-capture=${camera}`] : [];
  return chromium.launch({ executablePath: path, headless: true, args: [...FLAGS, ...(camera ? [...CAMERA, ...clip] : []), ...flags] });
}

export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
export const DESKTOP = { viewport: { width: 1280, height: 860 } };

/** A page whose errors are kept in `page.faults`; a failed request alone is none, since tests make some fail. */
export async function open(browser, look = PHONE, options = {}) {
  const context = await browser.newContext({ locale: "en-US", ...look, ...options });
  await fresh(context);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.stack));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) page.faults.push(message.text());
  });
  page.setDefaultTimeout(30_000);
  return page;
}
