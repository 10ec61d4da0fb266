// Frames of the camera as small JPEGs with the time they were taken, not mirrored.

import type { Challenge } from "../api/types.ts";
import { type Box, within } from "../capture/geometry.ts";
import { BURST } from "../capture/picture.ts";

export interface Burst {
  times: number[];
  frames: Blob[];
}

export class Recorder {
  private readonly canvas = document.createElement("canvas");
  private readonly pending: Promise<Blob | null>[] = [];
  private readonly times: number[] = [];

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly part: Box,
    private readonly challenge: Challenge,
  ) {
    const size = within(part, Math.min(BURST.longest, challenge.capture.longest_edge));
    this.canvas.width = size.width;
    this.canvas.height = size.height;
  }

  /** Takes the frame that is shown now, `ms` after the beginning. */
  take(ms: number): void {
    if (this.times.length >= this.challenge.capture.most_frames) return;
    const context = this.canvas.getContext("2d", { alpha: false });
    const { x, y, width, height } = this.part;
    context?.drawImage(this.video, x, y, width, height, 0, 0, this.canvas.width, this.canvas.height);
    // toBlob copies the pixels before it returns and encodes them elsewhere.
    this.pending.push(new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", BURST.quality)));
    this.times.push(Math.round(ms));
  }

  async finish(): Promise<Burst> {
    const frames = await Promise.all(this.pending);
    const burst: Burst = { times: [], frames: [] };
    frames.forEach((frame, i) => {
      const time = this.times[i] ?? 0;
      if (!frame || time <= (burst.times.at(-1) ?? -1)) return;
      burst.times.push(time);
      burst.frames.push(frame);
    });
    return burst;
  }
}

export function formOf({ times, frames }: Burst): FormData {
  const form = new FormData();
  form.append("times", JSON.stringify(times));
  for (const frame of frames) form.append("frame", frame, "frame.jpg");
  return form;
}
