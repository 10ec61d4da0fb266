// The plain hosted page: asks what is needed, uploads it, hands it in and waits for what comes of it. Its words came with it.

// Without a token the browser's cookie says who is asking.
const token = location.hash.slice(1);
const asked = new URLSearchParams(location.search).get("locale");
const words = JSON.parse(document.querySelector("#words").textContent);
const [heading, message, body, contact] = ["title", "message", "body", "contact"].map((id) => document.getElementById(id));

const STEPS = {
  photo_id: { path: "photo_id?side=front", capture: "environment" },
  photo_id_back: { path: "photo_id?side=back", capture: "environment" },
  proof_of_address: { path: "proof_of_address", accept: "image/*,application/pdf" },
  selfie: { path: "selfie", capture: "user" },
};
/** What ends the session, by the server's code. */
const ENDS = { invalid_token: "link", token_used: "used", session_expired: "expired", attempts_exhausted: "exhausted" };
/** Something changed behind the page's back: it reads where it stands. */
const STALE = ["documents_locked", "invalid_transition", "consent_missing", "challenge_missing", "documents_missing"];

let shop = "";
let own = {};
/** Pictures on their way. */
const uploads = new Set();

/** The merchant's own words stand before ours. */
function say(key) {
  return own[key] ?? words[key]?.replaceAll("{shop}", shop) ?? key;
}

/** What a code means; the server's own words are for developers, and in English. */
function reason({ code }) {
  return say(`reason-${code}` in words ? `reason-${code}` : "trouble-server-lead");
}

async function call(method, path, content, type) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  if (type) headers["content-type"] = type;
  const answer = await fetch(`/v1/subject/${path}`, { method, headers, body: content }).catch(() => {
    throw { code: "offline" };
  });
  const json = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw { code: json.code ?? "unknown" };
  return json;
}

const send = (path, json) => call("POST", path, JSON.stringify(json), "application/json");
const read = () => call("GET", asked ? `session?locale=${encodeURIComponent(asked)}` : "session");

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function screen(title, lead, ...parts) {
  heading.textContent = title;
  message.textContent = lead;
  body.replaceChildren(...parts);
  document.title = shop ? `${title} · ${shop}` : title;
}

function button(text, act) {
  const made = element("button", { type: "button", className: "button", textContent: text });
  made.addEventListener("click", async () => {
    made.disabled = true;
    await act().catch(stumble);
    made.disabled = false;
  });
  return element("p", {}, made);
}

/** What went wrong: a screen where nothing is left to do, a new look where something changed, else a word. */
function stumble({ code }) {
  if (ENDS[code]) return screen(say(`trouble-${ENDS[code]}`), say(`trouble-${ENDS[code]}-lead`));
  if (STALE.includes(code)) return follow().catch(stumble);
  message.textContent = code === "offline" ? say("offline") : reason({ code });
}

/** The shop's colours, in a style sheet of the server's; it stays while the page does. */
function wear(merchant) {
  if (document.querySelector("#look")) return;
  document.head.append(element("link", { id: "look", rel: "stylesheet", href: `/verify/look.css?merchant=${merchant}` }));
}

/** The shop's look and name, whom to ask, and the languages there are. */
function dress(session) {
  ({ texts: own } = session);
  shop = session.merchant.name;
  wear(session.merchant.id);
  const { logo } = session.theme;
  document.querySelector("#shop").replaceChildren(logo ? element("img", { src: logo, alt: shop, className: "logo" }) : shop);
  const { text, url } = session.contact ?? { text: say("ask-shop") };
  contact.replaceChildren(url ? element("a", { href: url, textContent: text }) : text);
  const select = document.querySelector("#language");
  select.replaceChildren(...session.locales.map((locale) => element("option", { value: locale, lang: locale, textContent: nameOf(locale) })));
  select.value = document.documentElement.lang;
  select.onchange = () => speak(select.value);
  select.hidden = false;
}

/** What a language calls itself. */
function nameOf(locale) {
  const name = new Intl.DisplayNames([locale], { type: "language" }).of(locale);
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

/** The same page in another language. */
function speak(locale) {
  const query = new URLSearchParams(location.search);
  query.set("locale", locale);
  location.replace(`?${query}${location.hash}`);
}

/** Nothing is sent before the person agreed to that. */
function consent(session) {
  const { version, locale, text } = session.consent;
  const agree = button(say("consent-agree"), async () => {
    await send("consent", { version, locale });
    await follow();
  });
  const told = element("div", { className: "told", lang: locale, dir: "auto", tabIndex: 0, role: "region", ariaLabel: say("consent-label"), textContent: text });
  const ready = session.steps.filter(({ step }) => step in STEPS).map(({ step, need }) => say(`asks-${step}`) + (need === "optional" ? ` ${say("optional")}` : ""));
  const list = element("ul", {}, ...ready.map((textContent) => element("li", { textContent })));
  screen(say("intro-title"), say("intro-lead"), list, told, agree);
}

/** What there is to say about a picture that arrived. */
function advice({ warnings }) {
  return warnings.length > 0 ? reason(warnings[0]) : say("review-good");
}

function field(session, { step, need, state }) {
  const { path, capture, accept } = STEPS[step];
  const input = element("input", { type: "file", id: step, accept: accept ?? "image/*", required: need === "required" && state === "open" });
  if (capture) input.capture = capture;
  const sent = session.documents.find(({ type }) => path.startsWith(type));
  const told = element("span", { role: "status", className: "quiet", textContent: state === "done" && sent ? advice(sent) : "" });
  input.addEventListener("change", () => {
    const sending = upload(input, path, told).finally(() => uploads.delete(sending));
    uploads.add(sending);
  });
  const title = element("label", { htmlFor: step, textContent: say(`take-${step}`) });
  if (need === "optional") title.append(` ${say("optional")}`);
  return element("div", { className: "field" }, title, element("p", { className: "quiet", textContent: say(`take-${step}-lead`) }), input, told);
}

async function upload(input, path, told) {
  const [file] = input.files;
  if (!file) return;
  told.textContent = say("sending-title");
  try {
    told.textContent = advice(await call("PUT", `documents/${path}`, file, file.type || "application/octet-stream"));
    input.required = false;
  } catch (error) {
    input.value = "";
    told.textContent = "";
    if (ENDS[error.code] || STALE.includes(error.code)) return stumble(error);
    told.textContent = error.code === "offline" ? say("offline") : reason(error);
  }
}

function pictures(session) {
  const open = session.steps.some(({ step, state }) => step === "challenge" && state === "open");
  // There is no camera here to make the recording with: a person looks, where the shop offers that.
  if (open && !session.ways.includes("human_review")) return screen(say("take-challenge"), say("plain-no-recording"));
  const fields = session.steps.filter(({ step }) => step in STEPS).map((step) => field(session, step));
  const form = element("form", {}, ...fields, element("p", {}, element("button", { className: "button", textContent: say("plain-send") })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await hand(open).catch(stumble);
  });
  screen(say("page-title"), open ? say("reason-liveness_not_run") : "", form);
}

async function hand(open) {
  await Promise.all(uploads);
  if (open) await send("way", { way: "human_review" });
  await call("POST", "submit");
  await follow();
}

function result(session) {
  const { outcome, reasons, retry } = session.result;
  const lead = outcome === "rejected" && !retry ? "result-rejected-last" : `result-${outcome}-lead`;
  const words = outcome === "rejected" ? [...new Set(reasons.map(reason))] : [];
  const list = element("ul", {}, ...words.map((textContent) => element("li", { textContent })));
  const again = button(say("try-again"), async () => {
    await call("POST", "retry");
    await follow();
  });
  const to = session.redirect_url;
  const back = to ? [element("p", {}, element("a", { href: to, textContent: say("back-to-shop") }))] : [];
  if (!to && !retry && outcome !== "canceled") back.push(element("p", { className: "quiet", textContent: say("close-page") }));
  screen(say(`result-${outcome}`), say(lead), ...(words.length > 0 ? [list] : []), ...(retry ? [again] : []), ...back);
  if (to && outcome === "approved") setTimeout(() => location.assign(to), 3500);
}

/** To where this verification stands, and on to its result. */
async function follow() {
  for (;;) {
    const session = await read();
    if (!asked && session.locale !== document.documentElement.lang) return speak(session.locale);
    dress(session);
    if (session.result) return result(session);
    if (session.status === "started") return session.consent.given ? pictures(session) : consent(session);
    screen(say("waiting-title"), say("waiting-lead"));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

addEventListener("hashchange", () => location.reload());
message.textContent = say("loading");
follow().catch(stumble);
