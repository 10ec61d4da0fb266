// The token that the server gave this browser, kept twice so that one of them surviving is enough. First-party only.

const NAME = "countersign_device";
const FRESH = "countersign_fresh";
const YEAR = 60 * 60 * 24 * 365;

export function remembered(): string | undefined {
  return fromCookie(document.cookie) ?? fromStorage();
}

/** The value of our cookie in a `document.cookie`. */
export function fromCookie(cookies: string): string | undefined {
  const pair = cookies.split("; ").find((one) => one.startsWith(`${NAME}=`));
  return pair ? decodeURIComponent(pair.slice(NAME.length + 1)) || undefined : undefined;
}

function fromStorage(): string | undefined {
  try {
    return localStorage.getItem(NAME) ?? undefined;
  } catch {
    // Storage can be switched off; then there is nothing remembered.
    return undefined;
  }
}

export function remember(token: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${encodeURIComponent(token)}; Max-Age=${YEAR}; Path=/; SameSite=Lax${secure}`;
  try {
    localStorage.setItem(NAME, token);
  } catch {
    // The cookie alone has to do.
  }
}

/** A word for this visit, as long as the tab is open; and whether this visit reported already. */
export function visit(): { session: string | undefined; reported: boolean } {
  try {
    const before = sessionStorage.getItem(FRESH);
    const session = before ?? crypto.randomUUID();
    sessionStorage.setItem(FRESH, session);
    return { session, reported: before !== null };
  } catch {
    return { session: undefined, reported: false };
  }
}
