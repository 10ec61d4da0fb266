//! What the page shows: one screen, in the person's language and the shop's words and colours.

use askama::Template;

use crate::{
    api::subject::session::Session,
    flow::{Way, locale::Locale, steps::Step},
    pages::words::words,
};

/// The page.
#[derive(Template)]
#[template(path = "forms.html")]
pub(super) struct Page {
    locale: Locale,
    session: Option<Session>,
    /// What was in the way of the form before.
    trouble: Option<String>,
    title: String,
    lead: String,
    screen: Screen,
}

enum Screen {
    /// Nobody is known yet.
    Link,
    Consent {
        asked: Vec<String>,
    },
    Pictures(Vec<Field>),
    /// There is nothing to be done here.
    Nothing,
    Waiting,
    Result {
        reasons: Vec<String>,
        retry: bool,
        over: bool,
    },
}

/// A picture that is asked for.
struct Field {
    step: &'static str,
    title: String,
    lead: String,
    accept: &'static str,
    /// Which camera, where one is at hand.
    capture: &'static str,
    required: bool,
    /// What there is to say of the one that came.
    told: Option<String>,
}

impl Page {
    /// Without a person: a link is asked for.
    pub(super) fn closed(locale: Locale, trouble: Option<&str>) -> Self {
        let mut page = Self {
            locale,
            session: None,
            trouble: None,
            title: String::new(),
            lead: String::new(),
            screen: Screen::Link,
        };
        page.trouble = trouble.and_then(|code| page.meaning(code));
        (page.title, page.lead) = (page.say("page-title"), page.say("forms-link-lead"));
        page
    }

    /// As the verification stands.
    pub(super) fn of(session: Session, trouble: Option<&str>) -> Self {
        let mut page = Self { session: None, ..Self::closed(session.locale, None) };
        page.session = Some(session);
        page.trouble = trouble.and_then(|code| page.meaning(code));
        let (title, lead, screen) = page.drawn();
        Self { title, lead, screen, ..page }
    }

    /// The merchant's own words stand before ours.
    fn say(&self, key: &str) -> String {
        let own = self.session.as_ref().and_then(|session| session.texts.get(key));
        let text = own.or_else(|| words(self.locale).get(key)).map_or("", String::as_str);
        text.replace("{shop}", self.session.as_ref().map_or("", |session| session.merchant.name.as_str()))
    }

    /// What a code means; the server's own words are for developers, and in English.
    fn reason(&self, code: &str) -> String {
        let text = self.say(&format!("reason-{code}"));
        if text.is_empty() { self.say("trouble-server-lead") } else { text }
    }

    /// What was in the way; nothing where the page itself shows what changed meanwhile.
    fn meaning(&self, code: &str) -> Option<String> {
        Some(match code {
            "invalid_token" => self.say("trouble-link-lead"),
            "token_used" => self.say("trouble-used-lead"),
            "session_expired" => self.say("trouble-expired-lead"),
            "attempts_exhausted" => self.say("trouble-exhausted-lead"),
            "documents_missing" | "missing_field" => self.say("forms-missing"),
            "documents_locked" | "invalid_transition" | "consent_missing" | "challenge_missing" => return None,
            code => self.reason(code),
        })
    }

    fn drawn(&self) -> (String, String, Screen) {
        let Some(session) = &self.session else { return (self.say("page-title"), String::new(), Screen::Link) };
        if let Some(result) = &session.result {
            let last = result.outcome == "rejected" && !result.retry;
            let lead = if last { "result-rejected-last".to_owned() } else { format!("result-{}-lead", result.outcome) };
            let mut reasons = Vec::new();
            for reason in result.reasons.iter().map(|reason| self.reason(&reason.code)) {
                // Codes that mean the same to a person.
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            let over = !result.retry && session.redirect_url.is_none() && result.outcome != "canceled";
            let screen = Screen::Result { reasons, retry: result.retry, over };
            return (self.say(&format!("result-{}", result.outcome)), self.say(&lead), screen);
        }
        if session.status != "started" {
            return (self.say("waiting-title"), self.say("waiting-lead"), Screen::Waiting);
        }
        if !session.consent.given {
            let asked = Screen::Consent { asked: self.asked(&session.steps) };
            return (self.say("intro-title"), self.say("intro-lead"), asked);
        }
        self.pictures(session)
    }

    fn asked(&self, steps: &[Step]) -> Vec<String> {
        let pictures = steps.iter().filter(|step| camera(step.step).is_some());
        let optional = |step: &Step| if step.need == "optional" { self.say("optional") } else { String::new() };
        pictures.map(|step| format!("{} {}", self.say(&format!("asks-{}", step.step)), optional(step))).collect()
    }

    fn pictures(&self, session: &Session) -> (String, String, Screen) {
        let open = session.steps.iter().any(|step| step.step == "challenge" && step.state == "open");
        if open && !session.ways.contains(&Way::HumanReview) {
            return (self.say("take-challenge"), self.say("plain-no-recording"), Screen::Nothing);
        }
        let lead = if open { self.say("reason-liveness_not_run") } else { String::new() };
        let fields = session.steps.iter().filter_map(|step| self.field(session, step)).collect();
        (self.say("page-title"), lead, Screen::Pictures(fields))
    }

    fn field(&self, session: &Session, step: &Step) -> Option<Field> {
        let (accept, capture) = camera(step.step)?;
        let optional = if step.need == "optional" { format!(" {}", self.say("optional")) } else { String::new() };
        let sent = session.documents.iter().find(|sent| step.step.starts_with(sent.kind) && step.state == "done");
        let advice = sent.map(|sent| match sent.warnings.first() {
            Some(warning) => self.reason(&warning.code),
            None => self.say("review-good"),
        });
        Some(Field {
            step: step.step,
            title: self.say(&format!("take-{}", step.step)) + &optional,
            lead: self.say(&format!("take-{}-lead", step.step)),
            accept,
            capture,
            required: step.need == "required" && step.state == "open",
            told: advice,
        })
    }
}

/// What may be chosen for a step, and with which camera; nothing for what is no picture.
fn camera(step: &str) -> Option<(&'static str, &'static str)> {
    match step {
        "photo_id" | "photo_id_back" => Some(("image/*", "environment")),
        "proof_of_address" => Some(("image/*,application/pdf", "")),
        "selfie" => Some(("image/*", "user")),
        _ => None,
    }
}
