// Somebody before the camera who does what the challenge asks: a camera drawn by the test, since a clip made beforehand cannot
// know the nonce. The frames are rendered for the very challenge that the server gave; the page is none the wiser.

import { answer } from "./clips.mjs";
import { fetched } from "./server.mjs";

const IDLE = { nonce: "07".repeat(16), steps: [{ start_ms: 0, end_ms: 2500, do: "straight" }] };

/** Puts the actor before the page's camera. `species` is how honestly they answer. */
export async function act(page, species = "bona_fide") {
  await page.addInitScript(stage);
  const idle = answer(IDLE);
  await page.addInitScript((frames) => window.actor.idle(frames), idle);
  await page.route("**/v1/subject/challenge", async (route) => {
    const response = await fetched(route);
    // The page that asks may be a frame of the shop's.
    if (response.ok()) await route.request().frame().evaluate((frames) => window.actor.play(frames), answer(await response.json(), species));
    await route.fulfill({ response });
  });
}

/** Runs in the page. */
function stage() {
  const decoded = (frames) => Promise.all(frames.map(async ({ t_ms, jpeg }) => ({ t_ms, picture: await createImageBitmap(await (await fetchless(jpeg)).blob()) })));
  // The page's policy forbids fetching data: addresses.
  const fetchless = async (jpeg) => new Response(Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0)));
  let [idle, frames, began] = [[], [], undefined];
  window.actor = {
    idle: async (given) => (idle = await decoded(given)),
    play: async (given) => (frames = await decoded(given)),
  };
  const shown = () => {
    const running = document.documentElement?.dataset.challenge === "running";
    if (!running) began = undefined;
    if (running && frames.length > 0) {
      began ??= performance.now();
      const ms = performance.now() - began;
      return frames.findLast((frame) => frame.t_ms <= ms) ?? frames[0];
    }
    const ms = performance.now() % (idle.at(-1)?.t_ms ?? 1);
    return idle.findLast((frame) => frame.t_ms <= ms) ?? idle[0];
  };
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1280, 720];
    const context = canvas.getContext("2d");
    const timer = setInterval(() => {
      context.fillStyle = "#96948c";
      context.fillRect(0, 0, 1280, 720);
      const frame = shown();
      if (frame) context.drawImage(frame.picture, 370, 0, 540, 720);
    }, 33);
    const stream = canvas.captureStream(30);
    const [track] = stream.getVideoTracks();
    const stop = track.stop.bind(track);
    track.stop = () => (clearInterval(timer), stop());
    return stream;
  };
}
