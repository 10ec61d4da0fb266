// The short recording: find the face, do what is asked, send it.

import { Problem, passing } from "../../api/problem.ts";
import type { BurstAnswer, Challenge, ChallengeStep } from "../../api/types.ts";
import { NoCamera } from "../../capture/camera.ts";
import type { Burst } from "../../challenge/burst.ts";
import type * as Player from "../../challenge/main.ts";
import type { Watch } from "../../guidance/watch.ts";
import { h } from "../../ui/dom.ts";
import { Finder } from "../../ui/finder.ts";
import { icon } from "../../ui/icons.ts";
import { type Bar, bar, button, title } from "../../ui/parts.ts";
import { later } from "../faces.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { patience } from "../patience.ts";
import { ONCE_MORE } from "../place.ts";
import { wishes } from "../wishes.ts";
import { guide } from "./camera.ts";
import { pausing } from "./pause.ts";

export function challenge(flow: Flow): Screen {
  const { say } = flow.speaker;
  const finder = new Finder({ shape: "face", facing: "user", label: say("camera-label") });
  const progress = bar(say("challenge-progress"));
  const arrow = h("div", { class: "arrow", hidden: true }, icon("arrow"));
  const start = button(say("start-now"), () => begin(), { class: "button" });
  start.disabled = true;
  const element = h("section", { class: "screen camera challenge" }, title(say("take-challenge")), finder.element, h("div", { class: "controls" }, start));
  finder.element.append(arrow);
  let watching: Watch | undefined;
  const left = new AbortController();
  let begun = false;

  const begin = (): void => {
    if (begun) return;
    begun = true;
    watching?.stop();
    start.disabled = true;
    element.classList.add("running");
    start.replaceWith(progress.element);
    record(flow, finder, { progress, arrow }, left.signal)
      .then((answer) => conclude(flow, answer))
      .catch((error: unknown) => left.signal.aborted || stumble(flow, error));
  };
  const run = async (): Promise<void> => {
    await finder.open();
    finder.onEnded(() => flow.failed(new NoCamera("busy"), "challenge"));
    start.disabled = false;
    watching = guide(flow, finder, begin);
  };
  const failed = (error: unknown): void => flow.failed(error, "challenge");
  const halt = (): void => {
    watching?.stop();
    // What was begun cannot be gone on with: its times have passed.
    if (begun) {
      left.abort();
      flow.go({ at: "again", step: "challenge", reasons: [{ code: "challenge_incomplete", message: "" }], left: 1 });
    }
  };
  const pause = pausing(flow, finder, halt, run, failed);
  finder.hint.textContent = say("hint-opening");
  run().catch(failed);
  return {
    element,
    back: () => flow.go({ at: "intro", step: "challenge" }),
    leave: () => {
      left.abort();
      pause.stop();
      watching?.stop();
      finder.close();
      light(undefined, false);
    },
  };
}

/** The whole page is the lamp. */
function light(colour: string | undefined, calm: boolean): void {
  const root = document.documentElement;
  root.classList.toggle("lamp", colour !== undefined);
  root.classList.toggle("calm", calm);
  if (colour) root.style.setProperty("--lamp", colour);
}

async function record(flow: Flow, finder: Finder, parts: { progress: Bar; arrow: HTMLElement }, signal: AbortSignal): Promise<BurstAnswer> {
  const [asked, player] = await Promise.all([
    flow.persist(() => flow.client.challenge({ photosensitive: wishes.photosensitive, reduced_motion: wishes.reduced_motion })),
    later("challenge") as Promise<typeof Player>,
  ]);
  signal.throwIfAborted();
  document.documentElement.dataset["challenge"] = "running";
  const burst = await player.perform(asked, stageOf(flow, finder, parts, asked), signal).finally(() => {
    light(undefined, false);
    delete document.documentElement.dataset["challenge"];
  });
  finder.close();
  return deliver(flow, finder, parts, asked, burst, player);
}

function stageOf(flow: Flow, finder: Finder, { progress, arrow }: { progress: Bar; arrow: HTMLElement }, asked: Challenge): Player.Stage {
  return {
    video: finder.video,
    part: finder.part(0.02),
    shine: (colour) => light(colour, asked.lights === "calm"),
    say: (key, step: ChallengeStep | undefined) => {
      finder.hint.textContent = flow.speaker.say(key);
      arrow.hidden = step?.do !== "turn";
      arrow.className = step?.do === "turn" ? `arrow ${step.to}` : "arrow";
    },
    progress: (share) => progress.set(share),
  };
}

/** The frames must be of the selfie's person, so the selfie arrives first. */
async function deliver(flow: Flow, finder: Finder, { progress, arrow }: { progress: Bar; arrow: HTMLElement }, asked: Challenge, burst: Burst, player: typeof Player): Promise<BurstAnswer> {
  finder.hint.textContent = flow.speaker.say("challenge-looking");
  finder.element.classList.add("sending");
  arrow.hidden = true;
  await flow.uploads.all();
  for (let round = 0; ; round += 1) {
    try {
      return await flow.client.burst(asked.nonce, player.formOf(burst), (share) => progress.set(share));
    } catch (error) {
      if (!passing(error)) throw error;
      flow.network(false);
      await patience(round);
      flow.network(true);
    }
  }
}

function conclude(flow: Flow, answer: BurstAnswer): void {
  if (answer.outcome === "again") flow.go({ at: "again", step: "challenge", reasons: answer.reasons, left: answer.tries_left });
  else flow.done("challenge", answer.outcome === "passed" ? "done" : "failed");
}

function stumble(flow: Flow, error: unknown): void {
  if (error instanceof Problem && error.code === "challenges_exhausted") flow.done("challenge", "failed");
  else if (error instanceof Problem && error.code === "selfie_missing") flow.go({ at: "intro", step: "selfie" });
  else if (error instanceof Problem && ONCE_MORE.has(error.code)) flow.go({ at: "again", step: "challenge", reasons: [{ code: "challenge_incomplete", message: error.message }], left: 1 });
  else flow.failed(error, "challenge");
}
