//! Pictures as text: base64 in either alphabet, with or without padding, line breaks or a `data:` prefix.

use std::borrow::Cow;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use countersign_core::reason::Reason;

use crate::error::{INVALID_FIELD, Problem};

const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// The bytes behind `text`, which may be at most `limit`.
pub(crate) fn decode(text: &str, limit: usize) -> Result<Vec<u8>, Problem> {
    let encoded = without_breaks(payload(text)?);
    if encoded.len() / 4 * 3 > limit + 3 {
        return Err(Problem::from(Reason::ImageTooLarge));
    }
    let engine = if encoded.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    engine.decode(encoded.as_bytes()).map_err(|_| Problem::from(&INVALID_FIELD).detail("The picture is not base64."))
}

/// What follows a `data:` prefix (RFC 2397), or all of it.
fn payload(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    if !text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
        return Ok(text);
    }
    let (head, payload) = text.split_once(',').unwrap_or((text, ""));
    if head.to_ascii_lowercase().ends_with(";base64") {
        return Ok(payload);
    }
    Err(Problem::from(&INVALID_FIELD).detail("The data URI has to be base64."))
}

/// MIME breaks lines; a picture of 15 MB without breaks is not copied.
fn without_breaks(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        text.split_ascii_whitespace().collect::<String>().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_form_is_taken() {
        for text in [
            "+/+/AQ==",
            "+/+/AQ",
            "-_-_AQ",
            "data:image/jpeg;base64,+/+/AQ==",
            "DATA:image/png;charset=x;BASE64,+/+/AQ==",
            " +/+/\r\nAQ==\n",
        ] {
            assert_eq!(decode(text, 100).unwrap(), [0xfb, 0xff, 0xbf, 1], "{text}");
        }
        assert!(decode("", 100).unwrap().is_empty());
    }

    #[test]
    fn other_text_is_refused_as_the_field_it_is() {
        for text in ["not a picture!", "data:image/png,abc", "data:image/png;base64", "AAAAA", "é"] {
            let problem = decode(text, 100).err();
            let expected = if text.ends_with("base64") { None } else { Some("invalid_field") };
            assert_eq!(problem.map(|problem| problem.code), expected, "{text}");
        }
    }

    #[test]
    fn a_large_picture_is_refused_before_it_is_decoded() {
        let text = "A".repeat(400);
        assert!(decode(&text, 300).is_ok());
        assert_eq!(decode(&text, 200).unwrap_err().code, "image_too_large");
    }
}
