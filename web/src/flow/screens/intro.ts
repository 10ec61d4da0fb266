// Before each picture: what it is for and how it is taken.

import type { StepName } from "../../api/types.ts";
import { PAPER, DOCUMENT, SELFIE, shrink } from "../../capture/picture.ts";
import { h } from "../../ui/dom.ts";
import { type IconName, icon } from "../../ui/icons.ts";
import { actions, button, fileButton, list, picture, quiet, title } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { before, need } from "../plan.ts";
import type { Slot } from "../uploads.ts";

const ICONS: Record<Slot, IconName> = { photo_id: "card", photo_id_back: "cardback", proof_of_address: "paper", selfie: "person" };
const RECIPES = { photo_id: DOCUMENT, photo_id_back: DOCUMENT, proof_of_address: PAPER, selfie: SELFIE };

export function intro(flow: Flow, step: Slot): Screen {
  const { say } = flow.speaker;
  const tips = [1, 2, 3].map((n) => `tip-${step}-${n}`).filter((key) => flow.speaker.knows(key));
  const element = h(
    "section",
    { class: "screen" },
    picture(ICONS[step]),
    title(say(`take-${step}`)),
    h("p", { class: "lead" }, say(`take-${step}-lead`)),
    list(...tips.map((key) => [icon("check"), h("span", {}, say(key))])),
    actions(button(say("open-camera"), () => flow.go({ at: "camera", step }), { icon: "camera" }), ...others(flow, step)),
  );
  const to = before(flow.session, step);
  const done = flow.session.steps.some((one) => one.step === step && one.state === "done");
  if (done) element.append(actions(quiet(say("keep-photo"), () => flow.onward(), { icon: "check" })));
  return { element, back: to && (() => flow.back(step)) };
}

function others(flow: Flow, step: Slot): HTMLElement[] {
  const { say } = flow.speaker;
  const optional = need(flow.session, step) === "optional";
  const skip = quiet(say(step === "photo_id_back" ? "skip-back" : "skip"), () => {
    flow.skipped.add(step);
    flow.onward();
  });
  return [...(filesAllowed(flow, step) ? [chooser(flow, step)] : []), ...(optional ? [skip] : [])];
}

/** Papers may always come as a file: a bill is one already. */
export function filesAllowed(flow: Flow, step: StepName): boolean {
  return step === "proof_of_address" || (flow.session.upload.files && step !== "challenge");
}

export function chooser(flow: Flow, step: Slot): HTMLElement {
  const accept = step === "proof_of_address" ? "image/*,application/pdf" : "image/*";
  const key = step === "proof_of_address" ? "choose-file-pdf" : "choose-file";
  return fileButton(flow.speaker.say(key), accept, (file) => {
    shrink(file, RECIPES[step])
      .then((blob) => flow.take(step, blob))
      .catch((error: unknown) => flow.failed(error, step));
  });
}
