// Looks at the live picture a dozen times a second and tells what it sees. Nothing of it leaves the device.

import { type Box, cover } from "../capture/geometry.ts";
import { sizeOf } from "../capture/picture.ts";
import { sides } from "./edges.ts";
import { type Gray, change, grayOf, median, shareAbove, sharpness } from "./gray.ts";
import { type FaceBox, type Hint, documentHint, faceHint, paperHint } from "./hint.ts";

export type Subject = "document" | "paper" | "face";

/** Finds faces in a small grey picture; arrives after the page is there. */
export type FaceFinder = (gray: Gray) => FaceBox[];

/** Least time between two looks, in milliseconds: every other frame of a camera, with room for frames that come a little early. */
const PACE = 50;
const SMALL = 180;
/** Longer edge when faces are looked for: the finder's faces are 24 pixels wide, which is then the nearest that is too far. */
const SMALLER = 112;
/** The finder misses a face now and then; one that was there this long ago, in milliseconds, still is. */
const LINGERS = 500;
/** Edge of the part that is looked at in full, for blur. */
const CLOSE = 200;

export interface Watch {
  stop(): void;
  /** Looks so far, for measuring. */
  readonly looks: number;
}

export function watch(video: HTMLVideoElement, subject: Subject, aspect: number, tell: (hint: Hint, now: number) => void, finder?: () => FaceFinder | undefined): Watch {
  const eye = new Eye(video, aspect, subject);
  let [stopped, looks, last] = [false, 0, -PACE];
  const look = (): void => {
    if (stopped) return;
    const now = performance.now();
    if (video.videoWidth > 0 && now - last >= PACE) {
      last = now;
      const hint = eye.look(now, finder?.());
      if (hint) {
        looks += 1;
        tell(hint, now);
      }
    }
    next(video, look);
  };
  next(video, look);
  return {
    stop: () => (stopped = true),
    get looks() {
      return looks;
    },
  };
}

function next(video: HTMLVideoElement, then: () => void): void {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(then);
  else requestAnimationFrame(then);
}

class Eye {
  private readonly small: CanvasRenderingContext2D;
  private readonly close: CanvasRenderingContext2D;
  private before: Gray | undefined;
  private last: { faces: FaceBox[]; at: number } | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly aspect: number,
    private readonly subject: Subject,
  ) {
    const edge = subject === "face" ? SMALLER : SMALL;
    const [width, height] = aspect >= 1 ? [edge, Math.round(edge / aspect)] : [Math.round(edge * aspect), edge];
    this.small = canvas(width, height);
    this.close = canvas(CLOSE, CLOSE);
  }

  /** `undefined` while a face is looked for and the finder is not there yet. */
  look(now: number, finder: FaceFinder | undefined): Hint | undefined {
    const { subject } = this;
    const seen = cover(sizeOf(this.video), this.aspect);
    const small = this.grab(this.small, seen);
    const moved = this.before && change(small, this.before);
    this.before = small;
    const light = median(small);
    if (subject === "face") return finder && faceHint({ light, moved, faces: this.faces(finder(small), now) });
    const measures = { light, moved, blown: shareAbove(small, 251), sharpness: this.sharp(seen), sides: subject === "document" ? sides(small) : {} };
    return subject === "document" ? documentHint(measures) : paperHint(measures);
  }

  private faces(found: FaceBox[], now: number): FaceBox[] {
    if (found.length > 0) this.last = { faces: found, at: now };
    return this.last && now - this.last.at < LINGERS ? this.last.faces : [];
  }

  private sharp(seen: Box): number | undefined {
    const edge = Math.min(CLOSE, seen.width, seen.height);
    return sharpness(this.grab(this.close, { x: seen.x + (seen.width - edge) / 2, y: seen.y + (seen.height - edge) / 2, width: edge, height: edge }));
  }

  private grab(context: CanvasRenderingContext2D, part: Box): Gray {
    const { width, height } = context.canvas;
    context.drawImage(this.video, part.x, part.y, part.width, part.height, 0, 0, width, height);
    return grayOf(context.getImageData(0, 0, width, height).data, width, height);
  }
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = width;
  element.height = height;
  const context = element.getContext("2d", { willReadFrequently: true, alpha: false });
  if (!context) throw new Error("no canvas");
  return context;
}
