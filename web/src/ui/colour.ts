// The merchant's colour made readable: WCAG 2.2, 1.4.3 and 1.4.11, relative luminance as defined there.

export type Rgb = readonly [number, number, number];

/** `#rgb` or `#rrggbb`. */
export function parseHex(text: string): Rgb | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  const parts = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit);
  return parts && (parts.map((part) => Number.parseInt(part, 16)) as unknown as Rgb);
}

export function toHex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const level = part / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 (none) to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((part, i) => part + ((b[i] ?? 0) - part) * share) as unknown as Rgb;
}

/** `colour`, moved towards black or white as little as gives `least` contrast with `ground`. */
export function readable(colour: Rgb, ground: Rgb, least = 4.5): Rgb {
  const target: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mix(colour, target, share);
    if (contrast(moved, ground) >= least) return moved;
  }
  return target;
}

/** Black or white, whichever reads better on `ground`. */
export function on(ground: Rgb): Rgb {
  const [white, ink]: [Rgb, Rgb] = [[255, 255, 255], [16, 20, 24]];
  return contrast(white, ground) >= 4.5 || contrast(white, ground) >= contrast(ink, ground) ? white : ink;
}
