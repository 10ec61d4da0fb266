import assert from "node:assert/strict";
import { test } from "node:test";
import type { Challenge } from "../src/api/types.ts";
import { cover, widened, within } from "../src/capture/geometry.ts";
import { due, interval, stepAt, words } from "../src/challenge/schedule.ts";
import { fromCookie } from "../src/collector/store.ts";
import { steady } from "../src/collector/facts.ts";
import { contrast, on, parseHex, readable } from "../src/ui/colour.ts";

test("what is seen is the middle of the picture in the frame's shape", () => {
  assert.deepEqual(cover({ width: 1280, height: 720 }, 3 / 2), { x: 100, y: 0, width: 1080, height: 720 });
  assert.deepEqual(cover({ width: 720, height: 1280 }, 3 / 2), { x: 0, y: 400, width: 720, height: 480 });
});

test("pictures are made smaller, never larger, and stay inside", () => {
  assert.deepEqual(within({ width: 4000, height: 3000 }, 2000), { width: 2000, height: 1500 });
  assert.deepEqual(within({ width: 400, height: 300 }, 2000), { width: 400, height: 300 });
  assert.deepEqual(widened({ x: 0, y: 10, width: 100, height: 100 }, 0.2, { width: 100, height: 200 }), { x: 0, y: 0, width: 100, height: 130 });
});

const challenge = {
  nonce: "0".repeat(32),
  lights: "usual",
  duration_ms: 3000,
  capture: { frames_per_second: 10, longest_edge: 640, most_frames: 240, frame_bytes: 262144, bytes: 8388608 },
  steps: [
    { start_ms: 0, end_ms: 1000, do: "straight" },
    { start_ms: 1000, end_ms: 2500, do: "turn", to: "left" },
    { start_ms: 2500, end_ms: 3000, do: "flash", colour: "red" },
  ],
} satisfies Challenge;

test("steps follow their times", () => {
  assert.equal(words(stepAt(challenge, 0)), "do-straight");
  assert.equal(words(stepAt(challenge, 1000)), "do-left");
  assert.equal(stepAt(challenge, 2500)?.do, "flash");
  assert.equal(stepAt(challenge, 3000), undefined);
});

test("frames keep what the server asks for: four a second at least, at most as many as it takes", () => {
  for (const ms of [0, 1500, 2600, 3100]) {
    const pause = interval(challenge, ms);
    assert.ok(pause >= 1000 / challenge.capture.frames_per_second && pause <= 250, `${pause} at ${ms}`);
  }
  assert.equal(due(challenge, 0, undefined), true);
  assert.equal(due(challenge, 100, 0), false);
  assert.equal(due(challenge, 166, 0), true);
});

test("a fact that differs between two readings is none", () => {
  let count = 0;
  assert.equal(steady(() => String((count += 1))), null);
  assert.equal(steady(() => "same"), "same");
});

test("our cookie is found among others", () => {
  assert.equal(fromCookie("a=b; countersign_device=cs%2Fdev_1; c=d"), "cs/dev_1");
  assert.equal(fromCookie("xcountersign_device=1"), undefined);
});

test("every colour of a merchant can be read on the page, and on it", () => {
  const papers = [[255, 255, 255], [20, 23, 26]] as const;
  for (const text of ["#ffff00", "#000", "#1d4ed8", "#808080", "#ff0000", "#fff"]) {
    const colour = parseHex(text);
    assert.ok(colour);
    for (const paper of papers) {
      const shown = readable(colour, paper);
      assert.ok(contrast(shown, paper) >= 4.5, `${text} on ${paper}`);
      assert.ok(contrast(on(shown), shown) >= 4.5, `words on ${text}`);
    }
  }
  assert.equal(parseHex("red; background: url(x)"), undefined);
});
