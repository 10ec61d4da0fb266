// The demo shop's page: what a shop's own script and server do, in a hundred lines.

const find = (id) => document.getElementById(id);
const form = find("checkout");
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

const CUSTOMERS = {
  careful: () => ({ email: "ada@example.com", country: "DE", clock: zone() }),
  // A throw-away address, and a time zone that the clock contradicts.
  risky: () => ({ email: `x7k2q9${Date.now() % 1000}@mailinator.com`, country: "DE", clock: zone() === "Asia/Tokyo" ? "America/Lima" : "Asia/Tokyo" }),
};

for (const button of form.querySelectorAll("[data-as]")) {
  button.addEventListener("click", () => {
    for (const [name, value] of Object.entries(CUSTOMERS[button.dataset.as]())) form.elements[name].value = value;
  });
}

async function call(method, path, body) {
  const init = { method };
  if (body) Object.assign(init, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await fetch(path, init);
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail);
  return json;
}

const WORDS = {
  allow: ["Thank you for your order", "It is on its way."],
  hold: ["One more step", "Please confirm who you are, and your order goes on."],
  fraud: ["We cannot take this order", "Please confirm who you are, or ask the shop."],
  released: ["Thank you, your order is released", "You confirmed who you are, so the order goes on."],
  for_review: ["Somebody takes a look", "The order waits for the shop’s reviewer. In this demo that is you."],
  stopped: ["The order is stopped", "The identity could not be confirmed."],
};

function show(assessment) {
  const state = assessment.resolution === "open" ? assessment.decision : assessment.resolution;
  const [title, words] = WORDS[state] ?? WORDS.hold;
  find("outcome").hidden = false;
  find("outcome-title").textContent = title;
  find("words").textContent = words;
  find("score").textContent = assessment.score;
  find("decision").textContent = assessment.decision;
  find("whole").textContent = JSON.stringify(assessment, null, 2);
  find("reasons").replaceChildren(
    ...(assessment.reasons ?? []).map((reason) => {
      const line = document.createElement("li");
      line.textContent = `${reason.code ?? reason} ${reason.points ?? ""} ${reason.text ?? ""}`;
      return line;
    }),
  );
  find("approve").hidden = state !== "for_review";
  return state;
}

let following = 0;

/** Asks until the order goes one way or the other. */
async function follow(id) {
  const mine = ++following;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    if (mine !== following) return;
    const assessment = await call("GET", `/demo/orders/${id}`);
    const state = show(assessment);
    if (state === "released" || state === "stopped") {
      find("verify").hidden = true;
      return;
    }
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  find("problem").textContent = "";
  const { email, country, clock } = Object.fromEntries(new FormData(form));
  const token = await Promise.resolve(window.Countersign?.device?.()).catch(() => undefined);
  try {
    const assessment = await call("POST", "/demo/checkout", {
      email,
      browser_timezone: clock || undefined,
      browser_offset_min: -new Date().getTimezoneOffset(),
      device: token ? { token } : undefined,
      billing: { country },
      order: { id: `demo-${Date.now()}`, amount: "249.00", currency: "EUR" },
    });
    show(assessment);
    const url = assessment.step_up?.url;
    find("verify").hidden = !url;
    find("verify").onclick = () => {
      const clientToken = new URL(url).hash.slice(1);
      if (window.Countersign?.open) window.Countersign.open({ clientToken });
      else window.open(url, "_blank", "noopener");
    };
    find("approve").onclick = async () => show(await call("POST", `/demo/orders/${assessment.id}/approve`));
    if (url) await follow(assessment.id);
  } catch (error) {
    find("problem").textContent = error.message;
  }
});
