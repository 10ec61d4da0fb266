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
  const modal = new Modal(server, options);
  modal.open();
  return { close: () => modal.end() };
}

class Modal {
  private readonly say: ReturnType<typeof texts>["say"];
  private readonly host: HTMLElement;
  private readonly wait: HTMLElement;
  private readonly frame: HTMLIFrameElement;
  private readonly cross: HTMLButtonElement;
  private readonly dialog: HTMLDialogElement;
  /** What had the focus, and gets it back. */
  private readonly before = document.activeElement;
  private over = false;

  constructor(
    private readonly server: string,
    private readonly options: Options,
  ) {
    const { locale, say } = texts(options.locale);
    this.say = say;
    this.host = h("div", { lang: locale, dir: direction(locale) });
    this.wait = h("p", { class: "wait", role: "status" }, say("loading"));
    this.frame = h("iframe", { title: say("title"), allow: `camera ${server}`, referrerpolicy: "no-referrer" });
    const icon = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "M6 6l12 12M18 6L6 18" }));
    this.cross = h("button", { class: "close", type: "button", "aria-label": say("close"), on: { click: () => this.end() } }, icon);
    this.dialog = h("dialog", { "aria-label": say("title") }, this.cross, this.wait, this.frame);
    const shadow = this.host.attachShadow({ mode: "closed" });
    shadow.adoptedStyleSheets = [sheet()];
    shadow.append(this.dialog);
  }

  open(): void {
    document.body.append(this.host);
    addEventListener("message", this.heard);
    this.dialog.addEventListener("cancel", (event) => (event.preventDefault(), this.end()));
    this.dialog.showModal();
    addressOf(this.server, this.options)
      .then(({ address, look }) => this.show(address, look))
      .catch((error: unknown) => this.failed(error));
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    removeEventListener("message", this.heard);
    this.dialog.close();
    this.host.remove();
    if (this.before instanceof HTMLElement) this.before.focus();
    this.options.onClose?.();
  }

  /** Of messages only those of the frame count, and only while it shows the server's own page. */
  private readonly heard = (event: MessageEvent): void => {
    const told = event.data as Told | null;
    if (event.source !== this.frame.contentWindow || event.origin !== this.server || told?.countersign !== 1) return;
    if (told.type === "ready") this.ready();
    if (told.type === "result") this.options.onSuccess?.({ id: told.id ?? "", status: told.status ?? "" });
    if (told.type === "error") this.options.onError?.({ code: told.code ?? "unknown", message: "" });
    if (told.type === "close") this.end();
  };

  private ready(): void {
    this.dialog.classList.add("ready");
    this.frame.focus();
  }

  private show(address: string, { theme, texts: own }: Look): void {
    if (this.over) return;
    wear(theme, this.host, PREFIX);
    this.wait.textContent = this.say("loading", own);
    this.frame.title = this.say("title", own);
    this.dialog.setAttribute("aria-label", this.say("title", own));
    this.cross.setAttribute("aria-label", this.say("close", own));
    this.frame.src = address;
  }

  private failed(error: unknown): void {
    this.wait.textContent = this.say("failed");
    const known = error instanceof OpenError ? error : new OpenError("unknown", String(error));
    this.options.onError?.({ code: known.code, message: known.message });
  }
}
