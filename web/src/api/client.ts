// The subject API of one verification.

import { Offline, problemOf } from "./problem.ts";
import { type Body, send } from "./send.ts";
import type { BurstAnswer, Challenge, Device, DocumentView, Handoff, Progress, Seen, Session, Way } from "./types.ts";

export class Client {
  /** `base` has no slash at its end. Without a token the browser's cookie says who is asking. */
  constructor(
    private readonly base: string,
    private readonly token: string | undefined,
  ) {}

  get headers(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  url(path: string): string {
    return `${this.base}/${path}`;
  }

  session(locale?: string): Promise<Session> {
    return this.call("GET", locale ? `session?locale=${encodeURIComponent(locale)}` : "session");
  }

  /** Changes the token into a cookie; works once. */
  exchange(): Promise<Session> {
    return this.call("POST", "session");
  }

  progress(): Promise<Progress> {
    return this.call("GET", "progress");
  }

  consent(version: string, locale: string): Promise<void> {
    return this.call("POST", "consent", { version, locale });
  }

  challenge(wishes: { reduced_motion: boolean; photosensitive: boolean }): Promise<Challenge> {
    return this.call("POST", "challenge", wishes);
  }

  burst(nonce: string, form: FormData, progress: (share: number) => void): Promise<BurstAnswer> {
    return send("PUT", this.url(`challenge/${nonce}`), this.headers, form, progress);
  }

  /** Sends a picture, telling how much of it has left (0 to 1). */
  upload(path: string, body: Body, progress: (share: number) => void, signal?: AbortSignal): Promise<DocumentView> {
    return send("PUT", this.url(`documents/${path}`), this.headers, body, progress, signal);
  }

  way(way: Way): Promise<Session> {
    return this.call("POST", "way", { way });
  }

  submit(): Promise<Session> {
    return this.call("POST", "submit");
  }

  retry(): Promise<Session> {
    return this.call("POST", "retry");
  }

  handoff(): Promise<Handoff> {
    return this.call("POST", "handoff");
  }

  /** Tells whoever follows along where the person is. */
  at(page: string, device: Device, step: Seen): Promise<void> {
    return this.call("POST", "step", { page, device, step });
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { ...this.headers };
    const init: RequestInit = { method, headers, cache: "no-store", credentials: "same-origin" };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    const answer = await fetch(this.url(path), init).catch(() => {
      throw new Offline();
    });
    if (!answer.ok) throw await problemOf(answer);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
}
