// The plain hosted page: asks what is needed, uploads it, hands it in and waits for what comes of it.

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
  const headers = { authorization: `Bearer ${token}` };
  if (type) headers["content-type"] = type;
  const answer = await fetch(`/v1/subject/${path}`, { method, headers, body });
  const json = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(json.detail);
  return json;
}

const say = (text) => {
  message.textContent = text;
};

function step(need) {
  const { path, label, capture, accept } = STEPS[need];
  const line = document.createElement("p");
  const words = document.createElement("label");
  const input = document.createElement("input");
  const advice = document.createElement("span");
  words.textContent = `${label} `;
  input.type = "file";
  input.required = true;
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
  documents.replaceChildren(...session.required_documents.map(step));
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const consent = { version: session.consent.version, locale: navigator.language };
      await call("POST", "consent", JSON.stringify(consent), "application/json");
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
    const session = await call("GET", "progress");
    if (session.status === "started") return ask(session);
    say(session.message ?? "Thank you. We are looking at your pictures…");
    if (session.status !== "submitted") {
      if (session.redirect_url) setTimeout(() => location.assign(session.redirect_url), 3000);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

follow().catch((error) => say(error.message));
