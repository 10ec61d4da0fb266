// What came of it, in plain words, and what to do next. Never a dead end.

import type { Outcome } from "../../api/types.ts";
import { h } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import { actions, button, list, picture, quiet, title } from "../../ui/parts.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";
import { reason } from "../reasons.ts";
import { contact } from "./trouble.ts";

const LOOKS = { approved: ["check", "good"], rejected: ["no", "bad"], in_review: ["clock", "plain"], canceled: ["no", "plain"] } as const;

export function result(flow: Flow): Screen {
  const { say } = flow.speaker;
  const { session } = flow;
  const outcome: Outcome["outcome"] = session.result?.outcome ?? (session.status === "approved" || session.status === "rejected" || session.status === "in_review" ? session.status : "canceled");
  const [name, tone] = LOOKS[outcome];
  const words = outcome === "rejected" ? [...new Set((session.result?.reasons ?? []).map((one) => reason(flow, one)))].slice(0, 4) : [];
  const retry = outcome === "rejected" && session.result?.retry === true;
  const lead = outcome === "rejected" && !retry ? "result-rejected-last" : `result-${outcome}-lead`;
  const ways = next(flow, outcome, retry);
  const element = h(
    "section",
    { class: `screen center result ${outcome}` },
    picture(name, tone),
    title(say(`result-${outcome}`)),
    h("p", { class: "lead" }, say(lead, { shop: session.merchant.name })),
    words.length > 0 ? list(...words.map((text) => [icon("sun"), h("span", {}, text)])) : null,
    retry ? h("p", { class: "small" }, say("attempts-left", { left: session.attempts_left })) : null,
    // Canceled says so itself.
    ways.length === 0 && outcome !== "canceled" ? h("p", { class: "small" }, say("close-page")) : null,
    actions(...ways),
    outcome === "approved" ? null : contact(flow),
  );
  return { element };
}

function next(flow: Flow, outcome: Outcome["outcome"], retry: boolean): HTMLElement[] {
  const { say } = flow.speaker;
  const again = button(say("try-again"), () => {
    again.disabled = true;
    flow
      .persist(() => flow.client.retry())
      .then((session) => {
        flow.session = session;
        flow.skipped.clear();
        flow.start();
      })
      .catch((error: unknown) => flow.failed(error));
  });
  const leave = onward(flow, retry);
  if (outcome === "approved" && flow.session.redirect_url && !flow.embedded) setTimeout(() => flow.place.at === "result" && location.assign(flow.session.redirect_url ?? ""), 3500);
  return [...(retry ? [again] : []), ...(leave ? [leave] : [])];
}

/** Back to the shop: by its address, or by closing where the page is shown inside of the shop's. */
function onward(flow: Flow, second: boolean): HTMLElement | undefined {
  const { say } = flow.speaker;
  const make = second ? quiet : button;
  const to = flow.session.redirect_url;
  if (flow.embedded) return make(say("close"), () => flow.tell({ type: "close" }));
  return to ? make(say("back-to-shop", { shop: flow.session.merchant.name }), () => location.assign(to)) : undefined;
}
