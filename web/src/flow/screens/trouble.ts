// Something is in the way: what it is, what to do, and a way out.

import type { StepName } from "../../api/types.ts";
import { h } from "../../ui/dom.ts";
import type { IconName } from "../../ui/icons.ts";
import { actions, button, picture, quiet, title } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import type { Trouble } from "../place.ts";
import { reachable } from "../reach.ts";
import type { Slot } from "../uploads.ts";
import { chooser, filesAllowed } from "./intro.ts";

const ICONS: Partial<Record<Trouble, IconName>> = { link: "link", used: "phone", expired: "clock", exhausted: "no", server: "clock" };

export function trouble(flow: Flow, kind: Trouble, step?: StepName): Screen {
  const { say } = flow.speaker;
  const camera = kind.startsWith("camera-");
  const element = h(
    "section",
    { class: "screen", "data-trouble": kind },
    picture(ICONS[kind] ?? "camera", "wait"),
    title(say(`trouble-${kind}`)),
    h("p", { class: "lead" }, say(`trouble-${kind}-lead`)),
    actions(...(camera ? cameraWays(flow, step) : ways(flow, kind))),
    contact(flow),
  );
  return { element, back: camera && step ? () => flow.go({ at: "intro", step }) : undefined };
}

function cameraWays(flow: Flow, step: StepName = "photo_id"): HTMLElement[] {
  const { say } = flow.speaker;
  const again = button(say("try-again"), () => flow.go({ at: "camera", step }), { icon: "camera" });
  const file = filesAllowed(flow, step) ? [chooser(flow, step as Slot)] : [];
  const phone = flow.device === "phone" || !reachable ? [] : [quiet(say("use-phone"), () => flow.go({ at: "where" }), { icon: "phone" })];
  return [again, ...file, ...phone];
}

function ways(flow: Flow, kind: Trouble): HTMLElement[] {
  const { say } = flow.speaker;
  const to = flow.session.redirect_url;
  const again = button(say("try-again"), () => flow.reread().catch((error: unknown) => flow.failed(error)));
  const shop = to && !flow.embedded ? [quiet(say("back-to-shop", { shop: flow.session.merchant.name }), () => location.assign(to))] : [];
  const close = flow.embedded ? [quiet(say("close"), () => flow.tell({ type: "close" }))] : [];
  return [...(kind === "server" || kind === "used" ? [again] : []), ...shop, ...close];
}

/** Whom to ask; nobody where a link does not even tell which shop it is of. */
export function contact(flow: Flow): HTMLElement | null {
  const { contact: whom, merchant } = flow.session;
  if (merchant.id === "") return null;
  const text = whom?.text ?? flow.speaker.say("ask-shop", { shop: merchant.name });
  return h("p", { class: "small" }, whom?.url ? h("a", { href: whom.url, target: "_blank", rel: "noopener" }, text) : text);
}
