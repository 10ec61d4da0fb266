// The face finder, fetched once the page can be used.

import type { FaceFinder } from "../guidance/watch.ts";

declare const LATER: Readonly<Record<string, string>>;

let finder: FaceFinder | undefined;
let asked: Promise<void> | undefined;

/** Begins to fetch the finder; gives it once it is there. Without it there is no guidance, and the shutter still works. */
export function faceFinder(): () => FaceFinder | undefined {
  asked ??= later("face")
    .then((module) => {
      finder = (module as typeof import("../guidance/face.ts")).findFaces;
    })
    .catch(() => {
      asked = undefined;
    });
  return () => finder;
}

/** A part of the page that is fetched when it is needed. */
export function later(name: string): Promise<unknown> {
  return import(new URL(LATER[name] ?? "", import.meta.url).href);
}
