// The dialog over the shop's page. The flow itself runs in a frame of the server's own origin: the camera is asked for under
// its name, its policy stays strict whatever the shop's is, and the shop's scripts see neither token nor pictures.

import { h, svg } from "../ui/dom.ts";
import { direction } from "../i18n/locale.ts";
import { wear } from "../ui/theme.ts";
import { type Access, type Look, OpenError, addressOf } from "./opening.ts";
import { texts } from "./messages.ts";
import { PREFIX, sheet } from "./style.ts";

export interface Result {
  id: string;
  /** `approved`, `rejected`, `in_review` or `canceled`; ask your server for it before you rely on it. */
  status: string;
}

export interface Options extends Access {
  onSuccess?: (result: Result) => void;
  onError?: (error: { code: string; message: string }) => void;
  onClose?: () => void;
}

export interface Opened {
  close(): void;
}

interface Told {
  countersign?: number;
  type?: string;
  id?: string;
  status?: string;
  code?: string;
}

/** Opens the check; `server` is the origin this script came from. */
export function openModal(server: string, options: Options): Opened {
  const { locale, say } = texts(options.locale);
  const host = h("div", { lang: locale, dir: direction(locale) });
  const shadow = host.attachShadow({ mode: "closed" });
  shadow.adoptedStyleSheets = [sheet()];
  const wait = h("p", { class: "wait", role: "status" }, say("loading"));
  const frame = h("iframe", { title: say("title"), allow: `camera ${server}`, referrerpolicy: "no-referrer" });
  const cross = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "M6 6l12 12M18 6L6 18" }));
  const close = h("button", { class: "close", type: "button", "aria-label": say("close"), on: { click: () => end() } }, cross);
  const dialog = h("dialog", { "aria-label": say("title") }, close, wait, frame);
  shadow.append(dialog);
  document.body.append(host);
  const before = document.activeElement;
  let over = false;

  const end = (): void => {
    if (over) return;
    over = true;
    removeEventListener("message", heard);
    dialog.close();
    host.remove();
    if (before instanceof HTMLElement) before.focus();
    options.onClose?.();
  };
  const heard = (event: MessageEvent): void => {
    const told = event.data as Told | null;
    if (event.source !== frame.contentWindow || event.origin !== server || told?.countersign !== 1) return;
    if (told.type === "ready") ready();
    if (told.type === "result") options.onSuccess?.({ id: told.id ?? "", status: told.status ?? "" });
    if (told.type === "error") options.onError?.({ code: told.code ?? "unknown", message: "" });
    if (told.type === "close") end();
  };
  const dress = ({ theme, texts: own }: Look): void => {
    wear(theme, host, PREFIX);
    wait.textContent = say("loading", own);
    frame.title = say("title", own);
    dialog.setAttribute("aria-label", say("title", own));
    close.setAttribute("aria-label", say("close", own));
  };
  const ready = (): void => {
    dialog.classList.add("ready");
    frame.focus();
  };
  addEventListener("message", heard);
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), end()));
  dialog.showModal();
  addressOf(server, options)
    .then(({ address, look }) => {
      if (over) return;
      dress(look);
      frame.src = address;
    })
    .catch((error: unknown) => {
      wait.textContent = say("failed");
      const known = error instanceof OpenError ? error : new OpenError("unknown", String(error));
      options.onError?.({ code: known.code, message: known.message });
    });
  return { close: end };
}
