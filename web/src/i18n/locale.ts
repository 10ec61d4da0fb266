// Which language to speak.

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** The first of `wanted` that is spoken, by its language where not by its region; else English. */
export function choose(wanted: readonly (string | null | undefined)[], spoken: readonly string[]): string {
  for (const tag of wanted) {
    if (!tag) continue;
    const lower = tag.toLowerCase();
    const found = spoken.find((one) => one.toLowerCase() === lower) ?? spoken.find((one) => one === lower.split("-")[0]);
    if (found) return found;
  }
  return "en";
}

export function direction(locale: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(locale.split("-")[0] ?? "") ? "rtl" : "ltr";
}

/** What a language calls itself. */
export function nameOf(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: "language" }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
