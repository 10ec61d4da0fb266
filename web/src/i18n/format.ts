// Messages as tools/locales.mjs compiles them from Fluent, put into words.

export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;
export type Part = string | readonly [name: string] | readonly [name: string, choice: Readonly<Record<string, Message>>];
export type Message = string | readonly Part[];
export type Messages = Readonly<Record<string, Message>>;

/** The text of a message. A value that is not given shows as its name, so that a slip is seen and nothing breaks. */
export function format(message: Message, values: Values, locale: string): string {
  if (typeof message === "string") return message;
  return message.map((part) => piece(part, values, locale)).join("");
}

function piece(part: Part, values: Values, locale: string): string {
  if (typeof part === "string") return part;
  const [name, choice] = part;
  const value = values[name] ?? name;
  if (!choice) return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value;
  const category = typeof value === "number" ? new Intl.PluralRules(locale).select(value) : value;
  return format(choice[String(value)] ?? choice[category] ?? choice["other"] ?? "", values, locale);
}
