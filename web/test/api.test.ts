import assert from "node:assert/strict";
import { test } from "node:test";
import { Offline, Problem, passing } from "../src/api/problem.ts";
import { EventParser } from "../src/api/stream.ts";
import { NoCamera, troubleOf as cameraTroubleOf } from "../src/capture/camera.ts";
import { troubleOf } from "../src/flow/place.ts";

test("events come whole, however they are cut", () => {
  const text = ': hello\n\nevent: progress\ndata: {"a":1}\n\nevent: end\r\ndata: x\r\ndata: y\r\n\r\n';
  for (const size of [1, 3, 7, text.length]) {
    const parser = new EventParser();
    const events = [];
    for (let i = 0; i < text.length; i += size) events.push(...parser.push(text.slice(i, i + size)));
    assert.deepEqual(events, [{ event: "progress", data: '{"a":1}' }, { event: "end", data: "x\ny" }], `in pieces of ${size}`);
  }
});

test("only what may pass by itself is tried again by itself", () => {
  assert.ok(passing(new Offline()));
  assert.ok(passing(new Problem(503, "over_capacity", "")));
  assert.ok(passing(new Problem(429, "rate_limited", "")));
  assert.ok(passing(new Problem(409, "changed_meanwhile", "")));
  for (const status of [400, 401, 409, 422, 500]) assert.ok(!passing(new Problem(status, "x", "")), String(status));
});

test("every trouble has its own screen", () => {
  assert.equal(troubleOf(new Problem(401, "token_used", "")), "used");
  assert.equal(troubleOf(new Problem(401, "session_expired", "")), "expired");
  assert.equal(troubleOf(new Problem(401, "whatever", "")), "link");
  assert.equal(troubleOf(new Problem(409, "attempts_exhausted", "")), "exhausted");
  assert.equal(troubleOf(new NoCamera("busy")), "camera-busy");
  assert.equal(troubleOf(new TypeError()), "server");
});

test("browsers name the same trouble differently", () => {
  const named = (name: string): Error => Object.assign(new Error(), { name });
  assert.equal(cameraTroubleOf(named("NotAllowedError")), "denied");
  assert.equal(cameraTroubleOf(named("NotFoundError")), "missing");
  assert.equal(cameraTroubleOf(named("NotReadableError")), "busy");
  assert.equal(cameraTroubleOf(named("TypeError")), "failed");
});
