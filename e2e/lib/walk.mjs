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

/** The frame that the widget opened. */
export async function frameOf(page) {
  for (let tries = 0; tries < 100; tries += 1) {
    const frame = page.frames().find((one) => one.url().includes("/verify"));
    if (frame) return frame;
    await page.waitForTimeout(100);
  }
  throw new Error("no frame was opened");
}
