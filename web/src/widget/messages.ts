// The widget's few texts, in every language, out of the same files as the pages'.

import { choose } from "../i18n/locale.ts";

declare const WIDGET_MESSAGES: Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The texts in the first of `wanted` that is spoken, else of the page around, else of the browser. */
export function texts(wanted: string | undefined): { locale: string; say: (key: string) => string } {
  const locale = choose([wanted, document.documentElement.lang, ...navigator.languages], Object.keys(WIDGET_MESSAGES));
  return { locale, say: (key) => WIDGET_MESSAGES[locale]?.[`widget-${key}`] ?? WIDGET_MESSAGES["en"]?.[`widget-${key}`] ?? key };
}
