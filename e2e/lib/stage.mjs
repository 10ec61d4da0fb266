// What every test file stands on: a server, a browser with a clip before its camera, a shop's page if wanted. Pages that a test
// opens are closed after it, and no test passes with an error in one of them.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import { PHONE, launch, open } from "./browser.mjs";
import { clip } from "./clips.mjs";
import { serve } from "./server.mjs";
import { shop } from "./shop.mjs";

/**
 * `camera`: the clip it shows, none without. `server`: as for `serve`. `store`: what a shop's page is made of, from the server;
 * its origin is one of the merchant's.
 */
export function stage({ camera, server, store } = {}) {
  const pages = [];
  const here = {
    /** A page in a context of its own. */
    async page(look = PHONE, options = {}) {
      const page = await open(here.browser, look, options);
      pages.push(page);
      return page;
    },
  };
  before(async () => {
    here.server = await serve(server);
    here.browser = await launch(camera ? clip(camera) : false);
    if (!store) return;
    here.store = await shop(here.server, store(here.server));
    await here.server.api.origins([here.store.origin]);
  });
  afterEach(async () => {
    const faults = pages.flatMap((page) => page.faults);
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    assert.deepEqual(faults, []);
  });
  after(async () => {
    here.store?.end();
    await here.browser?.close();
    await here.server?.end();
  });
  return here;
}
