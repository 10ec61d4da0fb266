// Clips for the fake camera and pictures to choose, drawn from the project's own specimens; made once.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./server.mjs";

const program = process.env.COUNTERSIGN_CLIPS ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "examples", "clips");
const folder = join(root, "e2e", "out", "clips");

export function clip(name) {
  const file = join(folder, name);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    execFileSync(program, ["still", folder]);
  }
  return file;
}

/** The answer of somebody (or of an attack) to a challenge, as frames with their times. */
export function answer(challenge, species = "bona_fide") {
  const place = mkdtempSync(join(tmpdir(), "countersign-answer-"));
  try {
    writeFileSync(join(place, "challenge.json"), JSON.stringify({ nonce: challenge.nonce, steps: challenge.steps }));
    execFileSync(program, ["answer", join(place, "challenge.json"), place, species]);
    const frames = readdirSync(place).filter((name) => name.endsWith(".jpg")).sort();
    const times = JSON.parse(readFileSync(join(place, "times.json"), "utf8"));
    return frames.map((name, at) => ({ t_ms: times[at], jpeg: readFileSync(join(place, name)).toString("base64") }));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
