// <countersign-verify client-token="…"> or publishable-key="…": a button that opens the check, and events for what comes of it.

import { h } from "../ui/dom.ts";
import { texts } from "./messages.ts";
import { openModal } from "./modal.ts";
import { sheet } from "./style.ts";

export function define(server: string): void {
  if (customElements.get("countersign-verify")) return;
  customElements.define(
    "countersign-verify",
    class extends HTMLElement {
      connectedCallback(): void {
        if (this.shadowRoot) return;
        const shadow = this.attachShadow({ mode: "open" });
        shadow.adoptedStyleSheets = [sheet()];
        const label = this.getAttribute("label") ?? texts(this.getAttribute("locale") ?? undefined).say("button");
        shadow.append(h("button", { class: "open", type: "button", part: "button", on: { click: () => this.open() } }, label));
      }

      /** Opens the check, as a click on the button does. */
      open(): void {
        const given = (name: string): string | undefined => this.getAttribute(name) ?? undefined;
        const level = Number(given("level"));
        const options = { clientToken: given("client-token"), publishableKey: given("publishable-key"), locale: given("locale"), customerId: given("customer-id"), orderId: given("order-id"), level: level || undefined };
        openModal(server, {
          ...(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as object),
          onSuccess: (detail) => this.say("success", detail),
          onError: (detail) => this.say("error", detail),
          onClose: () => this.say("close"),
        });
      }

      private say(name: string, detail?: unknown): void {
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
      }
    },
  );
}
