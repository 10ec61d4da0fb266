// Line drawings, 24 by 24, in the colour of the text around them.

import { svg } from "./dom.ts";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4M10 13h5M10 17h5",
  swap: "M4 9h13l-3-3M20 15H7l3 3",
  check: "M5 12.5l4.5 4.5L19 7",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c.6-4 3.7-6 7.5-6s6.900 2 7.500 6",
  card: "M3 6h18v12H3zM6.500 14.500c.3-1.700 1.300-2.500 2.500-2.500s2.200.800 2.500 2.500M9 8.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zM14 10h4M14 13.500h4",
  cardback: "M3 6h18v12H3zM3 10h18M6 14.500h7",
  paper: "M6 3h12v18H6zM9 7.500h6M9 11h6M9 14.500h4",
  phone: "M7.500 2.500h9v19h-9zM11 18.500h2",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.500l3.500 2",
  no: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.600 5.600l12.800 12.800",
  link: "M10 14l4-4M8.500 11.500l-2 2a3.500 3.500 0 0 0 5 5l2-2M15.500 12.500l2-2a3.500 3.500 0 0 0-5-5l-2 2",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2.500M12 19v2.500M2.500 12H5M19 12h2.500M5.300 5.300L7 7M17 17l1.700 1.700M18.700 5.300L17 7M7 17l-1.700 1.700",
  turn: "M12 5a7 7 0 1 0 7 7M12 5l-3-2.500M12 5L9 7.500",
  arrow: "M5 12h13M13 6.500l5.500 5.500-5.500 5.500",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, className = "icon"): SVGElement {
  return svg("svg", { viewBox: "0 0 24 24", class: className, "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}
