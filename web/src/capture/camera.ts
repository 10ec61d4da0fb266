// The camera: opened for as long as its picture is on the screen, and why it could not be.

export type Facing = "environment" | "user";

/** Why there is no picture: each has a screen of its own. */
export type CameraTrouble = "denied" | "missing" | "busy" | "insecure" | "unsupported" | "failed";

export class NoCamera extends Error {
  constructor(readonly trouble: CameraTrouble) {
    super(trouble);
  }
}

const SIZES: Record<Facing, MediaTrackConstraints> = {
  environment: { width: { ideal: 2560 }, height: { ideal: 1440 } },
  user: { width: { ideal: 1280 }, height: { ideal: 960 } },
};

/** Opens a camera that looks `facing`, or `device` where one was chosen. Throws {@link NoCamera}. */
export async function openCamera(facing: Facing, device?: string): Promise<MediaStream> {
  if (!isSecureContext) throw new NoCamera("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("unsupported");
  const which: MediaTrackConstraints = device ? { deviceId: { exact: device } } : { facingMode: { ideal: facing } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...SIZES[facing] } });
  } catch (error) {
    // A camera that cannot do what was asked for may do what it can.
    if (nameOf(error) === "OverconstrainedError") return anyCamera();
    throw new NoCamera(troubleOf(error));
  }
}

async function anyCamera(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: true });
  } catch (error) {
    throw new NoCamera(troubleOf(error));
  }
}

function nameOf(error: unknown): string {
  return error instanceof DOMException || error instanceof Error ? error.name : "";
}

/** From the names of the Media Capture specification and those that browsers used before it. */
export function troubleOf(error: unknown): CameraTrouble {
  switch (nameOf(error)) {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

export function closeCamera(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The cameras there are; their number is known only once one of them was allowed. */
export async function cameras(): Promise<MediaDeviceInfo[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  return devices.filter((device) => device.kind === "videoinput");
}
