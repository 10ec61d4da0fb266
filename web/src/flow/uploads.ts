// Pictures on their way. They leave as soon as they are taken, wait out a lost network without being lost, and stay in
// memory only: nothing is written to a disk that others may read.

import type { Client } from "../api/client.ts";
import { passing } from "../api/problem.ts";
import type { Reason } from "../api/types.ts";
import { patience } from "./patience.ts";

export type Slot = "photo_id" | "photo_id_back" | "proof_of_address" | "selfie";

const PATHS: Record<Slot, string> = {
  photo_id: "photo_id?side=front",
  photo_id_back: "photo_id?side=back",
  proof_of_address: "proof_of_address",
  selfie: "selfie",
};

export interface Capture {
  blob: Blob;
  /** An address to show it by. */
  preview: string;
  /** 0 to 1. */
  sent: number;
  state: "sending" | "waiting" | "sent" | "refused";
  warnings: readonly Reason[];
  error?: unknown;
  readonly done: Promise<void>;
}

/** The server would not have the picture of this slot. */
export class Refused extends Error {
  constructor(readonly slot: Slot) {
    super(slot);
  }
}

export class Uploads extends EventTarget {
  private readonly captures = new Map<Slot, Capture>();
  private readonly stops = new Map<Slot, AbortController>();

  constructor(private readonly client: Client) {
    super();
  }

  get(slot: Slot): Capture | undefined {
    return this.captures.get(slot);
  }

  /** Takes a picture in place of the one before and begins to send it. */
  put(slot: Slot, blob: Blob): Capture {
    this.drop(slot);
    const stop = new AbortController();
    const capture: Capture = { blob, preview: URL.createObjectURL(blob), sent: 0, state: "sending", warnings: [], done: Promise.resolve() };
    Object.assign(capture, { done: this.send(slot, capture, stop.signal) });
    this.captures.set(slot, capture);
    this.stops.set(slot, stop);
    this.changed();
    return capture;
  }

  drop(slot: Slot): void {
    this.stops.get(slot)?.abort();
    const old = this.captures.get(slot);
    if (old) URL.revokeObjectURL(old.preview);
    this.captures.delete(slot);
  }

  clear(): void {
    for (const slot of [...this.captures.keys()]) this.drop(slot);
  }

  /** Share of all bytes that has been sent. */
  get sent(): number {
    const all = [...this.captures.values()];
    const bytes = all.reduce((sum, one) => sum + one.blob.size, 0);
    return bytes === 0 ? 1 : all.reduce((sum, one) => sum + one.sent * one.blob.size, 0) / bytes;
  }

  get waiting(): boolean {
    return [...this.captures.values()].some((one) => one.state === "waiting");
  }

  /** Resolves once everything arrived. Throws {@link Refused} where something was not taken. */
  async all(): Promise<void> {
    await Promise.all([...this.captures.values()].map((one) => one.done));
    for (const [slot, capture] of this.captures) if (capture.state === "refused") throw new Refused(slot);
  }

  private async send(slot: Slot, capture: Capture, signal: AbortSignal): Promise<void> {
    const progress = (share: number): void => {
      capture.sent = share;
      this.changed();
    };
    for (let round = 0; !signal.aborted; round += 1) {
      try {
        capture.state = "sending";
        const view = await this.client.upload(PATHS[slot], capture.blob, progress, signal);
        Object.assign(capture, { state: "sent", sent: 1, warnings: view.warnings ?? [] });
        return this.changed();
      } catch (error) {
        if (signal.aborted) return;
        Object.assign(capture, { state: passing(error) ? "waiting" : "refused", sent: 0, error });
        this.changed();
        if (!passing(error)) return;
        await patience(round, signal);
      }
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
