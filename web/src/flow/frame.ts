// What stands around every screen: the way back, how far it is, the merchant, the language, the state of the network.

import { h } from "../ui/dom.ts";
import { icon } from "../ui/icons.ts";
import { nameOf } from "../i18n/locale.ts";
import type { Flow } from "./flow.ts";
import { place } from "./plan.ts";

export interface Screen {
  element: HTMLElement;
  /** Where the back button leads; there is none without. */
  back?: (() => void) | undefined;
  /** Lets go of a camera, a timer, a follower. */
  leave?(): void;
}

export class Frame {
  private readonly top = h("header", { class: "top" });
  private readonly banner = h("p", { class: "banner", role: "status" });
  private readonly stage = h("div", { class: "stage" });
  private readonly foot = h("footer", { class: "foot" });
  private screen: Screen | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly embedded: boolean,
  ) {
    root.replaceChildren(this.top, this.banner, this.stage, this.foot);
    addEventListener("pagehide", () => this.screen?.leave?.());
  }

  /** The old screen lets go before the new one is made: of the camera, and of the one follower there is. */
  show(flow: Flow, make: () => Screen): void {
    this.screen?.leave?.();
    this.screen = undefined;
    const screen = make();
    this.screen = screen;
    this.root.dataset["place"] = "step" in flow.place ? `${flow.place.at}-${flow.place.step ?? ""}` : flow.place.at;
    this.top.replaceChildren(...this.head(flow, screen));
    this.network(flow);
    this.stage.replaceChildren(screen.element);
    this.foot.replaceChildren(...this.bottom(flow));
    scrollTo(0, 0);
    const heading = screen.element.querySelector("h1");
    if (heading) {
      document.title = `${heading.textContent} · ${flow.session.merchant.name}`;
      heading.focus({ preventScroll: true });
    }
  }

  network(flow: Flow): void {
    this.banner.textContent = flow.offline ? flow.speaker.say("offline") : "";
  }

  private head(flow: Flow, screen: Screen): Node[] {
    const { say } = flow.speaker;
    const back = screen.back;
    const button = back && h("button", { type: "button", class: "round back", "aria-label": say("back"), on: { click: back } }, icon("back"));
    const { logo } = flow.session.theme;
    const name = flow.session.merchant.name;
    const brand = logo ? h("img", { src: logo, alt: name, class: "logo" }) : h("span", { class: "brand" }, name);
    return [h("div", { class: "side" }, button ?? null), brand, h("div", { class: "side end" }), this.progress(flow)];
  }

  private progress(flow: Flow): HTMLElement {
    const step = "step" in flow.place && flow.place.at !== "trouble" ? flow.place.step : undefined;
    const { at, of } = step ? place(flow.session, step) : { at: 0, of: 0 };
    if (!step || at === 0) return h("div", { class: "dots none" });
    const dots = Array.from({ length: of }, (_, i) => h("span", { class: i + 1 < at ? "past" : i + 1 === at ? "now" : "" }));
    return h("div", { class: "dots", role: "img", "aria-label": flow.speaker.say("step-of", { at, of }) }, ...dots);
  }

  private bottom(flow: Flow): Node[] {
    const { say } = flow.speaker;
    const offered = flow.session.locales.filter((locale) => flow.speaker.offers(locale));
    const select = h("select", { "aria-label": say("language"), on: { change: () => void this.translate(flow, select.value) } });
    select.append(...offered.map((locale) => h("option", { value: locale, selected: locale === flow.speaker.locale, lang: locale }, nameOf(locale))));
    const { contact, mode } = flow.session;
    // A screen that says whom to ask says it once.
    const help = contact && flow.place.at !== "result" && flow.place.at !== "trouble" && (contact.url ? h("a", { href: contact.url, target: "_blank", rel: "noopener" }, contact.text) : h("span", {}, contact.text));
    return [...(help ? [help] : []), ...(offered.length > 1 && !this.embeddedInCamera(flow) ? [select] : []), ...(mode === "test" ? [h("span", { class: "mode" }, say("test-mode"))] : [])];
  }

  /** Changing the language in the middle of a picture would take the camera away. */
  private embeddedInCamera(flow: Flow): boolean {
    return flow.place.at === "camera" || (this.embedded && flow.place.at === "sending");
  }

  private async translate(flow: Flow, locale: string): Promise<void> {
    await flow.speaker.speak(locale);
    speakAs(flow);
    const session = await flow.persist(() => flow.client.session(locale));
    flow.session = { ...flow.session, consent: session.consent, texts: session.texts };
    flow.speaker.override(session.texts);
    flow.go(flow.place);
  }
}

export function speakAs(flow: { speaker: Flow["speaker"] }): void {
  document.documentElement.lang = flow.speaker.locale;
  document.documentElement.dir = flow.speaker.direction;
}
