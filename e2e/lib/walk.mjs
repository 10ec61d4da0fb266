// The way through the flow, place by place. A place is what `#flow` says in `data-place`. A page may be a frame as well.

export async function at(page, place, timeout = 45_000) {
  await page.waitForSelector(`#flow[data-place^="${place}"]`, { timeout });
}

/** Presses the button with this text. */
export async function press(page, text) {
  await page.getByRole("button", { name: text, exact: false }).first().click();
}

export async function agree(page, url) {
  await page.goto(url);
  await at(page, "intro-consent");
  await press(page, "I agree");
}

/** On a desk the flow offers the phone first. */
export async function stay(page) {
  await at(page, "where");
  await press(page, "Use this computer");
}

/** `page` may be a frame; the dialog is always its page's. */
export async function choose(page, button, file, window = page) {
  const [chooser] = await Promise.all([window.waitForEvent("filechooser"), press(page, button)]);
  await chooser.setFiles(file);
}

/** Waits until the picture that is looked at has arrived, and takes it. */
export async function use(page) {
  await page.waitForSelector('[data-state="sent"]');
  await press(page, "Use this");
}

/** To the result; a recording that did not do, as one of chance may not on a busy machine, is made again that often. */
export async function finish(page, tries) {
  for (let round = 1; ; round += 1) {
    await page.waitForSelector('#flow[data-place="result"], #flow[data-place="again-challenge"]', { timeout: 120_000 });
    if ((await page.getAttribute("#flow", "data-place")) === "result") return;
    if (round === tries) throw new Error(`the recording did not do: ${await page.textContent(".points")}`);
    await press(page, "Try again");
    await at(page, "camera");
  }
}

/** The frame that the widget opened. */
export async function frameOf(page) {
  for (let tries = 0; tries < 100; tries += 1) {
    const frame = page.frames().find((one) => one.url().includes("/verify"));
    if (frame) return frame;
    await page.waitForTimeout(100);
  }
  throw new Error("no frame was opened");
}
