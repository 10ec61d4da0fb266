// <countersign-verify client-token="…"> or publishable-key="…": a button that opens the check, and events for what comes of it.

import { h } from "../ui/dom.ts";
import { wear } from "../ui/theme.ts";
import { texts } from "./messages.ts";
import { openModal } from "./modal.ts";
import { type Access, lookOf } from "./opening.ts";
import { PREFIX, sheet } from "./style.ts";

export function define(server: string): void {
  if (customElements.get("countersign-verify")) return;
  Verify.server = server;
  customElements.define("countersign-verify", Verify);
}

class Verify extends HTMLElement {
  static server = "";

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet()];
    const { say } = texts(this.getAttribute("locale") ?? undefined);
    const label = this.getAttribute("label");
    const button = h("button", { class: "open", type: "button", part: "button", on: { click: () => this.open() } }, label ?? say("button"));
    shadow.append(button);
    // The merchant's colours and words, as soon as they are known; without them it is a button all the same.
    lookOf(Verify.server, this.access)
      .then((look) => {
        wear(look.theme, this, PREFIX);
        button.textContent = label ?? say("button", look.texts);
      })
      .catch(() => undefined);
  }

  private get access(): Access {
    const given = (name: string): string | undefined => this.getAttribute(name) ?? undefined;
    const level = Number(given("level"));
    const all = { clientToken: given("client-token"), publishableKey: given("publishable-key"), locale: given("locale"), customerId: given("customer-id"), orderId: given("order-id"), level: level || undefined };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  /** Opens the check, as a click on the button does. */
  open(): void {
    openModal(Verify.server, {
      ...this.access,
      onSuccess: (detail) => this.say("success", detail),
      onError: (detail) => this.say("error", detail),
      onClose: () => this.say("close"),
    });
  }

  private say(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
