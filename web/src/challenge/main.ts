// Plays a challenge on the screen and records the answer. Fetched when it is about to be needed.

import type { Challenge, ChallengeStep } from "../api/types.ts";
import type { Box } from "../capture/geometry.ts";
import { type Burst, Recorder, formOf } from "./burst.ts";
import { AFTERWARDS, LIGHTS, due, stepAt, words } from "./schedule.ts";

export { formOf };

export interface Stage {
  video: HTMLVideoElement;
  part: Box;
  /** Shines in a colour, or in the page's own light. */
  shine(colour: string | undefined): void;
  /** Says what to do now; `step` draws the arrow. */
  say(key: string, step: ChallengeStep | undefined): void;
  progress(share: number): void;
}

/** Rejects with an `AbortError` when the page is hidden or left meanwhile. */
export function perform(challenge: Challenge, stage: Stage, signal: AbortSignal): Promise<Burst> {
  return new Promise((resolve, reject) => {
    const recorder = new Recorder(stage.video, stage.part, challenge);
    const start = performance.now();
    let [last, shown]: [number | undefined, ChallengeStep | undefined] = [undefined, undefined];
    const tick = (): void => {
      if (signal.aborted) return;
      const ms = performance.now() - start;
      const step = stepAt(challenge, ms);
      if (step !== shown || last === undefined) {
        shown = step;
        stage.shine(step?.do === "flash" ? LIGHTS[step.colour] : undefined);
        stage.say(words(step), step);
      }
      if (due(challenge, ms, last)) {
        recorder.take(ms);
        last = ms;
      }
      stage.progress(Math.min(1, ms / challenge.duration_ms));
      if (ms < challenge.duration_ms + AFTERWARDS) return void requestAnimationFrame(tick);
      performance.mark("shutter");
      recorder.finish().then(resolve, reject);
    };
    signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")), { once: true });
    tick();
  });
}
