// The page's voice: English at once, another language as soon as its messages are here.

import { type Messages, type Values, format } from "./format.ts";
import { direction } from "./locale.ts";

declare const MESSAGES_EN: Messages;
declare const LOCALES: readonly string[];
/** Files that are fetched when they are needed, by their name without hash. */
declare const LATER: Readonly<Record<string, string>>;

export const spoken: readonly string[] = LOCALES;

/** Texts that the merchant worded themselves, by the key of the message they stand for. */
export type Overrides = Readonly<Record<string, string>>;

export class Speaker {
  locale = "en";
  private messages: Messages = MESSAGES_EN;
  private overrides: Overrides = {};

  /** A language that cannot be had leaves the one that is spoken. */
  async speak(locale: string): Promise<void> {
    if (locale === this.locale) return;
    if (locale === "en") return this.use("en", MESSAGES_EN);
    const answer = await fetch(new URL(LATER[`messages-${locale}`] ?? "", import.meta.url)).catch(() => undefined);
    if (answer?.ok) this.use(locale, (await answer.json()) as Messages);
  }

  private use(locale: string, messages: Messages): void {
    this.locale = locale;
    this.messages = messages;
  }

  /** The merchant's own words, which stand before ours. */
  override(overrides: Overrides): void {
    this.overrides = overrides;
  }

  /** Says it in the page's language. */
  say = (key: string, values: Values = {}): string => {
    const own = this.overrides[key];
    if (own) return own;
    const message = this.messages[key] ?? MESSAGES_EN[key];
    return message === undefined ? key : format(message, values, this.locale);
  };

  /** Is there a message of this key? */
  knows(key: string): boolean {
    return key in this.messages || key in MESSAGES_EN;
  }

  offers(locale: string): boolean {
    return LOCALES.includes(locale);
  }

  get direction(): "ltr" | "rtl" {
    return direction(this.locale);
  }
}
