// Taking a picture: by itself once it is good, by hand at any time.

import { NoCamera } from "../../capture/camera.ts";
import { DOCUMENT, PAPER, type Recipe, SELFIE } from "../../capture/picture.ts";
import { cameras } from "../../capture/camera.ts";
import { Shutter, Steady } from "../../guidance/shutter.ts";
import { type Watch, watch } from "../../guidance/watch.ts";
import { h } from "../../ui/dom.ts";
import { Finder, type Look } from "../../ui/finder.ts";
import { icon } from "../../ui/icons.ts";
import { title } from "../../ui/parts.ts";
import { faceFinder } from "../faces.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { type Slot } from "../uploads.ts";
import { chooser, filesAllowed } from "./intro.ts";
import { pausing } from "./pause.ts";

const LOOKS: Record<Slot, Omit<Look, "label"> & { recipe: Recipe }> = {
  photo_id: { shape: "document", facing: "environment", recipe: DOCUMENT },
  photo_id_back: { shape: "document", facing: "environment", recipe: DOCUMENT },
  proof_of_address: { shape: "paper", facing: "environment", recipe: PAPER },
  selfie: { shape: "face", facing: "user", recipe: SELFIE },
};

export function camera(flow: Flow, step: Slot): Screen {
  const { say } = flow.speaker;
  const finder = new Finder({ ...LOOKS[step], label: say("camera-label") });
  const failed = (error: unknown): void => flow.failed(error, step);
  const take = once(() => shoot(flow, step, finder, shutter));
  const shutter = h("button", { type: "button", class: "shutter", "aria-label": say("shutter"), disabled: true, on: { click: take } }, h("span", {}));
  const swap = h("button", { type: "button", class: "round", "aria-label": say("swap"), hidden: true, on: { click: () => void finder.swap().catch(failed) } }, icon("swap"));
  const files = filesAllowed(flow, step) ? chooser(flow, step) : h("span", {});
  const element = h("section", { class: "screen camera" }, title(say(`take-${step}`)), finder.element, h("div", { class: "controls" }, files, shutter, swap));
  let watching: Watch | undefined;
  const run = async (): Promise<void> => {
    await finder.open();
    finder.onEnded(() => failed(new NoCamera("busy")));
    shutter.disabled = false;
    swap.hidden = (await cameras()).length < 2;
    watching = guide(flow, finder, take);
  };
  const pause = pausing(flow, finder, () => watching?.stop(), run, failed);
  finder.hint.textContent = say("hint-opening");
  run().catch(failed);
  const leave = (): void => {
    pause.stop();
    watching?.stop();
    finder.close();
  };
  return { element, back: () => flow.go({ at: "intro", step }), leave };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function shoot(flow: Flow, step: Slot, finder: Finder, shutter: HTMLButtonElement): void {
  performance.mark("shutter");
  shutter.disabled = true;
  finder
    .shoot(LOOKS[step].recipe)
    .then((blob) => flow.take(step, blob))
    .catch((error: unknown) => flow.failed(error, step));
}

/** Watches and tells; takes the picture once it was good for a while. */
export function guide(flow: Flow, finder: Finder, take: () => void): Watch {
  const { shape } = finder.look;
  const [shutter, steady] = [new Shutter(), new Steady()];
  const faces = shape === "face" ? faceFinder() : undefined;
  const key = (hint: string): string => (hint === "fit" && shape === "paper" ? "hint-fit-paper" : hint === "closer" && shape === "face" ? "hint-closer-face" : `hint-${hint}`);
  const seeing = watch(
    finder.video,
    shape,
    finder.aspect,
    (hint, now) => {
      const say = steady.next(hint, now);
      if (say) {
        finder.hint.textContent = flow.speaker.say(key(say));
        finder.element.dataset["hint"] = say;
      }
      const due = shutter.see(hint, now);
      finder.element.style.setProperty("--near", String(shutter.near(now)));
      finder.element.dataset["looks"] = String(seeing.looks);
      if (due) take();
    },
    faces,
  );
  return seeing;
}
