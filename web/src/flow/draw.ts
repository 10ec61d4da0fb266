// Which screen a place has.

import { h } from "../ui/dom.ts";
import { title } from "../ui/parts.ts";
import type { Draw, Flow } from "./flow.ts";
import type { Frame, Screen } from "./frame.ts";
import type { Place } from "./place.ts";
import { again } from "./screens/again.ts";
import { camera } from "./screens/camera.ts";
import { challengeIntro } from "./screens/challenge-intro.ts";
import { challenge } from "./screens/challenge.ts";
import { consent } from "./screens/consent.ts";
import { intro } from "./screens/intro.ts";
import { result } from "./screens/result.ts";
import { review } from "./screens/review.ts";
import { sending, waiting } from "./screens/sending.ts";
import { trouble } from "./screens/trouble.ts";
import { where } from "./screens/where.ts";
import type { Slot } from "./uploads.ts";

export function draw(frame: Frame): Draw {
  return (flow, place) => frame.show(flow, () => screenOf(flow, place));
}

function screenOf(flow: Flow, place: Place): Screen {
  switch (place.at) {
    case "loading":
      return { element: h("section", { class: "screen" }, title(flow.speaker.say("loading"))) };
    case "where":
      return where(flow);
    case "intro":
      if (place.step === "consent") return consent(flow);
      return place.step === "challenge" ? challengeIntro(flow) : intro(flow, place.step);
    case "camera":
      return place.step === "challenge" ? challenge(flow) : camera(flow, place.step as Slot);
    case "review":
      return review(flow, place.step as Slot);
    case "again":
      return again(flow, place.reasons, place.left);
    case "sending":
      return sending(flow);
    case "waiting":
      return waiting(flow);
    case "result":
      return result(flow);
    case "trouble":
      return trouble(flow, place.kind, place.step);
  }
}
