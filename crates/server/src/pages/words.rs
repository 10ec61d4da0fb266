//! The words of the person's pages, for those that the server draws: out of `locales/`, the one source of them.

use std::{collections::BTreeMap, sync::LazyLock};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement},
    parser,
};

use crate::flow::locale::Locale;

/// Messages by their key. A value is written as `{shop}`; messages that depend on a number are the flow's alone.
pub(super) type Words = BTreeMap<&'static str, String>;

static ALL: LazyLock<[(Locale, Words); 5]> = LazyLock::new(|| Locale::ALL.map(|locale| (locale, read(source(locale)))));

fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../../../locales/en.ftl"),
        Locale::De => include_str!("../../../../locales/de.ftl"),
        Locale::Es => include_str!("../../../../locales/es.ftl"),
        Locale::Fr => include_str!("../../../../locales/fr.ftl"),
        Locale::Ar => include_str!("../../../../locales/ar.ftl"),
    }
}

/// All words of a language.
pub(super) fn words(locale: Locale) -> &'static Words {
    let found = ALL.iter().find(|(known, _)| *known == locale);
    &found.unwrap_or(&ALL[0]).1
}

/// What a file of Fluent says; what in it is none is left out, as the build of the flow refuses it.
fn read(source: &'static str) -> Words {
    let resource = parser::parse(source).unwrap_or_else(|(readable, _)| readable);
    let mut words = Words::new();
    for entry in resource.body {
        let Entry::Message(Message { id, value: Some(pattern), .. }) = entry else { continue };
        if let Some(text) = text(&pattern, &words) {
            words.insert(id.name, text);
        }
    }
    words
}

fn text(pattern: &Pattern<&str>, before: &Words) -> Option<String> {
    pattern.elements.iter().map(|element| piece(element, before)).collect()
}

fn piece(element: &PatternElement<&str>, before: &Words) -> Option<String> {
    match element {
        PatternElement::TextElement { value } => Some((*value).to_owned()),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::StringLiteral { value } => Some((*value).to_owned()),
            InlineExpression::VariableReference { id } => Some(format!("{{{}}}", id.name)),
            // Of a message that stands further up.
            InlineExpression::MessageReference { id, attribute: None } => before.get(id.name).cloned(),
            _ => None,
        },
        PatternElement::Placeable { expression: Expression::Select { .. } } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_words_and_all_of_english_but_what_counts() {
        let english: Vec<_> = words(Locale::En).keys().collect();
        assert!(english.len() > 180, "{}", english.len());
        for locale in Locale::ALL {
            assert_eq!(words(locale).keys().collect::<Vec<_>>(), english, "{locale:?}");
            assert!(parser::parse(source(locale)).is_ok(), "{locale:?}");
        }
        assert!(!words(Locale::En).contains_key("attempts-left"));
    }

    #[test]
    fn values_stay_open_and_messages_are_said_again() {
        let words = read(
            "size = Too large.\npixels = { size }\nback = Back to { $shop }\nof = { $left ->\n   *[other] x\n  }\n",
        );
        let said: Vec<_> = words.iter().map(|(key, text)| (*key, text.as_str())).collect();
        assert_eq!(said, [("back", "Back to {shop}"), ("pixels", "Too large."), ("size", "Too large.")]);
    }
}
