// The one flow: what it knows and how it goes from place to place. Screens draw; this decides.

import type { Client } from "../api/client.ts";
import { type Following, follow } from "../api/follow.ts";
import { passing } from "../api/problem.ts";
import type { Device, Progress, Seen, Session, StepName } from "../api/types.ts";
import type { Speaker } from "../i18n/speaker.ts";
import { patience } from "./patience.ts";
import { type Place, type Trouble, stale, troubleOf } from "./place.ts";
import { before, firstOpen, marked } from "./plan.ts";
import { reachable } from "./reach.ts";
import { Refused, type Slot, Uploads } from "./uploads.ts";

export interface Draw {
  (flow: Flow, place: Place): void;
}

/** Who hears of it when the page is shown inside of another one. */
export interface Listener {
  (message: { type: "ready" | "result" | "close" | "error"; id?: string; status?: string; code?: string }): void;
}

export class Flow {
  readonly uploads: Uploads;
  readonly skipped = new Set<StepName>();
  /** A word that tells this page from others with the same verification. */
  readonly page = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(36)).join("");
  place: Place = { at: "loading" };
  offline = false;
  /** On a desk: the person chose to stay there. */
  stayed = false;
  private following: Following | undefined;

  constructor(
    readonly client: Client,
    readonly speaker: Speaker,
    readonly device: Device,
    public session: Session,
    private readonly draw: Draw,
    readonly tell: Listener,
    /** Shown inside of another page. */
    readonly embedded: boolean,
  ) {
    this.uploads = new Uploads(client);
    this.uploads.addEventListener("change", () => this.network(!this.uploads.waiting));
  }

  go(place: Place): void {
    this.place = place;
    if ("step" in place && place.at !== "review") this.told(place.step);
    if (place.at === "sending" || place.at === "result") this.told(place.at);
    this.draw(this, place);
  }

  private told(step: Seen): void {
    this.client.at(this.page, this.device, step).catch(() => undefined);
  }

  /** To where this verification stands. */
  start(): void {
    const { status } = this.session;
    if (status === "started") this.onward();
    else if (status === "submitted") this.go({ at: "waiting" });
    else this.finish();
  }

  /** To the next thing that is open. */
  onward(): void {
    const step = firstOpen(this.session, this.skipped);
    if (!step) this.go({ at: "sending" });
    else if (step !== "consent" && this.device === "desktop" && !this.stayed && reachable) this.go({ at: "where" });
    else this.go({ at: "intro", step });
  }

  /** Takes a picture for a step, to be looked at. */
  take(step: Slot, picture: Blob): void {
    this.uploads.put(step, picture);
    this.skipped.delete(step);
    // Another selfie needs another recording.
    if (step === "selfie") this.session = marked(this.session, "challenge", "open");
    this.go({ at: "review", step });
  }

  done(step: StepName, state: "done" | "failed" = "done"): void {
    this.session = marked(this.session, step, state);
    this.onward();
  }

  back(step: StepName): void {
    const to = before(this.session, step);
    if (to && to !== "consent" && to !== "challenge" && this.uploads.get(to)) this.go({ at: "review", step: to });
    else this.go({ at: "intro", step: to ?? step });
  }

  finish(): void {
    this.unfollow();
    this.uploads.clear();
    this.tell({ type: "result", id: this.session.id, status: this.session.status });
    this.go({ at: "result" });
  }

  /** Reads the session anew and goes where it stands. */
  async reread(): Promise<void> {
    this.session = await this.persist(() => this.client.session(this.speaker.locale));
    this.start();
  }

  /** Does it until the network and the server let it be done. */
  async persist<T>(what: () => Promise<T>): Promise<T> {
    for (let round = 0; ; round += 1) {
      try {
        const value = await what();
        this.network(true);
        return value;
      } catch (error) {
        if (!passing(error)) throw error;
        this.network(false);
        await patience(round);
      }
    }
  }

  network(here: boolean): void {
    if (this.offline === !here) return;
    this.offline = !here;
    document.documentElement.toggleAttribute("data-offline", this.offline);
    dispatchEvent(new Event("countersign-network"));
  }

  /** An error that nothing mends by itself: where the person can go from there. */
  failed(error: unknown, step?: StepName): void {
    if (error instanceof Refused) return this.go({ at: "review", step: error.slot });
    if (stale(error)) {
      this.reread().catch((again: unknown) => this.trouble(troubleOf(again), step));
      return;
    }
    this.trouble(troubleOf(error), step);
  }

  trouble(kind: Trouble, step?: StepName): void {
    this.unfollow();
    this.tell({ type: "error", code: kind });
    this.go({ at: "trouble", kind, ...(step ? { step } : {}) });
  }

  /** Hears of the verification's progress; one follower at a time. */
  follow(news: (progress: Progress) => void): void {
    this.unfollow();
    this.following = follow(this.client, news, (error) => this.failed(error));
  }

  unfollow(): void {
    this.following?.stop();
    this.following = undefined;
  }
}
