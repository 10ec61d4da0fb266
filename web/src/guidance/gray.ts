// Small grey pictures and what can be measured on them. All pure: tests feed them arrays.

export interface Gray {
  data: Uint8ClampedArray | Uint8Array;
  width: number;
  height: number;
}

/** Rec. 601 luma of canvas pixels. */
export function grayOf(rgba: Uint8ClampedArray, width: number, height: number): Gray {
  const data = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < data.length; i += 1, p += 4) {
    data[i] = ((rgba[p] ?? 0) * 77 + (rgba[p + 1] ?? 0) * 150 + (rgba[p + 2] ?? 0) * 29) >> 8;
  }
  return { data, width, height };
}

export function at(gray: Gray, x: number, y: number): number {
  return gray.data[y * gray.width + x] ?? 0;
}

/** The level that half of the pixels are darker than. */
export function median(gray: Gray): number {
  const counts = new Uint32Array(256);
  for (const level of gray.data) counts[level] = (counts[level] ?? 0) + 1;
  let below = 0;
  for (let level = 0; level < 256; level += 1) {
    below += counts[level] ?? 0;
    if (2 * below >= gray.data.length) return level;
  }
  return 255;
}

/** Share of the pixels at or above `level`. */
export function shareAbove(gray: Gray, level: number): number {
  let count = 0;
  for (const value of gray.data) if (value >= level) count += 1;
  return count / gray.data.length;
}

/** Mean difference of two pictures of one size, in levels. */
export function change(a: Gray, b: Gray): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 1) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / a.data.length;
}

/**
 * How sharp a crop of the full picture is: the energy of its second differences over its variance, so that contrast does
 * not count. `undefined` where there is nothing to see (a blank part is neither sharp nor blurred).
 */
export function sharpness(gray: Gray): number | undefined {
  const { data, width, height } = gray;
  let [sum, squares, energy, n] = [0, 0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const here = data[i] ?? 0;
      const second = 4 * here - (data[i - 1] ?? 0) - (data[i + 1] ?? 0) - (data[i - width] ?? 0) - (data[i + width] ?? 0);
      sum += here;
      squares += here * here;
      energy += second * second;
      n += 1;
    }
  }
  const variance = squares / n - (sum / n) ** 2;
  return variance < 60 ? undefined : energy / n / variance;
}
