// What can go wrong between the page and the server, told apart by what a person can do about it.

/** An RFC 9457 problem of the server. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** No answer came: the network is away. */
export class Offline extends Error {}

export async function problemOf(answer: Response): Promise<Problem> {
  const body = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
  return new Problem(answer.status, body.code ?? "unknown", body.detail ?? body.title ?? "");
}

/** A slow line, too many at once, a busy server. */
const PASSING = [408, 429, 503];

/** Worth trying again by itself: the network, a server that is busy, or two who did something at the same moment. */
export function passing(error: unknown): boolean {
  if (!(error instanceof Problem)) return error instanceof Offline;
  return PASSING.includes(error.status) || ["incomplete_body", "changed_meanwhile"].includes(error.code);
}
