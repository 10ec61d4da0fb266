// The recording did not do: what to do better, and another try.

import type { Reason } from "../../api/types.ts";
import { h } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import { actions, button, list, picture, quiet, title } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { reason } from "../reasons.ts";

export function again(flow: Flow, reasons: readonly Reason[], left: number): Screen {
  const { say } = flow.speaker;
  const words = [...new Set(reasons.map((one) => reason(flow, one)))].slice(0, 3);
  const element = h(
    "section",
    { class: "screen" },
    picture("turn", "wait"),
    title(say("again-title")),
    h("p", { class: "lead" }, say("again-lead")),
    list(...words.map((text) => [icon("sun"), h("span", {}, text)])),
    h("p", { class: "small" }, say("again-left", { left })),
    actions(
      button(say("try-again"), () => flow.go({ at: "camera", step: "challenge" }), { icon: "camera" }),
      quiet(say("new-selfie"), () => flow.go({ at: "intro", step: "selfie" })),
    ),
  );
  return { element, back: () => flow.go({ at: "intro", step: "challenge" }) };
}
