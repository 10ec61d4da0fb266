// Handing in: how far the pictures are, then the wait for what comes of them.

import { h } from "../../ui/dom.ts";
import { bar, picture, title } from "../../ui/parts.ts";
import { Problem } from "../../api/problem.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { MISSING } from "../place.ts";
import { marked } from "../plan.ts";

export function sending(flow: Flow): Screen {
  const { say } = flow.speaker;
  const sent = bar(say("sending-label"));
  const percent = h("p", { class: "small", "aria-hidden": "true" });
  const update = (): void => {
    sent.set(flow.uploads.sent);
    percent.textContent = new Intl.NumberFormat(flow.speaker.locale, { style: "percent" }).format(flow.uploads.sent);
  };
  flow.uploads.addEventListener("change", update);
  update();
  const element = h("section", { class: "screen center" }, picture("arrow", "wait"), title(say("sending-title")), h("p", { class: "lead" }, say("sending-lead")), sent.element, percent);
  hand(flow).catch((error: unknown) => unfinished(flow, error));
  return { element, leave: () => flow.uploads.removeEventListener("change", update) };
}

async function hand(flow: Flow): Promise<void> {
  await flow.uploads.all();
  flow.session = await flow.persist(() => flow.client.submit());
  flow.uploads.clear();
  flow.start();
}

/** Something is missing after all: back to it. */
function unfinished(flow: Flow, error: unknown): void {
  if (!(error instanceof Problem)) return flow.failed(error);
  const open = MISSING[error.code];
  if (!open) return flow.failed(error);
  flow.client
    .session(flow.speaker.locale)
    .then((session) => {
      flow.session = error.code === "challenge_missing" ? marked(session, open, "open") : session;
      flow.onward();
    })
    .catch((again: unknown) => flow.failed(again));
}

export function waiting(flow: Flow): Screen {
  const { say } = flow.speaker;
  const stage = h("p", { class: "lead", role: "status" }, say("waiting-lead"));
  flow.follow((progress) => {
    if (progress.stage === "examining") stage.textContent = say("waiting-examining");
    if (progress.status === "submitted") return;
    flow.session = { ...flow.session, status: progress.status, result: progress.result };
    performance.mark("result");
    flow.finish();
  });
  const element = h("section", { class: "screen center" }, picture("clock", "wait"), title(say("waiting-title")), stage, h("div", { class: "pulse", "aria-hidden": "true" }, h("i", {}), h("i", {}), h("i", {})));
  return { element, leave: () => flow.unfollow() };
}
