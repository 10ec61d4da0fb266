// The merchant's colours and corners as custom properties. Set through the style object, which a strict Content-Security-Policy allows.

import { type Rgb, on, parseHex, readable, toHex } from "./colour.ts";

export interface Theme {
  /** `#rrggbb`. */
  accent?: string | null;
  /** In pixels, 0 to 32. */
  radius?: number | null;
  scheme?: "light" | "dark" | "auto" | null;
}

const PAPER: Record<"light" | "dark", Rgb> = { light: [255, 255, 255], dark: [20, 23, 26] };

/** Puts the theme on `root`, in custom properties that begin with `prefix`. */
export function wear(theme: Theme, root: HTMLElement, prefix = "--"): void {
  const scheme = theme.scheme === "light" || theme.scheme === "dark" ? theme.scheme : undefined;
  if (scheme) root.style.setProperty("color-scheme", scheme);
  const accent = theme.accent ? parseHex(theme.accent) : undefined;
  if (accent) {
    const light = readable(accent, PAPER.light);
    const dark = readable(accent, PAPER.dark);
    root.style.setProperty(`${prefix}accent`, `light-dark(${toHex(light)}, ${toHex(dark)})`);
    root.style.setProperty(`${prefix}on-accent`, `light-dark(${toHex(on(light))}, ${toHex(on(dark))})`);
  }
  if (typeof theme.radius === "number") root.style.setProperty(`${prefix}radius`, `${Math.min(32, Math.max(0, theme.radius))}px`);
}
