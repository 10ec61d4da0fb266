// From a camera's frame or a chosen file to the JPEG that is sent: small, upright, without the place it was taken.

import { type Box, type Size, within } from "./geometry.ts";

export interface Recipe {
  /** Longest edge in pixels. */
  longest: number;
  /** JPEG quality, 0 to 1. */
  quality: number;
  /** Most bytes; quality is lowered in steps until it holds. */
  most: number;
}

/** Measured through `countersign evaluate` on pictures encoded this way: see docs/widget.md. */
export const DOCUMENT: Recipe = { longest: 2000, quality: 0.93, most: 1_000_000 };
export const PAPER: Recipe = { longest: 2400, quality: 0.82, most: 1_200_000 };
export const SELFIE: Recipe = { longest: 960, quality: 0.9, most: 300_000 };
export const BURST: Recipe = { longest: 480, quality: 0.62, most: 60_000 };

type Source = HTMLVideoElement | ImageBitmap;

export function sizeOf(source: Source): Size {
  return source instanceof HTMLVideoElement
    ? { width: source.videoWidth, height: source.videoHeight }
    : { width: source.width, height: source.height };
}

/** `part` of the source as a JPEG. */
export async function encode(source: Source, part: Box, recipe: Recipe): Promise<Blob> {
  const size = within(part, recipe.longest);
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, size.width, size.height);
  for (let quality = recipe.quality; ; quality -= 0.06) {
    const blob = await toBlob(canvas, quality);
    if (blob.size <= recipe.most || quality < 0.5) return blob;
  }
}

function toBlob(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
  });
}

/**
 * A file that somebody chose, made as small as what the camera gives. What the browser cannot open (a PDF, HEIC in most)
 * goes as it is: the server tells by content what it is.
 */
export async function shrink(file: File, recipe: Recipe): Promise<Blob> {
  if (file.type === "application/pdf") return file;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);
  if (!bitmap) return file;
  try {
    const size = sizeOf(bitmap);
    return await encode(bitmap, { x: 0, y: 0, ...size }, recipe);
  } finally {
    bitmap.close();
  }
}
