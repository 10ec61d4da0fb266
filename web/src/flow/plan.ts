// Which step follows which. Pure: the session and what was skipped are all it knows.

import type { Session, StepName } from "../api/types.ts";

export type Skipped = ReadonlySet<StepName>;

/** The steps of this session in their order. */
export function stops(session: Session): StepName[] {
  return session.steps.map((step) => step.step);
}

/** Where to go on: the first step that is neither done nor skipped; `undefined` when all can be handed in. */
export function firstOpen(session: Session, skipped: Skipped): StepName | undefined {
  return session.steps.find((step) => step.state === "open" && !skipped.has(step.step))?.step;
}

/** The step before, which is where the back button leads. Consent is not taken back by going back. */
export function before(session: Session, step: StepName): StepName | undefined {
  const all: StepName[] = stops(session).filter((name) => name !== "consent");
  return all[all.indexOf(step) - 1];
}

/** How far `step` is: for "Step 2 of 4". */
export function place(session: Session, step: StepName): { at: number; of: number } {
  const all = stops(session);
  return { at: all.indexOf(step) + 1, of: all.length };
}

export function need(session: Session, step: StepName): "required" | "optional" | undefined {
  return session.steps.find((one) => one.step === step)?.need;
}

/** The session with a step marked, until the server tells it anew. */
export function marked(session: Session, step: StepName, state: "open" | "done" | "failed"): Session {
  return { ...session, steps: session.steps.map((one) => (one.step === step ? { ...one, state } : one)) };
}
