// The four sides of a document that lies about where the frame on the screen is: no general search, and therefore fast.
//
// Along each side, lines across it are looked at from the outside in for the first clear step of brightness. Where most
// of these steps lie on one straight line, there is a side.

import { type Gray, at } from "./gray.ts";

export type SideName = "left" | "top" | "right" | "bottom";

/** Where a side is in the middle of its length, as a share of the picture from its own border inwards; and how slanted. */
export interface Side {
  depth: number;
  slope: number;
}

export type Sides = Partial<Record<SideName, Side>>;

/** How far inwards a side is looked for, as a share of the picture. */
const BAND = 0.34;
/** Lines across each side. */
const LINES = 16;
/** Steps that must agree. */
const AGREE = 10;
/** Least step of brightness, in levels. */
const STEP = 9;

export function sides(gray: Gray): Sides {
  const found: Sides = {};
  for (const name of ["left", "top", "right", "bottom"] as const) {
    const side = straight(steps(gray, name), length(gray, name));
    if (side) found[name] = side;
  }
  return found;
}

function length(gray: Gray, name: SideName): number {
  return name === "left" || name === "right" ? gray.width : gray.height;
}

/** Level of a pixel by its place along a side and its depth inwards. */
function level(gray: Gray, name: SideName, along: number, depth: number): number {
  switch (name) {
    case "left":
      return at(gray, depth, along);
    case "right":
      return at(gray, gray.width - 1 - depth, along);
    case "top":
      return at(gray, along, depth);
    case "bottom":
      return at(gray, along, gray.height - 1 - depth);
  }
}

/** The first clear step on each line, as pixels inwards. */
function steps(gray: Gray, name: SideName): [along: number, depth: number][] {
  const across = name === "left" || name === "right" ? gray.height : gray.width;
  const band = Math.round(length(gray, name) * BAND);
  const found: [number, number][] = [];
  for (let line = 0; line < LINES; line += 1) {
    const along = Math.round(across * (0.16 + (0.68 * line) / (LINES - 1)));
    const gradient = Array.from({ length: band - 4 }, (_, i) => step(gray, name, along, i + 2));
    const most = Math.max(...gradient);
    const first = gradient.findIndex((value) => value >= Math.max(STEP, 0.55 * most));
    if (first < 0) continue;
    let best = first;
    for (let i = first; i < Math.min(first + 3, gradient.length); i += 1) if ((gradient[i] ?? 0) > (gradient[best] ?? 0)) best = i;
    found.push([along, best + 2]);
  }
  return found;
}

function step(gray: Gray, name: SideName, along: number, depth: number): number {
  let difference = 0;
  for (const beside of [-1, 0, 1]) {
    difference += level(gray, name, along + beside, depth + 1) + level(gray, name, along + beside, depth + 2);
    difference -= level(gray, name, along + beside, depth - 1) + level(gray, name, along + beside, depth - 2);
  }
  return Math.abs(difference) / 6;
}

/** The line through two of the steps that most others agree with. */
function straight(points: [number, number][], across: number): Side | undefined {
  let best: { count: number; depth: number; slope: number } | undefined;
  for (let i = 0; i < points.length; i += 1) {
    for (let j = i + 3; j < points.length; j += 1) {
      const [a, b] = [points[i], points[j]];
      if (!a || !b) continue;
      const slope = (b[1] - a[1]) / (b[0] - a[0]);
      if (Math.abs(slope) > 0.2) continue;
      const count = points.filter(([along, depth]) => Math.abs(a[1] + slope * (along - a[0]) - depth) <= 1.5).length;
      const middle = ((points[0]?.[0] ?? 0) + (points.at(-1)?.[0] ?? 0)) / 2;
      if (!best || count > best.count) best = { count, depth: a[1] + slope * (middle - a[0]), slope };
    }
  }
  return best && best.count >= AGREE ? { depth: best.depth / across, slope: best.slope } : undefined;
}
