// What is taken, why and for how long, before anything is.

import { h } from "../../ui/dom.ts";
import type { IconName } from "../../ui/icons.ts";
import { icon } from "../../ui/icons.ts";
import { actions, button, list, quiet, title } from "../../ui/parts.ts";
import { direction } from "../../i18n/locale.ts";
import type { StepName } from "../../api/types.ts";
import type { Flow } from "../flow.ts";
import type { Screen } from "../frame.ts";

const ICONS: Partial<Record<StepName, IconName>> = { photo_id: "card", photo_id_back: "cardback", proof_of_address: "paper", selfie: "person" };

export function consent(flow: Flow): Screen {
  const { say } = flow.speaker;
  const { session } = flow;
  const agree = button(say("consent-agree"), () => {
    agree.disabled = true;
    flow
      .persist(() => flow.client.consent(session.consent.version, flow.speaker.locale))
      .then(() => {
        flow.session = { ...flow.session, consent: { ...flow.session.consent, given: true } };
        flow.done("consent");
      })
      .catch((error: unknown) => flow.failed(error));
  });
  const asked = session.steps.filter((step) => ICONS[step.step]);
  const element = h(
    "section",
    { class: "screen" },
    title(say("intro-title")),
    h("p", { class: "lead" }, say("intro-lead", { shop: session.merchant.name })),
    list(...asked.map((step) => [icon(ICONS[step.step] ?? "card"), h("span", {}, say(`asks-${step.step}`), step.need === "optional" ? h("em", {}, ` ${say("optional")}`) : null)])),
    h("div", { class: "consent", tabindex: "0", role: "region", "aria-label": say("consent-label"), lang: session.consent.locale, dir: direction(session.consent.locale) }, session.consent.text),
    actions(agree, ...ways(flow)),
  );
  return { element };
}

/** Another way for who cannot or will not go the usual one. */
function ways(flow: Flow): HTMLElement[] {
  const others = flow.session.ways.filter((way) => way !== flow.session.way);
  return others.map((way) =>
    quiet(flow.speaker.say(`way-${way}`), () => {
      flow
        .persist(() => flow.client.way(way))
        .then((session) => {
          flow.session = session;
          flow.go({ at: "intro", step: "consent" });
        })
        .catch((error: unknown) => flow.failed(error));
    }),
  );
}
