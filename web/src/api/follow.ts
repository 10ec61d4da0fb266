// Follows a verification until told to stop: by server-sent events where they come through, else by asking again and again.

import type { Client } from "./client.ts";
import { passing } from "./problem.ts";
import { EventParser } from "./stream.ts";
import type { Progress } from "./types.ts";

/** How long to wait between two questions, in milliseconds: soon at first, then less often. */
const PAUSES = [300, 300, 500, 700, 1000, 1500, 2000];

export interface Following {
  stop(): void;
}

/** Tells every state there is news of. An error that does not pass ends it and is told too. */
export function follow(client: Client, news: (progress: Progress) => void, failed: (error: unknown) => void): Following {
  const ended = new AbortController();
  void run(client, news, ended.signal).catch((error: unknown) => ended.signal.aborted || failed(error));
  return { stop: () => ended.abort() };
}

async function run(client: Client, news: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
  let streams = true;
  for (let round = 0; !signal.aborted; round += 1) {
    if (streams) streams = await listen(client, news, signal).catch(() => false);
    if (signal.aborted) return;
    try {
      news(await client.progress());
    } catch (error) {
      if (!passing(error)) throw error;
    }
    await pause(PAUSES[Math.min(round, PAUSES.length - 1)] ?? 2000, signal);
  }
}

/** True when events came, so that listening again is worth it. */
async function listen(client: Client, news: (progress: Progress) => void, signal: AbortSignal): Promise<boolean> {
  const headers = { ...client.headers, accept: "text/event-stream" };
  const answer = await fetch(client.url("progress"), { headers, signal, cache: "no-store" });
  const type = answer.headers.get("content-type") ?? "";
  if (!answer.ok || !answer.body || !type.startsWith("text/event-stream")) {
    void answer.body?.cancel();
    return false;
  }
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  let came = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return came;
    for (const happening of parser.push(decoder.decode(value, { stream: true }))) {
      came = true;
      if (happening.event === "progress") news(JSON.parse(happening.data) as Progress);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
