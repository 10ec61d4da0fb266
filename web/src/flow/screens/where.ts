// On a desk: go on on the phone, whose camera is better; this page follows along.

import type { Progress, StepName } from "../../api/types.ts";
import { h } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import { actions, quiet, title } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";

export function where(flow: Flow): Screen {
  const { say } = flow.speaker;
  const code = h("div", { class: "qr", "aria-busy": "true" });
  const state = h("p", { class: "lead", role: "status" }, say("where-lead"));
  const steps = h("ol", { class: "steps", hidden: true });
  const here = quiet(say("use-computer"), () => {
    flow.stayed = true;
    flow.unfollow();
    flow.reread().catch((error: unknown) => flow.failed(error));
  });
  const element = h("section", { class: "screen center where" }, title(say("where-title")), state, code, steps, actions(here));
  show(flow, code);
  // A code is good for ten minutes.
  const renew = setInterval(() => show(flow, code), 9 * 60_000);
  flow.follow((progress) => heard(flow, progress, { state, code, steps }));
  return {
    element,
    leave: () => {
      clearInterval(renew);
      flow.unfollow();
    },
  };
}

function show(flow: Flow, code: HTMLElement): void {
  flow
    .persist(() => flow.client.handoff())
    .then(({ qr_code, url }) => {
      const image = h("img", { src: qr_code, alt: flow.speaker.say("qr-alt"), width: "220", height: "220" });
      code.replaceChildren(image, h("details", {}, h("summary", {}, flow.speaker.say("qr-link")), h("code", { tabindex: "0" }, url)));
      code.removeAttribute("aria-busy");
    })
    .catch((error: unknown) => flow.failed(error));
}

function heard(flow: Flow, progress: Progress, parts: { state: HTMLElement; code: HTMLElement; steps: HTMLElement }): void {
  const { say } = flow.speaker;
  if (progress.status !== "started") {
    flow.session = { ...flow.session, status: progress.status, result: progress.result };
    flow.start();
    return;
  }
  const { on } = progress;
  if (!on || on.page === flow.page) return;
  parts.state.textContent = say("where-going");
  parts.code.hidden = true;
  parts.steps.hidden = false;
  const names: StepName[] = flow.session.steps.map((step) => step.step).filter((name) => name !== "consent");
  const now = names.indexOf(on.step as StepName);
  const done = on.step === "sending" || on.step === "result";
  parts.steps.replaceChildren(
    ...names.map((name, i) => {
      const mark = done || (now >= 0 && i < now) ? "past" : i === now ? "now" : "";
      return h("li", { class: mark, "aria-current": mark === "now" ? "step" : undefined }, mark === "past" ? icon("check") : h("i", {}), say(`step-${name}`));
    }),
  );
}
