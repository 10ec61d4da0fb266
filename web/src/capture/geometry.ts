// Which part of the camera's picture a person sees. All pure.

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

/** The middle of `source` in the shape of `aspect` (width over height): what `object-fit: cover` shows. */
export function cover(source: Size, aspect: number): Box {
  const wide = source.width / source.height > aspect;
  const width = wide ? source.height * aspect : source.width;
  const height = wide ? source.height : source.width / aspect;
  return { x: (source.width - width) / 2, y: (source.height - height) / 2, width, height };
}

/** The size of `source` when its longer edge is at most `longest`; never larger. */
export function within(source: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(source.width, source.height));
  return { width: Math.max(1, Math.round(source.width * scale)), height: Math.max(1, Math.round(source.height * scale)) };
}

/** `box` with `share` of its edges added on each side, inside of `source`. */
export function widened(box: Box, share: number, source: Size): Box {
  const x = Math.max(0, box.x - box.width * share);
  const y = Math.max(0, box.y - box.height * share);
  return {
    x,
    y,
    width: Math.min(source.width, box.x + box.width * (1 + share)) - x,
    height: Math.min(source.height, box.y + box.height * (1 + share)) - y,
  };
}
