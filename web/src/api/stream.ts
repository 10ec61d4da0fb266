// Server-sent events read through fetch: EventSource cannot send the header that the token travels in.

export interface Happening {
  event: string;
  data: string;
}

/** Takes text as it arrives and gives whole events (HTML standard, 9.2.6). */
export class EventParser {
  private rest = "";

  push(text: string): Happening[] {
    const all = this.rest + text;
    // A carriage return at the end may be half of a line's end.
    const held = all.endsWith("\r") ? "\r" : "";
    const blocks = all.slice(0, all.length - held.length).replace(/\r\n?/g, "\n").split("\n\n");
    this.rest = (blocks.pop() ?? "") + held;
    return blocks.map(parse).filter((happening): happening is Happening => happening !== undefined);
  }
}

function parse(block: string): Happening | undefined {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const [field, raw] = colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1)];
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length > 0 ? { event, data: data.join("\n") } : undefined;
}
