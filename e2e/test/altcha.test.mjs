// Level 1 without a camera: the official ALTCHA widget in a shop's page solves our challenge, and its payload is worth a credential.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { DESKTOP } from "../lib/browser.mjs";
import { look } from "../lib/look.mjs";
import { root } from "../lib/server.mjs";
import { stage } from "../lib/stage.mjs";

const of = (path) => join(root, "e2e", "node_modules", "altcha", "dist", path);
const here = stage({
  store: () => ({
    files: { "/altcha.js": of("external/altcha.js"), "/altcha.css": of("external/altcha.css"), "/pbkdf2.js": of("workers/pbkdf2.js") },
    body: `<link rel="stylesheet" href="/altcha.css"><script type="module" src="/altcha.js"></script><form><altcha-widget></altcha-widget></form>`,
  }),
});

/** Runs in the shop's page, as a shop's own script would. */
async function configure({ server, key }) {
  await customElements.whenDefined("altcha-widget");
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker("/pbkdf2.js"));
  const keyed = (address, init) => fetch(address, { ...init, headers: { ...init?.headers, authorization: `Bearer ${key}` } });
  document.querySelector("altcha-widget").configure({ challenge: `${server}/api/verifyhuman/altcha/challenge`, fetch: keyed });
}

test("the official widget solves the challenge in the browser, and its payload gives a credential of level 1 once", async () => {
  const page = await here.page(DESKTOP);
  const { origin: server, api } = here.server;
  await page.goto(here.store.origin);
  await page.evaluate(configure, { server, key: api.publishable });
  await page.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector("[name=altcha]")?.value, undefined, { timeout: 90_000 });
  await look(page, "altcha");
  const payload = await page.inputValue("[name=altcha]");
  const handIn = () =>
    page.evaluate(
      async ({ server, key, payload }) => {
        const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
        return (await fetch(`${server}/api/verifyhuman/altcha/verify`, { method: "POST", headers, body: JSON.stringify({ payload }) })).json();
      },
      { server, key: api.publishable, payload },
    );
  const human = await handIn();
  assert.deepEqual([human.verified, human.reason], [true, undefined]);
  const check = await api.post("/api/verifyhuman/verify-token", { token: human.token });
  assert.deepEqual([check.valid, check.assurance_level], [true, 1]);
  const again = await handIn();
  assert.deepEqual([again.verified, again.reason], [false, "used"]);
});
