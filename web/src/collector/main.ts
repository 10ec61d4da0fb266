// collector.js: gives a shop's checkout the token of this device. One call, to the server this script came from.
//
//   <script src="https://…/collector.js" data-key="cs_public_…" async></script>
//   <input type="hidden" name="countersign_device">      filled in by itself, or:
//   const token = await Countersign.device();

import { facts } from "./facts.ts";
import { remember, remembered, visit } from "./store.ts";

declare global {
  interface Window {
    // The widget hangs its own members on the same object.
    Countersign?: object;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const server = script?.dataset["server"] ?? (script ? new URL(script.src).origin : location.origin);
const key = script?.dataset["key"];
const FIELD = "input[name=countersign_device]";

async function collect(): Promise<string | undefined> {
  const { session, reported } = visit();
  const known = remembered();
  // Once a visit is enough.
  if (reported && known) return known;
  // Offsets are minutes east of UTC, as everywhere in this product; browsers count westwards.
  const body = { token: known, session, components: facts(), browser_offset_min: -new Date().getTimezoneOffset() };
  const headers: Record<string, string> = { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(`${server}/v1/collect`, { method: "POST", headers, body: JSON.stringify(body), credentials: "omit" });
  if (!answer.ok) return known;
  const { token } = (await answer.json()) as { token?: string };
  if (token) remember(token);
  return token;
}

/** Not before the page is done with its own work. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    const idle = (): void => void ("requestIdleCallback" in window ? requestIdleCallback(() => resolve(), { timeout: 2000 }) : setTimeout(resolve, 200));
    if (document.readyState === "complete") idle();
    else addEventListener("load", idle, { once: true });
  });
}

let token: Promise<string | undefined> | undefined;

/** The device's token for the checkout; `undefined` where it cannot be had, which must not stop anybody from paying. */
function device(): Promise<string | undefined> {
  token ??= quiet()
    .then(collect)
    .catch(() => remembered());
  return token;
}

function fill(value: string | undefined): void {
  for (const field of document.querySelectorAll<HTMLInputElement>(FIELD)) field.value = value ?? "";
}

window.Countersign = { ...window.Countersign, device };
void device().then((value) => {
  fill(value);
  document.dispatchEvent(new CustomEvent("countersign:device", { detail: { token: value } }));
});
