// The live picture with its frame and the one thing to do.

import { type CameraTrouble, type Facing, NoCamera, cameras, closeCamera, openCamera } from "../capture/camera.ts";
import { type Box, cover, widened } from "../capture/geometry.ts";
import { type Recipe, encode, sizeOf } from "../capture/picture.ts";
import { h, svg } from "./dom.ts";

export type Shape = "document" | "paper" | "face";

export const ASPECTS: Record<Shape, number> = { document: 3 / 2, paper: 3 / 4, face: 3 / 4 };

export interface Look {
  shape: Shape;
  facing: Facing;
  /** What the picture is, for who does not see it. */
  label: string;
}

export class Finder {
  readonly video = h("video", { playsinline: true, muted: true, autoplay: true });
  readonly hint = h("p", { class: "hint", role: "status" });
  readonly element: HTMLElement;
  private stream: MediaStream | undefined;
  private device: string | undefined;

  constructor(readonly look: Look) {
    this.video.muted = true;
    this.video.setAttribute("aria-label", look.label);
    this.element = h("div", { class: `finder ${look.shape} ${look.facing}` }, this.video, frame(look.shape), this.hint);
  }

  get aspect(): number {
    return ASPECTS[this.look.shape];
  }

  /** Shows the camera's picture. Throws {@link NoCamera}. */
  async open(): Promise<void> {
    this.stream = await openCamera(this.look.facing, this.device);
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => undefined);
    if (this.video.videoWidth === 0) await loaded(this.video);
    this.element.classList.add("live");
    // A preview is a mirror only where it shows the person themselves.
    const facing = this.stream.getVideoTracks()[0]?.getSettings().facingMode;
    this.element.classList.toggle("mirrored", this.look.facing === "user" && facing !== "environment");
  }

  /** Tells when the camera is taken away while it runs. */
  onEnded(act: () => void): void {
    this.stream?.getVideoTracks()[0]?.addEventListener("ended", act);
  }

  /** The next camera, where there are several. */
  async swap(): Promise<void> {
    const all = await cameras();
    const now = this.stream?.getVideoTracks()[0]?.getSettings().deviceId;
    const next = all[(all.findIndex((one) => one.deviceId === now) + 1) % all.length];
    this.close();
    this.device = next?.deviceId;
    await this.open();
  }

  close(): void {
    closeCamera(this.stream);
    this.stream = undefined;
    this.element.classList.remove("live");
  }

  /** What is seen, a little more than the frame shows, as a JPEG. */
  shoot(recipe: Recipe, more = 0.04): Promise<Blob> {
    return encode(this.video, this.part(more), recipe);
  }

  part(more: number): Box {
    const size = sizeOf(this.video);
    return widened(cover(size, this.aspect), more, size);
  }
}

function loaded(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new NoCamera("busy" satisfies CameraTrouble)), 8000);
    video.addEventListener("loadeddata", () => (clearTimeout(late), resolve()), { once: true });
  });
}

/** Dark around, clear within. */
function frame(shape: Shape): SVGElement {
  const [width, height] = ASPECTS[shape] > 1 ? [300, 200] : [300, 400];
  const hole =
    shape === "face"
      ? "M150 62c62 0 98 50 98 122 0 80-44 142-98 142S52 264 52 184c0-72 36-122 98-122z"
      : `M${width * 0.06 + 8} ${height * 0.08}h${width * 0.88 - 16}q8 0 8 8v${height * 0.84 - 16}q0 8-8 8h-${width * 0.88 - 16}q-8 0-8-8v-${height * 0.84 - 16}q0-8 8-8z`;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, class: "overlay", "aria-hidden": "true", preserveAspectRatio: "none" },
    svg("path", { class: "shade", "fill-rule": "evenodd", d: `M0 0h${width}v${height}H0z${hole}` }),
    svg("path", { class: "edge", d: hole }),
    svg("path", { class: "near", d: hole, pathLength: 1 }),
  );
}
