// The picture as it is sent, and what could be better about it.

import { h } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import { actions, bar, button, quiet, title } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { stale, troubleOf } from "../place.ts";
import { reason } from "../reasons.ts";
import type { Slot } from "../uploads.ts";
import { Problem } from "../../api/problem.ts";

export function review(flow: Flow, step: Slot): Screen {
  const { say } = flow.speaker;
  const capture = flow.uploads.get(step);
  if (!capture) {
    queueMicrotask(() => flow.go({ at: "intro", step }));
    return { element: h("section", { class: "screen" }) };
  }
  const pdf = capture.blob.type === "application/pdf";
  const shown = pdf ? h("p", { class: "sheet" }, icon("paper"), say("pdf-chosen")) : h("img", { class: `shot ${step}`, src: capture.preview, alt: say(`alt-${step}`) });
  const advice = h("div", { class: "advice", role: "status" });
  const sending = bar(say("sending-label"));
  const use = button(say("use-photo"), () => flow.done(step), { icon: "check" });
  const again = quiet(say("retake"), () => flow.go(pdf ? { at: "intro", step } : { at: "camera", step }), { icon: "camera" });
  const heading = title(say(pdf ? "review-file" : step === "selfie" ? "review-selfie" : "review-title"));
  const element = h("section", { class: "screen" }, heading, shown, sending.element, advice, actions(use, again));
  const update = (): void => {
    sending.set(capture.sent);
    sending.element.classList.toggle("done", capture.state === "sent");
    element.dataset["state"] = capture.state;
    const refused = capture.state === "refused" ? [refusal(flow, capture.error)] : [];
    const words = [...refused, ...capture.warnings.map((warning) => reason(flow, warning))];
    advice.replaceChildren(...words.slice(0, 2).map((text) => h("p", {}, icon("sun"), h("span", {}, text))));
    if (capture.state === "sent" && words.length === 0) advice.replaceChildren(h("p", { class: "fine" }, icon("check"), h("span", {}, say("review-good"))));
    use.hidden = capture.state === "refused";
    again.classList.toggle("quiet", words.length === 0);
    use.classList.toggle("quiet", words.length > 0);
    // What ends the whole session is no matter of this picture.
    if (capture.state === "refused" && (stale(capture.error) || troubleOf(capture.error) !== "server")) flow.failed(capture.error, step);
  };
  flow.uploads.addEventListener("change", update);
  update();
  return { element, back: () => flow.go({ at: "intro", step }), leave: () => flow.uploads.removeEventListener("change", update) };
}

function refusal(flow: Flow, error: unknown): string {
  return error instanceof Problem ? reason(flow, error) : flow.speaker.say("trouble-server-lead");
}
