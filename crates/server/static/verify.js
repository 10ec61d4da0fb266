// The plain hosted page: asks what is needed, uploads it, hands it in and waits for what comes of it.

// Without a token the browser's cookie says who is asking.
const token = location.hash.slice(1);
const message = document.querySelector("#message");
const form = document.querySelector("#steps");
const documents = document.querySelector("#documents");

const STEPS = {
  photo_id: { path: "photo_id?side=front", label: "Your identity document, the side with your picture", capture: "environment" },
  photo_id_back: { path: "photo_id?side=back", label: "The back of your identity document", capture: "environment" },
  proof_of_address: { path: "proof_of_address", label: "A document with your address", accept: "image/*,application/pdf" },
  selfie: { path: "selfie", label: "A photo of your face", capture: "user" },
};

async function call(method, path, body, type) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  if (type) headers["content-type"] = type;
  const answer = await fetch(`/v1/subject/${path}`, { method, headers, body });
  const json = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(json.detail);
  return json;
}

const say = (text) => {
  message.textContent = text;
};

function step({ step: name, need, state }) {
  const { path, label, capture, accept } = STEPS[name];
  const line = document.createElement("p");
  const words = document.createElement("label");
  const input = document.createElement("input");
  const advice = document.createElement("span");
  words.textContent = `${label} `;
  input.type = "file";
  input.required = need === "required" && state === "open";
  if (state === "done") advice.textContent = " Is there already.";
  input.accept = accept ?? "image/*";
  if (capture) input.capture = capture;
  advice.setAttribute("role", "status");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    advice.textContent = " Sending…";
    try {
      const sent = await call("PUT", `documents/${path}`, file, file.type || "application/octet-stream");
      const [warning] = sent.warnings;
      input.required = false;
      advice.textContent = warning ? ` ${warning.message}` : " Looks good.";
    } catch (error) {
      input.value = "";
      advice.textContent = ` ${error.message}`;
    }
  });
  words.append(input);
  line.append(words, advice);
  return line;
}

function ask(session) {
  say("");
  document.querySelector("#consent").textContent = session.consent.text;
  const agree = document.querySelector("#agree");
  agree.checked = session.consent.given;
  documents.hidden = !session.consent.given;
  // Nothing is sent before the person agreed to that.
  agree.onchange = async () => {
    if (!agree.checked) return;
    try {
      const consent = { version: session.consent.version, locale: session.consent.locale };
      await call("POST", "consent", JSON.stringify(consent), "application/json");
      documents.hidden = false;
    } catch (error) {
      agree.checked = false;
      say(error.message);
    }
  };
  const asked = session.steps.filter(({ step }) => step in STEPS);
  documents.replaceChildren(...asked.map(step));
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      // There is no camera here to make the recording with: a person looks.
      const recorded = session.steps.some(({ step, state }) => step === "challenge" && state === "open");
      if (recorded) await call("POST", "way", JSON.stringify({ way: "human_review" }), "application/json");
      await call("POST", "submit");
      form.hidden = true;
      await follow();
    } catch (error) {
      say(error.message);
    }
  };
}

async function follow() {
  for (;;) {
    const session = await call("GET", "session");
    if (session.status === "started") return ask(session);
    say(session.result?.message ?? "Thank you. We are looking at your pictures…");
    if (session.status !== "submitted") {
      if (session.redirect_url) setTimeout(() => location.assign(session.redirect_url), 3000);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

follow().catch((error) => say(error.message));
