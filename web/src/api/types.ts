// Shapes of the subject API; docs/subject-api.md is their description.

export type StepName = "consent" | "photo_id" | "photo_id_back" | "proof_of_address" | "selfie" | "challenge";

export interface Step {
  step: StepName;
  need: "required" | "optional";
  state: "open" | "done" | "failed";
  tries_left?: number;
}

export interface Reason {
  code: string;
  message: string;
}

export interface DocumentView {
  type: string;
  status: string;
  warnings: Reason[];
  images?: { side: string; content_type: string; bytes: number }[];
}

export interface Outcome {
  outcome: "approved" | "rejected" | "in_review" | "canceled";
  message: string;
  reasons: Reason[];
  retry: boolean;
}

export type Status = "started" | "submitted" | "approved" | "rejected" | "in_review" | "canceled";
export type Way = "usual" | "human_review" | "non_biometric";

export interface Session {
  id: string;
  mode: "live" | "test";
  status: Status;
  attempt: number;
  attempts_left: number;
  steps: Step[];
  documents: DocumentView[];
  consent: { version: string; locale: string; text: string; given: boolean };
  locale: string;
  locales: string[];
  merchant: { id: string; name: string };
  theme: { accent?: string | null; on_accent?: string | null; scheme?: "auto" | "light" | "dark" | null; radius?: number | null; logo?: string | null };
  texts: Record<string, string>;
  contact: { text: string; url: string | null } | null;
  ways: Way[];
  way: Way;
  upload: { files: boolean; bytes: number };
  redirect_url: string | null;
  frame_url?: string;
  expires_at: string;
  result: Outcome | null;
}

export interface Progress {
  status: Status;
  attempt: number;
  stage: "collecting" | "waiting" | "examining" | "in_review" | "done";
  on: { page: string; device: Device; step: Seen; at: string } | null;
  result: Outcome | null;
}

export type Device = "phone" | "tablet" | "desktop";
export type Seen = StepName | "opened" | "sending" | "result";

export type Direction = "left" | "right" | "up";
export type Colour = "red" | "yellow" | "green" | "cyan" | "blue" | "magenta";

export type ChallengeStep = { start_ms: number; end_ms: number } & (
  | { do: "straight" }
  | { do: "turn"; to: Direction }
  | { do: "flash"; colour: Colour }
);

export interface Challenge {
  nonce: string;
  lights: "usual" | "calm";
  steps: ChallengeStep[];
  duration_ms: number;
  capture: { frames_per_second: number; longest_edge: number; most_frames: number; frame_bytes: number; bytes: number };
}

export interface BurstAnswer {
  outcome: "passed" | "again" | "failed";
  reasons: Reason[];
  tries_left: number;
}

export interface Handoff {
  url: string;
  qr_code: string;
  expires_at: string;
}
