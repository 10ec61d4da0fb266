// Finds faces by comparing brightness (Abramson and Steux, "YEF real-time object detection", 2005), with the cascade of
// the ccv project as jsfeat ships it. It tells where a face is, never whose; the page loads it after it can be used.

import { cascade, jsfeat } from "facefinder";
import type { Gray } from "./gray.ts";
import type { FaceBox } from "./hint.ts";

let ready = false;

/** Faces seen from the front, as shares of the picture. */
export function findFaces(gray: Gray): FaceBox[] {
  if (!ready) {
    jsfeat.bbf.prepare_cascade(cascade);
    ready = true;
  }
  const kind = jsfeat.U8_t | jsfeat.C1_t;
  const picture = new jsfeat.matrix_t(gray.width, gray.height, kind);
  picture.data.set(gray.data);
  const pyramid = jsfeat.bbf.build_pyramid(picture, 28, 28, 4);
  const all = jsfeat.bbf.group_rectangles(jsfeat.bbf.detect(pyramid, cascade), 1);
  return all
    .filter((one) => one.confidence > 0)
    .map((one) => ({ x: (one.x + one.width / 2) / gray.width, y: (one.y + one.height / 2) / gray.height, width: one.width / gray.width }));
}
