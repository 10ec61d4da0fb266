import type { Reason } from "../api/types.ts";
import type { Flow } from "./flow.ts";

/** What a code means, in the person's language; the server's own words where the page has none. */
export function reason(flow: Flow, { code, message }: Reason): string {
  const key = `reason-${code}`;
  return flow.speaker.knows(key) ? flow.speaker.say(key) : message || flow.speaker.say("trouble-server-lead");
}
