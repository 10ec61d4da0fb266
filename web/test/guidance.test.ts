import assert from "node:assert/strict";
import { test } from "node:test";
import { sides } from "../src/guidance/edges.ts";
import { type Gray, change, median, shareAbove, sharpness } from "../src/guidance/gray.ts";
import { type DocumentMeasures, documentHint, faceHint, paperHint } from "../src/guidance/hint.ts";
import { Shutter, Steady } from "../src/guidance/shutter.ts";

function picture(width: number, height: number, level: (x: number, y: number) => number): Gray {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data[y * width + x] = level(x, y);
  return { data, width, height };
}

/** Noise that follows from the place. */
const noise = (x: number, y: number, most: number): number => ((x * 7919 + y * 104729) % (2 * most + 1)) - most;

/** A light card with print on a dark table, its borders `edge` shares away from the picture's. */
function card(edge: number, slant = 0): Gray {
  return picture(180, 120, (x, y) => {
    const [left, top] = [180 * edge + slant * (y - 60), 120 * edge - slant * (x - 90)];
    const inside = x > left && x < 180 - 180 * edge + slant * (y - 60) && y > top && y < 120 - 120 * edge - slant * (x - 90);
    const print = inside && x % 9 < 3 && y % 11 < 2 && x > left + 12 && y > top + 10;
    return (print ? 120 : inside ? 205 : 70) + noise(x, y, 4);
  });
}

test("the four sides of a card are found where they are", () => {
  const found = sides(card(0.1));
  assert.deepEqual(Object.keys(found).sort(), ["bottom", "left", "right", "top"]);
  for (const [name, side] of Object.entries(found)) assert.ok(Math.abs(side.depth - 0.1) < 0.025, `${name} at ${side.depth}`);
});

test("a card that lies a little slanted is found", () => {
  assert.ok(Object.keys(sides(card(0.12, 0.06))).length >= 3);
});

test("an empty table has no sides", () => {
  assert.deepEqual(sides(picture(180, 120, (x, y) => 90 + noise(x, y, 6))), {});
});

test("light, burnt-out parts and change are measured", () => {
  const half = picture(10, 10, (x) => (x < 5 ? 20 : 255));
  assert.equal(median(half), 20);
  assert.equal(shareAbove(half, 251), 0.5);
  assert.equal(change(half, picture(10, 10, () => 20)), 117.5);
});

test("a blurred edge is less sharp than a crisp one, whatever the contrast; a blank part is neither", () => {
  const ramp = (over: number, contrast: number) => picture(80, 60, (x) => 100 + contrast * (Math.min(1, Math.max(0, ((x % 40) - 4) / over)) - Math.min(1, Math.max(0, ((x % 40) - 22) / over))));
  const [crisp, soft, faint] = [sharpness(ramp(1, 100)) ?? 0, sharpness(ramp(8, 100)) ?? 0, sharpness(ramp(1, 50)) ?? 0];
  assert.ok(crisp > 3 * soft, `${crisp} ${soft}`);
  assert.ok(Math.abs(crisp - faint) < 0.1 * crisp);
  assert.equal(sharpness(picture(60, 60, () => 128)), undefined);
});

const side = (depth: number) => ({ depth, slope: 0 });
const good: DocumentMeasures = { light: 140, blown: 0, moved: 1, sharpness: 0.3, sides: { left: side(0.08), right: side(0.08), top: side(0.08), bottom: side(0.08) } };

test("one thing is said at a time, the most important first", () => {
  assert.equal(documentHint(good), "good");
  assert.equal(documentHint({ ...good, light: 20, blown: 0.5 }), "dark");
  assert.equal(documentHint({ ...good, sides: { left: side(0.1) } }), "fit");
  assert.equal(documentHint({ ...good, sides: { left: side(0.3), right: side(0.3), top: side(0.3), bottom: side(0.3) } }), "closer");
  assert.equal(documentHint({ ...good, blown: 0.1 }), "glare");
  assert.equal(documentHint({ ...good, moved: 30 }), "still");
  assert.equal(documentHint({ ...good, sharpness: 0.01 }), "blur");
  assert.equal(paperHint({ ...good, sides: {} }), "good");
});

test("a face must be there, alone, near and in the middle", () => {
  const seen = (...faces: { x: number; y: number; width: number }[]) => faceHint({ light: 120, moved: 1, faces });
  assert.equal(seen(), "no-face");
  assert.equal(seen({ x: 0.5, y: 0.48, width: 0.45 }), "good");
  assert.equal(seen({ x: 0.5, y: 0.48, width: 0.2 }), "closer");
  assert.equal(seen({ x: 0.5, y: 0.48, width: 0.75 }), "farther");
  assert.equal(seen({ x: 0.8, y: 0.48, width: 0.45 }), "centre");
  assert.equal(seen({ x: 0.3, y: 0.48, width: 0.4 }, { x: 0.8, y: 0.4, width: 0.38 }), "one-face");
});

test("the shutter goes off after a while of good frames, and not after a bad one", () => {
  const shutter = new Shutter();
  const at = (...hints: [number, "good" | "blur"][]) => hints.map(([now, hint]) => shutter.see(hint, now)).at(-1);
  assert.equal(at([0, "good"], [200, "good"], [400, "good"], [600, "good"]), false);
  assert.equal(at([700, "good"]), true);
  assert.equal(at([800, "blur"], [900, "good"], [1500, "good"]), false);
});

test("words stand for a moment before they change", () => {
  const steady = new Steady();
  assert.equal(steady.next("fit", 0), "fit");
  assert.equal(steady.next("good", 100), undefined);
  assert.equal(steady.next("fit", 200), undefined);
  assert.equal(steady.next("good", 300), undefined);
  assert.equal(steady.next("good", 700), "good");
});
