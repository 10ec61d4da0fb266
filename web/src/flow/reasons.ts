import type { Reason } from "../api/types.ts";
import type { Flow } from "./flow.ts";

/** What a code means, in the person's language. The server's own words are for developers, and in English. */
export function reason(flow: Flow, { code }: Pick<Reason, "code">): string {
  const key = `reason-${code}`;
  return flow.speaker.say(flow.speaker.knows(key) ? key : "trouble-server-lead");
}
