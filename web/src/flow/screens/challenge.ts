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
  const recording = new Recording(flow);
  recording.open();
  return { element: recording.element, back: () => flow.go({ at: "intro", step: "challenge" }), leave: () => recording.leave() };
}

class Recording {
  readonly element: HTMLElement;
  private readonly finder: Finder;
  private readonly progress: Bar;
  private readonly arrow = h("div", { class: "arrow", hidden: true }, icon("arrow"));
  private readonly start: HTMLButtonElement;
  private readonly left = new AbortController();
  private readonly pause: { stop(): void };
  private watching: Watch | undefined;
  private begun = false;

  constructor(private readonly flow: Flow) {
    const { say } = flow.speaker;
    this.finder = new Finder({ shape: "face", facing: "user", label: say("camera-label") });
    this.finder.element.append(this.arrow);
    this.finder.hint.textContent = say("hint-opening");
    this.progress = bar(say("challenge-progress"));
    this.start = button(say("start-now"), () => this.begin(), { class: "button" });
    this.start.disabled = true;
    this.element = h("section", { class: "screen camera challenge" }, title(say("take-challenge")), this.finder.element, h("div", { class: "controls" }, this.start));
    this.pause = pausing(flow, this.finder, () => this.halt(), () => this.run(), this.failed);
  }

  open(): void {
    this.run().catch(this.failed);
  }

  /** Lets go of everything: the person went elsewhere. */
  leave(): void {
    this.left.abort();
    this.pause.stop();
    this.watching?.stop();
    this.finder.close();
    light(undefined, false);
  }

  private readonly failed = (error: unknown): void => this.flow.failed(error, "challenge");

  /** Shows the live picture, and begins once the face is where it should be. */
  private async run(): Promise<void> {
    await this.finder.open();
    this.finder.onEnded(() => this.failed(new NoCamera("busy")));
    this.start.disabled = false;
    this.watching = guide(this.flow, this.finder, () => this.begin());
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.watching?.stop();
    this.start.disabled = true;
    this.element.classList.add("running");
    this.start.replaceWith(this.progress.element);
    record(this.flow, this.finder, { progress: this.progress, arrow: this.arrow }, this.left.signal)
      .then((answer) => conclude(this.flow, answer))
      .catch((error: unknown) => this.left.signal.aborted || stumble(this.flow, error));
  }

  /** The page is looked away from. What was begun cannot be gone on with: its times have passed. */
  private halt(): void {
    this.watching?.stop();
    if (!this.begun) return;
    this.left.abort();
    this.flow.go({ at: "again", step: "challenge", reasons: [{ code: "challenge_incomplete", message: "" }], left: 1 });
  }
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
