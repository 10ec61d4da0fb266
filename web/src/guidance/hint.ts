// From measures to the one thing to say.

import type { Sides } from "./edges.ts";

/** What a person should do now; `good` is nothing. The key of a message is `hint-…`. */
export type Hint = "good" | "fit" | "closer" | "farther" | "dark" | "glare" | "still" | "blur" | "no-face" | "one-face" | "centre";

export interface DocumentMeasures {
  /** Median level. */
  light: number;
  /** Share of blown-out pixels. */
  blown: number;
  /** Mean change since the frame before, in levels; none for the first. */
  moved: number | undefined;
  sharpness: number | undefined;
  sides: Sides;
}

export const LIMITS = { dark: 55, blown: 0.025, moved: 5, sharp: 0.055, span: 0.68, flat: 0.5 } as const;

export function documentHint(seen: DocumentMeasures): Hint {
  const { sides } = seen;
  if (seen.light < LIMITS.dark) return "dark";
  const count = Object.keys(sides).length;
  if (count < 3) return seen.moved !== undefined && seen.moved > 2 * LIMITS.moved ? "still" : "fit";
  if (span(sides.left, sides.right) < LIMITS.span && span(sides.top, sides.bottom) < LIMITS.span) return "closer";
  if (seen.blown > LIMITS.blown) return "glare";
  if (seen.moved === undefined || seen.moved > LIMITS.moved) return "still";
  if (seen.sharpness !== undefined && seen.sharpness < LIMITS.sharp) return "blur";
  return "good";
}

/** Share of the picture between two sides; whole where one of them is not seen. */
function span(a: { depth: number } | undefined, b: { depth: number } | undefined): number {
  return a && b ? 1 - a.depth - b.depth : 1;
}

/** A page may be larger than the frame and lie on a table of its own colour: light, rest and sharpness must do. */
export function paperHint(seen: DocumentMeasures): Hint {
  if (seen.light < LIMITS.dark) return "dark";
  if (seen.moved === undefined || seen.moved > LIMITS.moved) return "still";
  if (seen.sharpness === undefined) return "fit";
  if (seen.sharpness < LIMITS.sharp) return "blur";
  return "good";
}

/** A face as shares of what is seen: its middle and its width. */
export interface FaceBox {
  x: number;
  y: number;
  width: number;
}

export interface FaceMeasures {
  light: number;
  moved: number | undefined;
  faces: readonly FaceBox[];
}

export const FACE_LIMITS = { least: 0.27, most: 0.62, aside: 0.14, above: 0.18 } as const;

export function faceHint(seen: FaceMeasures): Hint {
  if (seen.light < 40) return "dark";
  const [face, other] = [...seen.faces].sort((a, b) => b.width - a.width);
  if (!face) return "no-face";
  if (other && other.width > 0.6 * face.width) return "one-face";
  if (face.width < FACE_LIMITS.least) return "closer";
  if (face.width > FACE_LIMITS.most) return "farther";
  if (Math.abs(face.x - 0.5) > FACE_LIMITS.aside || Math.abs(face.y - 0.48) > FACE_LIMITS.above) return "centre";
  if (seen.moved !== undefined && seen.moved > 9) return "still";
  return "good";
}
