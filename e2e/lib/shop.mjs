// A shop's page on an origin of its own, with as strict a policy as one can have.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { freePort } from "./server.mjs";

const TYPES = { ".js": "text/javascript", ".css": "text/css" };

/**
 * Serves `body` with the scripts of `server`, each with its integrity, under a policy without inline anything. `files` are the
 * shop's own, by the address they have there; then it may load scripts, styles and workers of its own, and no trusted types.
 */
export async function shop(server, { body, scripts = [], files = {} }) {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const tags = await Promise.all(
    scripts.map(async ({ name, attributes = "" }) => {
      const bytes = Buffer.from(await (await fetch(`${server.origin}/${name}`)).arrayBuffer());
      const digest = Buffer.from(await crypto.subtle.digest("SHA-384", bytes)).toString("base64");
      return `<script src="${server.origin}/${name}" integrity="sha384-${digest}" crossorigin="anonymous" ${attributes}></script>`;
    }),
  );
  const own = Object.keys(files).length > 0 ? `script-src 'self' ${server.origin}; style-src 'self'; worker-src 'self'` : `script-src ${server.origin}; require-trusted-types-for 'script'`;
  const policy = `default-src 'none'; ${own}; connect-src ${server.origin}; frame-src ${server.origin}; base-uri 'none'`;
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title>${tags.join("")}</head><body><main><h1>Shop</h1>${body}</main></body></html>`;
  const http = createServer((request, response) => {
    const file = files[request.url];
    const type = file ? TYPES[extname(request.url)] : "text/html; charset=utf-8";
    response.writeHead(200, { "content-type": type, "content-security-policy": policy });
    response.end(file ? readFileSync(file) : page);
  });
  await new Promise((resolve) => http.listen(Number(new URL(origin).port), "127.0.0.1", resolve));
  return { origin, end: () => http.close() };
}
