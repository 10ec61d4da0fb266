// From a token or a publishable key to the address that is shown.

import type { Theme } from "../ui/theme.ts";

/** Why a verification could not be opened. `code` is stable: the server's, or `network`, `options`. */
export class OpenError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Access {
  /** Of a verification that the shop's server made. */
  clientToken?: string;
  /** `cs_public_…`: the page itself opens a verification, for a guest. */
  publishableKey?: string;
  level?: number;
  locale?: string;
  customerId?: string;
  orderId?: string;
}

/** How the merchant's settings want the check to look, and what they call things. */
export interface Look {
  theme: Theme;
  texts: Record<string, string>;
}

interface Opened extends Look {
  id: string;
  frame_url: string;
  client_token?: string;
}

/** The frame's address with the token in its fragment, which browsers send to nobody; and how it will look. */
export async function addressOf(server: string, access: Access): Promise<{ address: string; look: Look }> {
  if (access.clientToken) {
    const session = await call<Opened>(`${server}/v1/subject/session${asked(access)}`, "GET", access.clientToken);
    return { address: framed(server, session, access.clientToken), look: session };
  }
  if (!access.publishableKey) throw new OpenError("options", "Countersign.open needs clientToken or publishableKey");
  const { level, locale, customerId, orderId } = access;
  const wanted = { level, locale, customer_id: customerId, order_id: orderId };
  const started = await call<Opened>(`${server}/v1/subject/start`, "POST", access.publishableKey, wanted);
  return { address: framed(server, started, started.client_token ?? ""), look: started };
}

/** How it will look, before anything is opened. */
export function lookOf(server: string, access: Access): Promise<Look> {
  const [path, key] = access.clientToken ? ["session", access.clientToken] : ["look", access.publishableKey ?? ""];
  return call<Look>(`${server}/v1/subject/${path}${asked(access)}`, "GET", key);
}

function asked({ locale }: Access): string {
  return locale ? `?locale=${encodeURIComponent(locale)}` : "";
}

/** The page at the address that the script came from: a server may have several names, and the shop said which it trusts. */
function framed(server: string, opened: Opened, token: string): string {
  const { pathname, search } = new URL(opened.frame_url);
  return `${server}${pathname}${search}#${token}`;
}

async function call<T>(url: string, method: string, bearer: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${bearer}` };
  if (body) headers["content-type"] = "application/json";
  const answer = await fetch(url, { method, headers, credentials: "omit", ...(body ? { body: JSON.stringify(body) } : {}) }).catch(() => {
    throw new OpenError("network", "the server could not be reached");
  });
  const json = (await answer.json().catch(() => ({}))) as T & { code?: string; detail?: string };
  if (!answer.ok) throw new OpenError(json.code ?? "unknown", json.detail ?? "");
  return json;
}
