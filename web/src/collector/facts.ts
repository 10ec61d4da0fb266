// Facts about browser and screen. Each is coarse alone; none needs a permission, a sound or a call to anybody.

export type Facts = Record<string, unknown>;

interface Hints {
  userAgentData?: { platform?: string };
  deviceMemory?: number;
}

/** By the names that the server knows them by; it decides which of them a fingerprint is made of. */
export function facts(): Facts {
  const hints = navigator as Navigator & Hints;
  return {
    platform: hints.userAgentData?.platform ?? navigator.platform,
    vendor: navigator.vendor,
    hardwareConcurrency: navigator.hardwareConcurrency ?? null,
    deviceMemory: hints.deviceMemory ?? null,
    // Turning a phone does not change these two.
    screenResolution: [screen.width, screen.height].sort((a, b) => b - a),
    colorDepth: screen.colorDepth,
    colorGamut: first("color-gamut", ["rec2020", "p3", "srgb"]),
    pointer: first("pointer", ["fine", "coarse", "none"]),
    touchSupport: navigator.maxTouchPoints,
    languages: navigator.languages,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
    math: [Math.tan(-1e300), Math.sinh(1), Math.expm1(1)],
    canvas: steady(drawing),
    webGlBasics: graphics(),
    fonts: fonts(),
    cookiesEnabled: navigator.cookieEnabled,
    pdfViewerEnabled: navigator.pdfViewerEnabled ?? null,
    reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

function first(feature: string, values: readonly string[]): string | null {
  return values.find((value) => matchMedia(`(${feature}: ${value})`).matches) ?? null;
}

/** A fact that a browser blurs on purpose differs from one reading to the next, and then is no fact. */
export function steady(read: () => string | null): string | null {
  const [one, two] = [read(), read()];
  return one === two ? one : null;
}

/** How this machine draws letters and curves, as a short number. */
function drawing(): string | null {
  const canvas = document.createElement("canvas");
  canvas.width = 220;
  canvas.height = 40;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.textBaseline = "top";
  context.font = "15px Arial, sans-serif";
  context.fillStyle = "#069";
  context.fillText("Countersign, 1.234 ½ ♞", 2, 4);
  context.globalCompositeOperation = "multiply";
  context.fillStyle = "rgb(255,120,0)";
  context.arc(160, 20, 15, 0, Math.PI * 2);
  context.fill();
  return short(canvas.toDataURL());
}

function graphics(): string | null {
  const gl = document.createElement("canvas").getContext("webgl");
  if (!gl) return null;
  const details = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = gl.getParameter(details ? details.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return String(renderer).slice(0, 120);
}

const FONTS = ["Arial", "Calibri", "Cambria", "Consolas", "DejaVu Sans", "Futura", "Helvetica Neue", "Liberation Sans", "Menlo", "Noto Sans", "Roboto", "Segoe UI", "Ubuntu", "Verdana"];

/** Which of some common fonts are installed, told by the width of a word. */
function fonts(): string[] | null {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return null;
  const width = (font: string): number => {
    context.font = `40px ${font}`;
    return context.measureText("mmwWilLi10").width;
  };
  const plain = width("monospace");
  return FONTS.filter((font) => width(`"${font}", monospace`) !== plain);
}

/** FNV-1a, 32 bits: shortens, protects nothing. */
export function short(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
