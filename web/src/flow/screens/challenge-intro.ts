// Before the short recording: what will happen, and a choice for who is sensitive to light.

import { h } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import { actions, button, list, picture, title } from "../../ui/parts.ts";
import { faceFinder, later } from "../faces.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { wishes } from "../wishes.ts";

export function challengeIntro(flow: Flow): Screen {
  const { say } = flow.speaker;
  // Both are there by the time somebody has read this.
  faceFinder();
  void later("challenge").catch(() => undefined);
  const calm = h("input", { type: "checkbox", checked: wishes.photosensitive, on: { change: () => (wishes.photosensitive = calm.checked) } });
  const element = h(
    "section",
    { class: "screen" },
    picture("turn"),
    title(say("take-challenge")),
    h("p", { class: "lead" }, say("take-challenge-lead")),
    list([icon("check"), h("span", {}, say("tip-challenge-1"))], [icon("check"), h("span", {}, say("tip-challenge-2"))], [icon("check"), h("span", {}, say("tip-challenge-3"))]),
    h("label", { class: "tick" }, calm, h("span", {}, say("calm-lights"))),
    actions(button(say("start"), () => flow.go({ at: "camera", step: "challenge" }), { icon: "camera" })),
  );
  return { element, back: () => flow.back("challenge") };
}
