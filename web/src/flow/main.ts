// The page behind a verification's address: gets in, then lets the flow run.

import { Client } from "../api/client.ts";
import type { Device, Session } from "../api/types.ts";
import { choose } from "../i18n/locale.ts";
import { Speaker, spoken } from "../i18n/speaker.ts";
import { wear } from "../ui/theme.ts";
import { draw } from "./draw.ts";
import { Flow, type Listener } from "./flow.ts";
import { Frame, speakAs } from "./frame.ts";
import { troubleOf } from "./place.ts";

const root = document.querySelector<HTMLElement>("#flow");
const embedded = window.parent !== window;

/** Tells the page around this one; what it tells is of no use to anybody else. */
const tell: Listener = (message) => {
  if (embedded) window.parent.postMessage({ countersign: 1, ...message }, "*");
};

function device(): Device {
  const touch = matchMedia("(pointer: coarse)").matches;
  const small = Math.min(screen.width, screen.height) < 600;
  if (touch) return small ? "phone" : "tablet";
  return "desktop";
}

async function begin(root: HTMLElement): Promise<void> {
  const speaker = new Speaker();
  const token = location.hash.slice(1) || undefined;
  const once = token?.startsWith("cs_once_") === true;
  const client = new Client(root.dataset["api"] ?? "/v1/subject", once ? undefined : token);
  const frame = new Frame(root, embedded);
  const flow = new Flow(client, speaker, device(), blank(), draw(frame), tell, embedded);
  addEventListener("countersign-network", () => frame.network(flow));
  try {
    flow.session = await flow.persist(() => enter(client, token, once));
    await dress(flow);
    flow.stayed = once;
    flow.start();
  } catch (error) {
    await speaker.speak(choose(navigator.languages, spoken));
    speakAs(flow);
    flow.trouble(troubleOf(error));
  }
  tell({ type: "ready", id: flow.session.id });
  root.dataset["ready"] = "";
}

/** A code from another device is changed into a cookie, and leaves the address so that it is not copied further. */
async function enter(client: Client, token: string | undefined, once: boolean): Promise<Session> {
  const wanted = new URLSearchParams(location.search).get("locale") ?? undefined;
  if (!once || !token) return client.session(wanted);
  const session = await new Client(client.url("").replace(/\/$/, ""), token).exchange();
  history.replaceState(null, "", location.pathname + location.search);
  return choose([wanted, ...navigator.languages], spoken) === session.locale ? session : client.session(wanted);
}

async function dress(flow: Flow): Promise<void> {
  const { theme, texts, locale } = flow.session;
  wear(theme, document.documentElement);
  await flow.speaker.speak(choose([locale, ...navigator.languages], spoken));
  flow.speaker.override(texts);
  speakAs(flow);
}

/** What is known before anything is. */
function blank(): Session {
  return {
    id: "",
    mode: "live",
    status: "started",
    attempt: 1,
    attempts_left: 0,
    steps: [],
    documents: [],
    consent: { version: "", locale: "en", text: "", given: false },
    locale: "en",
    locales: [],
    merchant: { id: "", name: "countersign" },
    theme: {},
    texts: {},
    contact: null,
    ways: [],
    way: "usual",
    upload: { files: true, bytes: 0 },
    redirect_url: null,
    expires_at: "",
    result: null,
  };
}

if (root) {
  addEventListener("hashchange", () => location.reload());
  if (embedded) addEventListener("keydown", (event) => event.key === "Escape" && tell({ type: "close" }));
  void begin(root);
}
