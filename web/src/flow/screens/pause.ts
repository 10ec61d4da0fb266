// A page that nobody sees lets go of the camera, and says so when it is looked at again.

import { h } from "../../ui/dom.ts";
import type { Finder } from "../../ui/finder.ts";
import { button } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";

export function pausing(flow: Flow, finder: Finder, halt: () => void, resume: () => Promise<void>, failed: (error: unknown) => void): { stop(): void } {
  const { say } = flow.speaker;
  const go = button(say("pause-go"), () => {
    panel.remove();
    resume().catch(failed);
  });
  const panel = h("div", { class: "pause", role: "alert" }, h("p", {}, say("pause-text")), go);
  const changed = (): void => {
    if (document.visibilityState === "hidden") {
      halt();
      finder.close();
      finder.element.append(panel);
    } else if (panel.isConnected) {
      go.focus();
    }
  };
  document.addEventListener("visibilitychange", changed);
  return { stop: () => document.removeEventListener("visibilitychange", changed) };
}
