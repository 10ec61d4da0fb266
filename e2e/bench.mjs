// How fast and how small the subject's page is, in a browser slowed down as a cheap telephone: `make bench` and `scripts/e2e-bench`.
//
// Prints each figure beside its aim, and fails where one is missed. Ratios hold on a busy machine; milliseconds want a quiet one.
// `node bench.mjs result upload` measures these parts alone.

import { statSync } from "node:fs";
import { act } from "./lib/actor.mjs";
import { PHONE, launch, open } from "./lib/browser.mjs";
import { clip } from "./lib/clips.mjs";
import { serve } from "./lib/server.mjs";
import { agree, at, choose, press, use } from "./lib/walk.mjs";

const SLOW = 4;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const PARTS = {
  interactive,
  guidance: async () => {
    await guidance("document", "face.mjpeg", "photo_id");
    await guidance("face", "document.mjpeg", "selfie");
  },
  upload: whole,
  result,
};
const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(" or ")}; there are ${Object.keys(PARTS).join(", ")}`);
const server = await serve();
let missed = 0;

function tell(name, value, unit, aim, holds) {
  missed += holds ? 0 : 1;
  console.log(`${name.padEnd(58)} ${String(value).padStart(9)} ${unit.padEnd(8)} ${aim.padEnd(12)} ${holds ? "holds" : "MISSED"}`);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function slowed(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW });
}

/** From the navigation's start until the first screen is drawn and its buttons answer. */
async function interactive() {
  const browser = await launch(clip("document.mjpeg"));
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { url } = await server.api.verification();
    const page = await open(browser, PHONE);
    await slowed(page);
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('#flow[data-place="intro-consent"] .actions .button')) return;
        observer.disconnect();
        setTimeout(() => (window.interactive = performance.now()));
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await page.goto(url);
    times.push(await page.waitForFunction(() => window.interactive).then((handle) => handle.jsonValue()));
    await page.context().close();
  }
  await browser.close();
  tell(`interactive at ${SLOW}x slower, median of ${ROUNDS}`, Math.round(median(times)), "ms", "<= 1000", median(times) <= 1000);
}

/** Looks a second while nothing is good enough to be taken. */
async function guidance(name, film, step) {
  const browser = await launch(clip(film));
  const { url } = await server.api.verification();
  const page = await open(browser, PHONE);
  await agree(page, url);
  if (step === "selfie") {
    await choose(page, "Choose a photo", clip("passport.jpg"));
    await use(page);
    await press(page, "There is nothing on the back");
  }
  await slowed(page);
  await press(page, "Open the camera");
  await page.waitForSelector(".finder[data-looks]");
  const rate = await page.evaluate(async () => {
    const looks = () => Number(document.querySelector(".finder").dataset.looks);
    const [start, before] = [performance.now(), looks()];
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return ((looks() - before) * 1000) / (performance.now() - start);
  });
  await browser.close();
  tell(`guidance (${name}) at ${SLOW}x slower`, rate.toFixed(1), "looks/s", ">= 10", rate >= 10);
}

/** What is sent of document and selfie as the camera takes them, by what the server got. */
async function whole() {
  const browser = await launch(clip("both.mjpeg"));
  const { url, id } = await server.api.verification();
  const page = await open(browser, PHONE);
  await agree(page, url);
  await press(page, "Open the camera");
  await at(page, "review-photo_id");
  await use(page);
  await press(page, "There is nothing on the back");
  await press(page, "Open the camera");
  await use(page);
  await at(page, "intro-challenge");
  const { documents } = await server.api.get(`/v1/verifications/${id}`);
  const both = documents.flatMap((one) => one.images).reduce((sum, image) => sum + image.bytes, 0);
  if (documents.length !== 2 || both === 0) throw new Error("the pictures did not arrive");
  tell("upload: document front and selfie", (both / 1e6).toFixed(2), "MB", "<= 1.5", both <= 1.5e6);
  await browser.close();
}

/** The result after a recording, against what the server alone needs: to answer the burst, and from handed in to decided. */
async function result() {
  const browser = await launch(clip("face.mjpeg"));
  const ratios = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { url, id } = await server.api.verification({ level: 3 });
    const page = await open(browser, PHONE);
    await act(page);
    let burst = 0;
    page.on("requestfinished", (request) => {
      const { requestStart, responseStart } = request.timing();
      if (request.method() === "PUT" && request.url().includes("/challenge/")) burst = responseStart - requestStart;
    });
    await agree(page, url);
    await choose(page, "Choose a photo", clip("passport.jpg"));
    await use(page);
    await press(page, "There is nothing on the back");
    await press(page, "Open the camera");
    await use(page);
    await press(page, "I’m ready");
    await at(page, "result", 120_000);
    const waited = await page.evaluate(() => performance.getEntriesByName("result").at(-1).startTime - performance.getEntriesByName("shutter").at(-1).startTime);
    ratios.push({ waited, burst, pipeline: await pipelineTime(id) });
    await page.context().close();
  }
  await browser.close();
  const [waited, burst, pipeline] = ["waited", "burst", "pipeline"].map((name) => median(ratios.map((one) => one[name])));
  const ratio = median(ratios.map((one) => one.waited / (one.burst + one.pipeline)));
  tell("last picture to result", Math.round(waited), "ms", "", true);
  tell("server: the burst", Math.round(burst), "ms", "", true);
  tell("server: from handed in to decided", Math.round(pipeline), "ms", "", true);
  tell("last picture to result over the server's own time", ratio.toFixed(2), "times", "<= 1.3", ratio <= 1.3);
}

/** Between being handed in and being decided, as the history has it. */
async function pipelineTime(id) {
  const { data } = await server.api.get(`/v1/verifications/${id}/history`);
  const time = (to) => Date.parse(data.find((entry) => to(entry.to)).at);
  return time((to) => !["started", "submitted"].includes(to)) - time((to) => to === "submitted");
}

for (const name of ["widget.js", "flow.js", "flow.css", "collector.js"]) statSync(new URL(`../web/dist/${name}`, import.meta.url));
try {
  for (const name of asked) await PARTS[name]();
} finally {
  await server.end();
}
process.exit(missed === 0 ? 0 : 1);
