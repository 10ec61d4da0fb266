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

/** Worth trying again by itself: the network, or a server that is busy. */
export function passing(error: unknown): boolean {
  return error instanceof Offline || (error instanceof Problem && (error.status === 429 || error.status === 503));
}
