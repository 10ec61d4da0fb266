//! What a person agrees to before a picture is taken. The version is stored with their consent, so that it can be told later
//! which text it was.

use std::borrow::Cow;

use super::locale::Locale;
use crate::{hex, settings::MerchantSettings};

/// Version of the texts below; a change of their meaning is a new one.
const VERSION: &str = "2026-11";

/// A text in one language. `{shop}` and `{days}` are filled in.
fn ours(locale: Locale) -> &'static str {
    match locale {
        Locale::En => {
            "{shop} would like to know that it is you. For this you take pictures here: of your document, and, where it is \
             asked for, of your face or of a paper with your address. A program reads and compares them; where it is not \
             sure, a person of {shop} looks. The pictures are kept encrypted and deleted {days} days after the decision. \
             They go to nobody else. You can ask {shop} at any time to delete your data."
        }
        Locale::De => {
            "{shop} möchte wissen, dass du es bist. Dafür nimmst du hier Bilder auf: von deinem Ausweis und, wo danach \
             gefragt wird, von deinem Gesicht oder einem Papier mit deiner Adresse. Ein Programm liest und vergleicht sie; \
             ist es unsicher, schaut ein Mensch von {shop} darauf. Die Bilder werden verschlüsselt aufbewahrt und {days} \
             Tage nach der Entscheidung gelöscht. Niemand sonst bekommt sie. Du kannst {shop} jederzeit bitten, deine Daten \
             zu löschen."
        }
        Locale::Es => {
            "{shop} quiere saber que eres tú. Para ello haces aquí fotos: de tu documento y, si se te pide, de tu cara o de \
             un papel con tu dirección. Un programa las lee y las compara; si no está seguro, las mira una persona de \
             {shop}. Las fotos se guardan cifradas y se borran {days} días después de la decisión. Nadie más las recibe. \
             Puedes pedir a {shop} en cualquier momento que borre tus datos."
        }
        Locale::Fr => {
            "{shop} souhaite savoir que c’est bien vous. Pour cela, vous prenez ici des photos : de votre document et, si \
             c’est demandé, de votre visage ou d’un papier avec votre adresse. Un programme les lit et les compare ; s’il \
             n’est pas sûr, une personne de {shop} regarde. Les photos sont gardées chiffrées et effacées {days} jours après \
             la décision. Personne d’autre ne les reçoit. Vous pouvez à tout moment demander à {shop} d’effacer vos données."
        }
        Locale::Ar => {
            "يودّ {shop} أن يتأكد من أنك أنت. لذلك تلتقط هنا صورًا: لوثيقتك، ولوجهك أو لورقة تحمل عنوانك إن طُلب ذلك. يقرأها \
             برنامج ويقارنها، وإن لم يكن متأكدًا ينظر إليها شخص من {shop}. تُحفظ الصور مشفّرة وتُحذف بعد {days} يومًا من القرار. \
             لا يحصل عليها أحد آخر. يمكنك أن تطلب من {shop} في أي وقت حذف بياناتك."
        }
    }
}

/// The text in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub version: String,
    pub locale: Locale,
    pub text: String,
}

/// The merchant's own text, else ours; its version. In another language than asked for where there is no such text.
pub fn text(settings: &MerchantSettings, shop: &str, wanted: Locale) -> Consent {
    let own = &settings.flow.consent;
    let found = own.get(wanted.as_str()).map(|text| (wanted, text));
    let found = found.or_else(|| own.iter().find_map(|(tag, text)| Some((Locale::of_tag(tag)?, text))));
    let (locale, text) = found.map_or((wanted, ours(wanted)), |(locale, text)| (locale, text));
    let days = settings.retention.images.to_string();
    Consent {
        version: version(settings).into_owned(),
        locale,
        text: text.replace("{shop}", shop).replace("{days}", &days),
    }
}

/// The version in force: of the merchant's own texts, all languages together, what they say.
pub fn version(settings: &MerchantSettings) -> Cow<'static, str> {
    let own = &settings.flow.consent;
    if own.is_empty() {
        return VERSION.into();
    }
    let parts: Vec<&[u8]> = own.iter().flat_map(|(tag, text)| [tag.as_bytes(), text.as_bytes()]).collect();
    format!("own-{}", &hex::sha256(&parts)[..12]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_who_and_how_long() {
        for locale in Locale::ALL {
            let consent = text(&MerchantSettings::default(), "Corner shop", locale);
            assert_eq!((consent.version.as_str(), consent.locale), (VERSION, locale));
            assert!(consent.text.contains("Corner shop") && consent.text.contains(" 7 "), "{}", consent.text);
            assert!(!consent.text.contains(['{', '}']), "{}", consent.text);
        }
    }

    #[test]
    fn a_shops_own_text_has_a_version_of_its_own() {
        let mut settings = MerchantSettings::default();
        settings.flow.consent.insert("de".to_owned(), "Einverstanden?".to_owned());
        let german = text(&settings, "Laden", Locale::De);
        assert_eq!(
            (german.text.as_str(), text(&settings, "Laden", Locale::Fr).text.as_str()),
            ("Einverstanden?", "Einverstanden?")
        );
        settings.flow.consent.insert("de".to_owned(), "Wirklich einverstanden?".to_owned());
        assert_ne!(version(&settings), german.version);
    }
}
