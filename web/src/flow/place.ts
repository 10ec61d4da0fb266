// Where a person can be, and what can be in their way.

import { Problem } from "../api/problem.ts";
import type { Reason, StepName } from "../api/types.ts";
import { NoCamera, type CameraTrouble } from "../capture/camera.ts";

export type Trouble = `camera-${CameraTrouble}` | "link" | "used" | "expired" | "exhausted" | "server";

export type Place =
  | { at: "loading" }
  | { at: "where" }
  | { at: "intro"; step: StepName }
  | { at: "camera"; step: StepName }
  | { at: "review"; step: StepName }
  | { at: "again"; step: "challenge"; reasons: readonly Reason[]; left: number }
  | { at: "sending" }
  | { at: "waiting" }
  | { at: "result" }
  | { at: "trouble"; kind: Trouble; step?: StepName };

const CODES: Record<string, Trouble> = {
  invalid_token: "link",
  token_used: "used",
  session_expired: "expired",
  attempts_exhausted: "exhausted",
};

/** Something changed behind the page's back: it reads where it stands, and goes on there. */
const REREAD = new Set(["documents_locked", "invalid_transition", "consent_missing"]);

export function stale(error: unknown): boolean {
  return error instanceof Problem && REREAD.has(error.code);
}

/** What is missing when everything is handed in, by the server's word for it. */
export const MISSING: Readonly<Record<string, StepName>> = { documents_missing: "photo_id", challenge_missing: "challenge", consent_missing: "consent" };

/** A recording that was none, for which another one may be made. */
export const ONCE_MORE: ReadonlySet<string> = new Set(["challenge_used", "challenge_expired", "challenge_too_early", "challenge_unknown", "burst_invalid", "body_too_large"]);

export function troubleOf(error: unknown): Trouble {
  if (error instanceof NoCamera) return `camera-${error.trouble}`;
  if (error instanceof Problem) return CODES[error.code] ?? (error.status === 401 ? "link" : "server");
  return "server";
}
