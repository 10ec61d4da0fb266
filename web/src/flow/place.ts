// Where a person can be, and what can be in their way.

import { Problem } from "../api/problem.ts";
import type { Reason, StepName } from "../api/types.ts";
import { NoCamera, type CameraTrouble } from "../capture/camera.ts";

export type Trouble = `camera-${CameraTrouble}` | "link" | "used" | "expired" | "exhausted" | "server" | "old-browser";

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

export function troubleOf(error: unknown): Trouble {
  if (error instanceof NoCamera) return `camera-${error.trouble}`;
  if (error instanceof Problem) return CODES[error.code] ?? (error.status === 401 ? "link" : "server");
  return "server";
}
