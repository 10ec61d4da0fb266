// The dev binary on SQLite in a folder of its own, for as long as a test file runs.

import { spawn } from "node:child_process";
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

/** Starts a server and waits until it is ready. */
export async function serve(...flags) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-e2e-"));
  const origin = `http://localhost:${await freePort()}`;
  const child = spawn(program, ["serve", "--listen", origin.replace("http://localhost", "127.0.0.1"), "--public-url", origin, "--data", folder, "--log", "warn", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (bytes) => (said += bytes));
  const end = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}\n${said}`);
    const ready = await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false);
    if (ready && /cs_\w+_\w+/.test(said)) return { origin, folder, program, end, api: api(origin, said) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await end();
  throw new Error(`the server did not get ready\n${said}`);
}

/** Calls of the shop's server. */
function api(origin, said) {
  const key = (kind) => new RegExp(`${kind}\\s+(\\S+)`).exec(said)?.[1];
  const [secret, publishable] = [key("secret"), key("publishable")];
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
    patch: (path, body) => call("PATCH", path, body),
    put: (path, body) => call("PUT", path, body),
    verification: (body = {}) => call("POST", "/v1/verifications", body),
  };
}
