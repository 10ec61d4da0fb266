import assert from "node:assert/strict";
import { test } from "node:test";
import type { Session } from "../src/api/types.ts";
import { before, firstOpen, marked, place } from "../src/flow/plan.ts";

const session = {
  steps: [
    { step: "consent", need: "required", state: "done" },
    { step: "photo_id", need: "required", state: "done" },
    { step: "photo_id_back", need: "optional", state: "open" },
    { step: "selfie", need: "required", state: "open" },
    { step: "challenge", need: "required", state: "failed" },
  ],
} as unknown as Session;

test("goes on at the first open step that was not skipped", () => {
  assert.equal(firstOpen(session, new Set()), "photo_id_back");
  assert.equal(firstOpen(session, new Set(["photo_id_back"])), "selfie");
});

test("a challenge without tries left does not hold the person up", () => {
  assert.equal(firstOpen(marked(session, "selfie", "done"), new Set(["photo_id_back"])), undefined);
});

test("back leads to the step before, and never behind the first picture", () => {
  assert.equal(before(session, "selfie"), "photo_id_back");
  assert.equal(before(session, "photo_id"), undefined);
});

test("places are counted from one", () => {
  assert.deepEqual(place(session, "selfie"), { at: 4, of: 5 });
});
