// widget.js: one classic script, Countersign.open(…) and <countersign-verify>.

import { define } from "./element.ts";
import { type Opened, type Options, openModal } from "./modal.ts";

declare global {
  interface Window {
    // The collector hangs its own members on the same object.
    Countersign?: object;
  }
}

export interface Widget {
  open(options: Options): Opened;
  server: string;
}

// The script knows its server by where it came from; it is read while the script runs, later there is none.
const script = document.currentScript as HTMLScriptElement | null;
const server = script?.dataset["server"] ?? (script ? new URL(script.src).origin : location.origin);

const widget: Widget = { server, open: (options) => openModal(server, options) };
window.Countersign = { ...window.Countersign, ...widget };
define(server);
