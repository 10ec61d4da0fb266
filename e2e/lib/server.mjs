// The dev binary on SQLite in a folder of its own, for as long as a test file runs.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const program = process.env.COUNTERSIGN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "countersign");

export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server with one shop in test mode, and waits until it is ready. Its pages are at `name`: a name that another device
 * could know, and which browsers look for on this machine.
 */
export async function serve({ merchant = "Blue Bottle", name = "verify.localhost", flags = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-e2e-"));
  const scopes = "read,write,images,review,admin";
  const keys = JSON.parse(execFileSync(program, ["keys", "create", "--data", folder, "--merchant", merchant, "--mode", "test", "--scopes", scopes, "--json"], { encoding: "utf8" }));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const child = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`, "--public-url", `http://${name}:${port}`, "--data", folder, "--log", "warn", ...flags], { stdio: ["ignore", "ignore", "inherit"] });
  const end = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false)) return { origin, port, folder, program, pid: child.pid, end, api: api(origin, keys) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await end();
  throw new Error("the server did not get ready");
}

/** What the server answers to a request that a test took from a page. Names under localhost are known to browsers only. */
export function fetched(route) {
  return route.fetch({ url: route.request().url().replace("//verify.localhost:", "//127.0.0.1:") });
}

/** Calls of the shop's server. */
function api(origin, keys) {
  const { publishable_key: publishable, secret_key: secret } = keys;
  const call = async (method, path, body) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  };
  return {
    secret,
    publishable,
    get: (path) => call("GET", path),
    post: (path, body = {}) => call("POST", path, body),
    settings: (change) => call("PATCH", "/v1/settings", change),
    origins: (origins) => call("PATCH", "/v1/settings", { origins }),
    verification: (body = {}) => call("POST", "/v1/verifications", body),
  };
}
