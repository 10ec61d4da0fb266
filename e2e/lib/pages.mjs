// For working on the pages: PAGES=1 takes them from web/dist instead of the binary, so that nothing has to be compiled anew.

import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { root } from "./server.mjs";

const TYPES = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><title>Confirm who you are</title><link rel="stylesheet" href="/assets/flow.css"><script type="module" src="/assets/flow.js"></script></head><body><main id="flow" data-api="/v1/subject"></main></body></html>`;

export async function fresh(context) {
  if (!process.env.PAGES) return;
  await context.route(/\/verify(\?.*)?(#.*)?$/, (route) => route.fulfill({ contentType: "text/html", body: HTML, headers: { "permissions-policy": "camera=(self)" } }));
  await context.route(/\/(assets\/[^?]+|widget\.js|collector\.js)/, (route) => {
    const file = join(root, "web", "dist", new URL(route.request().url()).pathname.replace(/^\/(assets\/)?/, ""));
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: TYPES[extname(file)], body: readFileSync(file), headers: { "access-control-allow-origin": "*" } });
  });
}
