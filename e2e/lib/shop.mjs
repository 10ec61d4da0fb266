// A shop's page on an origin of its own, with as strict a policy as one can have.

import { createServer } from "node:http";
import { freePort } from "./server.mjs";

/** Serves `body` with the scripts of `server`, each with its integrity, under a policy without inline anything. */
export async function shop(server, { body, scripts }) {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const tags = await Promise.all(
    scripts.map(async ({ name, attributes = "" }) => {
      const bytes = Buffer.from(await (await fetch(`${server.origin}/${name}`)).arrayBuffer());
      const digest = Buffer.from(await crypto.subtle.digest("SHA-384", bytes)).toString("base64");
      return `<script src="${server.origin}/${name}" integrity="sha384-${digest}" crossorigin="anonymous" ${attributes}></script>`;
    }),
  );
  const policy = `default-src 'none'; script-src ${server.origin}; connect-src ${server.origin}; frame-src ${server.origin}; base-uri 'none'; require-trusted-types-for 'script'`;
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title>${tags.join("")}</head><body><main><h1>Shop</h1>${body}</main></body></html>`;
  const http = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    response.end(page);
  });
  await new Promise((resolve) => http.listen(Number(new URL(origin).port), "127.0.0.1", resolve));
  return { origin, end: () => http.close() };
}
