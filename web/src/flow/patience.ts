// Waiting for a network or a server to come back.

const PAUSES = [1000, 2000, 4000, 8000];

/** Until the browser says that it is online again, or some seconds, whichever is sooner. */
export function patience(round: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, PAUSES[Math.min(round, PAUSES.length - 1)]);
    function done(): void {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
    addEventListener("online", done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
