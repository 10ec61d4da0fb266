// What a challenge asks for at a time, and when a frame is due. Pure.

import type { Challenge, ChallengeStep } from "../api/types.ts";

/** Frames go on for this long after the last step, in milliseconds: a camera is late. */
export const AFTERWARDS = 300;

export function stepAt(challenge: Challenge, ms: number): ChallengeStep | undefined {
  return challenge.steps.find((step) => ms >= step.start_ms && ms < step.end_ms);
}

/** Milliseconds between two frames: lights are short, so they get all that the server takes; turns need fewer. */
export function interval(challenge: Challenge, ms: number): number {
  const most = 1000 / challenge.capture.frames_per_second;
  return stepAt(challenge, ms)?.do === "flash" ? Math.max(most, 116) : Math.max(most, 166);
}

/** Is a frame due at `ms`, when the last one was taken at `last`? Half a display frame of slack keeps the pace. */
export function due(challenge: Challenge, ms: number, last: number | undefined): boolean {
  return last === undefined || ms - last >= interval(challenge, ms) - 8;
}

export const LIGHTS: Record<string, string> = { red: "#f00", yellow: "#ff0", green: "#0f0", cyan: "#0ff", blue: "#00f", magenta: "#f0f" };

/** The key of the words for a step. */
export function words(step: ChallengeStep | undefined): string {
  return step?.do === "turn" ? `do-${step.to}` : "do-straight";
}
