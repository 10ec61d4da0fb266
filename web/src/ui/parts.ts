// Parts that screens are put together from.

import { type Child, h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";

export interface ButtonLook {
  icon?: IconName;
  class?: string;
  label?: string;
}

export function button(text: string, act: () => void, look: ButtonLook = {}): HTMLButtonElement {
  const props = { type: "button", class: look.class ?? "button", "aria-label": look.label, on: { click: act } };
  return h("button", props, look.icon ? icon(look.icon) : null, text ? h("span", {}, text) : null);
}

export function quiet(text: string, act: () => void, look: ButtonLook = {}): HTMLButtonElement {
  return button(text, act, { ...look, class: "button quiet" });
}

export function title(text: string): HTMLHeadingElement {
  return h("h1", { tabindex: "-1" }, text);
}

export function picture(name: IconName, tone: "plain" | "good" | "bad" | "wait" = "plain"): HTMLElement {
  return h("div", { class: `picture ${tone}` }, icon(name));
}

/** A file field that looks like a button and is reached by the keyboard as one. */
export function fileButton(text: string, accept: string, chosen: (file: File) => void, name: IconName = "file"): HTMLElement {
  const input = h("input", {
    type: "file",
    accept,
    class: "hidden",
    tabindex: "-1",
    "aria-hidden": "true",
    on: {
      change: () => {
        const file = input.files?.[0];
        if (file) chosen(file);
        input.value = "";
      },
    },
  });
  return h("span", { class: "file" }, quiet(text, () => input.click(), { icon: name }), input);
}

export function list(...items: Child[][]): HTMLUListElement {
  return h("ul", { class: "points" }, ...items.map((item) => h("li", {}, ...item)));
}

export function actions(...buttons: Child[]): HTMLElement {
  return h("div", { class: "actions" }, ...buttons);
}

export interface Bar {
  element: HTMLElement;
  /** 0 to 1. */
  set(share: number): void;
}

export function bar(label: string): Bar {
  const fill = h("div", { class: "fill" });
  const element = h("div", { class: "bar", role: "progressbar", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0" }, fill);
  return {
    element,
    set(share) {
      const percent = Math.round(100 * share);
      element.setAttribute("aria-valuenow", String(percent));
      fill.style.setProperty("inline-size", `${percent}%`);
    },
  };
}
