// The demo shop's page: what a shop's own script and server do, in a hundred lines.

const find = (id) => document.getElementById(id);
const form = find("checkout");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const offset = -new Date().getTimezoneOffset();

/** Where a customer with this clock may well live. */
const home = Math.abs(offset - 60) <= 120 ? "DE" : (new Intl.Locale(navigator.language).maximize().region ?? "US");

const CUSTOMERS = {
  careful: { email: "ada@example.com", country: home, clock: zone },
  // A throw-away address, and a time zone that the clock contradicts.
  risky: { email: "x7k2q9@mailinator.com", country: home, clock: zone === "Asia/Tokyo" ? "America/Lima" : "Asia/Tokyo" },
};

function fill() {
  const customer = CUSTOMERS[form.elements.customer.value];
  for (const [name, value] of Object.entries(customer)) form.elements[name].value = value;
}

for (const radio of form.elements.customer) radio.addEventListener("change", fill);
fill();

async function call(method, path, body) {
  const init = { method };
  if (body) Object.assign(init, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await fetch(path, init);
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail);
  return json;
}

const WORDS = {
  allow: ["Thank you for your order", "It is on its way: nothing speaks against it."],
  held: ["The order waits", "The policy in force asks for no identity here: the shop decides."],
  asked: ["One more step", "Please confirm who you are, and your order goes on."],
  looking: ["Thank you, we’re looking at it", "The pictures are being read and compared."],
  review: ["A person takes a look", "The order waits for the shop’s reviewer. In this demo that is you."],
  released: ["Thank you, your order is released", "Your identity is confirmed, so the order goes on."],
  stopped: ["The order is stopped", "The identity could not be confirmed. You can try once more."],
  refused: ["The order is stopped", "The identity could not be confirmed. There is nothing more to do here: please ask the shop."],
  over: ["The order waits", "Nobody confirmed who they are in time: the shop decides."],
};

const DECISIONS = { allow: ["good", "allow: it goes"], hold: ["unsure", "hold: it waits"], fraud: ["bad", "fraud: it waits"] };

/** A decision stays as it was; what became of it is said beside it. */
const stopped = (was) => ["bad", `${was}, then stopped`];
const OUTCOMES = { released: (was) => ["good", `${was}, then released`], stopped, refused: stopped };

/** How far the order is. One that was just placed can be confirmed. */
function state({ decision, resolution, verification_id: asked, verification_status: verification, may_confirm: open = true }) {
  if (decision === "allow") return "allow";
  if (!asked) return "held";
  if (resolution === "released") return "released";
  if (verification === "submitted") return "looking";
  if (resolution === "for_review" || ["double_check", "hold"].includes(verification)) return "review";
  if (resolution === "stopped" && verification !== "started") return open ? "stopped" : "refused";
  return open ? "asked" : "over";
}

function row({ text, code, points }) {
  const line = document.createElement("tr");
  const [words, worth, name] = ["th", "td", "code"].map((tag) => document.createElement(tag));
  words.scope = "row";
  words.append(text, document.createElement("br"), name);
  name.textContent = code;
  worth.textContent = points > 0 ? `+${points}` : points;
  worth.className = "number";
  line.append(words, worth);
  return line;
}

function show(assessment) {
  const at = state(assessment);
  const [title, words] = WORDS[at];
  find("loop").hidden = true;
  find("outcome").hidden = false;
  // Said once, not with every look.
  if (find("outcome").dataset.state !== at) {
    find("outcome").dataset.state = at;
    find("outcome-title").textContent = title;
    find("words").textContent = words;
  }
  find("verify").hidden = !["asked", "stopped"].includes(at);
  find("hint").hidden = at !== "asked";
  find("approve").hidden = at !== "review";
  const [tone, decision] = OUTCOMES[at]?.(assessment.decision) ?? DECISIONS[assessment.decision];
  find("score").value = assessment.score;
  find("points").textContent = `${assessment.score} of 100`;
  find("decision").textContent = decision;
  find("decision").className = `pill ${tone}`;
  find("reasons").replaceChildren(...assessment.reasons.map(row));
  find("reasons").parentElement.hidden = assessment.reasons.length === 0;
  find("whole").textContent = JSON.stringify(assessment, null, 2);
  return at;
}

let following = 0;
let wake = () => {};

/** Asks until the order goes. A new order is another one to follow. */
async function follow(id) {
  const mine = ++following;
  while (mine === following) {
    const order = await call("GET", `/demo/orders/${id}`);
    if (mine !== following || ["released", "held", "over"].includes(show(order))) return;
    await new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, 1500);
    });
  }
}

const told = (problem) => {
  find("problem").textContent = problem.message;
};

function confirm(url) {
  const clientToken = new URL(url).hash.slice(1);
  if (window.Countersign?.open) window.Countersign.open({ clientToken, onSuccess: () => wake(), onClose: () => wake() });
  else window.open(url, "_blank", "noopener");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  find("problem").textContent = "";
  following += 1;
  const { email, country, clock } = Object.fromEntries(new FormData(form));
  const token = await Promise.resolve(window.Countersign?.device?.()).catch(() => undefined);
  try {
    const assessment = await call("POST", "/demo/checkout", {
      email,
      browser_timezone: clock || undefined,
      browser_offset_min: offset,
      device: token ? { token } : undefined,
      billing: { country },
      order: { id: `demo-${Date.now()}`, amount: "249.00", currency: "EUR" },
    });
    delete find("outcome").dataset.state;
    const at = show(assessment);
    find("verify").firstChild.onclick = () => confirm(assessment.step_up.url);
    find("approve").firstChild.onclick = () => call("POST", `/demo/orders/${assessment.id}/approve`).then(show).catch(told);
    find("outcome-title").focus();
    find("outcome").scrollIntoView({ block: "nearest", behavior: "smooth" });
    if (!["allow", "held"].includes(at)) await follow(assessment.id);
  } catch (error) {
    told(error);
  }
});
