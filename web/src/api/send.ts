// An upload that tells how far it is, which fetch does not.

import { Offline, Problem } from "./problem.ts";

export type Body = Blob | FormData;

export function send<T>(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: Body,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "json";
    request.timeout = 120_000;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (body instanceof Blob) request.setRequestHeader("content-type", body.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = request.ontimeout = () => reject(new Offline());
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      const answer = (request.response ?? {}) as { code?: string; detail?: string };
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(new Problem(request.status, answer.code ?? "unknown", answer.detail ?? ""));
    };
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
