// The widget's few texts, in every language, out of the same files as the pages'.

import { choose } from "../i18n/locale.ts";

declare const WIDGET_MESSAGES: Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The texts in the first of `wanted` that is spoken, else of the page around, else of the browser; the merchant's own before ours. */
export function texts(wanted: string | undefined): { locale: string; say: (key: string, own?: Readonly<Record<string, string>>) => string } {
  const locale = choose([wanted, document.documentElement.lang, ...navigator.languages], Object.keys(WIDGET_MESSAGES));
  const ours = (key: string): string | undefined => WIDGET_MESSAGES[locale]?.[key] ?? WIDGET_MESSAGES["en"]?.[key];
  return { locale, say: (key, own) => own?.[`widget-${key}`] ?? ours(`widget-${key}`) ?? key };
}
