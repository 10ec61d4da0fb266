//! What a file says of how it was taken.

use std::io::Cursor;

use countersign_core::liveness::passive::Capture;
use exif::{In, Reader, Tag, Value};

/// Programs that make pictures out of pictures, in lower case.
const EDITORS: &[&str] = &["photoshop", "gimp", "screenshot", "snagit", "lightroom", "affinity", "pixelmator", "canva"];

/// Reads the metadata of an encoded picture. Whoever wants to can write anything there.
pub(super) fn of(bytes: &[u8]) -> Capture {
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(bytes)) else { return Capture::Unknown };
    let text = |tag: Tag| match exif.get_field(tag, In::PRIMARY).map(|field| &field.value) {
        Some(Value::Ascii(lines)) => {
            lines.iter().map(|line| String::from_utf8_lossy(line).to_lowercase()).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    };
    let told = [Tag::Software, Tag::UserComment, Tag::ImageDescription].map(text).join(" ");
    if EDITORS.iter().any(|editor| told.contains(editor)) {
        return Capture::Edited;
    }
    let taken = exif.get_field(Tag::ExposureTime, In::PRIMARY).is_some();
    if taken && !text(Tag::Make).trim().is_empty() { Capture::Camera } else { Capture::Unknown }
}

#[cfg(test)]
mod tests {
    use exif::{Field, Rational, experimental::Writer};

    use super::*;

    fn file(fields: &[(Tag, Value)]) -> Vec<u8> {
        let fields: Vec<Field> =
            fields.iter().map(|(tag, value)| Field { tag: *tag, ifd_num: In::PRIMARY, value: value.clone() }).collect();
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut tiff = Cursor::new(Vec::new());
        writer.write(&mut tiff, false).unwrap();
        tiff.into_inner()
    }

    fn ascii(text: &str) -> Value {
        Value::Ascii(vec![text.as_bytes().to_vec()])
    }

    #[test]
    fn cameras_editors_and_silence_are_told_apart() {
        let exposure = Value::Rational(vec![Rational { num: 1, denom: 60 }]);
        assert_eq!(of(&file(&[(Tag::Make, ascii("Maker")), (Tag::ExposureTime, exposure)])), Capture::Camera);
        assert_eq!(of(&file(&[(Tag::Software, ascii("GIMP 2.10"))])), Capture::Edited);
        assert_eq!(of(&file(&[(Tag::Software, ascii("16.1.2"))])), Capture::Unknown);
        assert_eq!(of(b"nothing"), Capture::Unknown);
    }
}
