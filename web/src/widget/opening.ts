// From a token or a publishable key to the address that is shown.

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

interface Opened {
  id: string;
  frame_url?: string;
  client_token?: string;
}

/** The frame's address with the token in its fragment, which browsers send to nobody. */
export async function addressOf(server: string, access: Access): Promise<{ id: string; address: string }> {
  if (access.clientToken) {
    const session = await call(`${server}/v1/subject/session`, "GET", access.clientToken);
    return { id: session.id, address: framed(server, session, access.clientToken) };
  }
  if (!access.publishableKey) throw new OpenError("options", "Countersign.open needs clientToken or publishableKey");
  const { level, locale, customerId, orderId } = access;
  const wanted = { level, locale, customer_id: customerId, order_id: orderId };
  const started = await call(`${server}/v1/subject/start`, "POST", access.publishableKey, wanted);
  return { id: started.id, address: framed(server, started, started.client_token ?? "") };
}

function framed(server: string, opened: Opened, token: string): string {
  return `${opened.frame_url ?? `${server}/verify`}#${token}`;
}

async function call(url: string, method: string, bearer: string, body?: unknown): Promise<Opened> {
  const headers: Record<string, string> = { authorization: `Bearer ${bearer}` };
  if (body) headers["content-type"] = "application/json";
  const answer = await fetch(url, { method, headers, credentials: "omit", ...(body ? { body: JSON.stringify(body) } : {}) }).catch(() => {
    throw new OpenError("network", "the server could not be reached");
  });
  const json = (await answer.json().catch(() => ({}))) as Opened & { code?: string; detail?: string };
  if (!answer.ok) throw new OpenError(json.code ?? "unknown", json.detail ?? "");
  return json;
}
