// When to take the picture by itself: after it was good for a while. Pure; time is an argument.

import type { Hint } from "./hint.ts";

/** How long it must be good, in milliseconds, and in how many frames at least. */
const HELD = 700;
const FRAMES = 4;

export class Shutter {
  private since: number | undefined;
  private frames = 0;

  /** True once it is time. A single bad frame starts anew. */
  see(hint: Hint, now: number): boolean {
    if (hint !== "good") {
      this.since = undefined;
      this.frames = 0;
      return false;
    }
    this.since ??= now;
    this.frames += 1;
    return this.frames >= FRAMES && now - this.since >= HELD;
  }

  /** How near it is, 0 to 1. */
  near(now: number): number {
    return this.since === undefined ? 0 : Math.min(1, (now - this.since) / HELD);
  }
}

/** Lets a hint through only when it has stood for a moment, so that words do not flicker and are not read out in pieces. */
export class Steady {
  private shown: Hint | undefined;
  private wanted: Hint | undefined;
  private since = 0;

  /** The hint to show, when it is another than the one shown. */
  next(hint: Hint, now: number): Hint | undefined {
    if (hint !== this.wanted) [this.wanted, this.since] = [hint, now];
    const wait = this.shown === undefined ? 0 : 350;
    if (hint === this.shown || now - this.since < wait) return undefined;
    this.shown = hint;
    return hint;
  }
}
