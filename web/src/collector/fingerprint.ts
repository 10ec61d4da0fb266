import type { Facts } from "./facts.ts";

/** The same facts in any order give the same text. */
export function canonical(facts: Facts): string {
  return Object.keys(facts)
    .sort()
    .map((name) => `${name}=${String(facts[name])}`)
    .join("\n");
}

/** SHA-256 in hexadecimal digits; `undefined` on a page without a secure connection. */
export async function fingerprint(facts: Facts): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(facts)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
