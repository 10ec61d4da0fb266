//! Pictures made to do harm: each is a clear problem, and the server goes on.

use countersign::config::Config;
use image::ImageFormat;

use crate::support::{TestApp, jpeg, picture, pictures, scripted};

fn app() -> TestApp {
    TestApp::answering(Config::for_slots(1), scripted(|_| ()))
}

/// The codes a picture may be refused with.
const PICTURE: &[&str] =
    &["image_empty", "image_type_unsupported", "image_unreadable", "image_too_many_pixels", "image_too_small"];

#[tokio::test]
async fn truncated_pictures_of_every_type() {
    let app = app();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = picture(format);
        for share in [0, 1, 5, 10, 25, 50, 75, 90] {
            let part = &whole[..whole.len() * share / 100];
            let answer = app.verify(pictures(part, &jpeg())).await;
            assert!(answer.status == 200 || PICTURE.contains(&answer.problem().1.as_str()), "{format:?} {share}%");
        }
    }
    assert_eq!(app.verify(pictures(&jpeg(), &jpeg())).await.status, 200);
}

#[tokio::test]
async fn flipped_bits_in_pictures_of_every_type() {
    let app = app();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = picture(format);
        for at in (0..whole.len()).step_by(whole.len() / 40) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            let answer = app.verify(pictures(&flipped, &jpeg())).await;
            assert!(answer.status == 200 || PICTURE.contains(&answer.problem().1.as_str()), "{format:?} {at}");
        }
    }
}

/// A PNG header of 50,000 x 50,000 pixels, without the pixels.
#[tokio::test]
async fn a_huge_header_spends_no_memory() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend_from_slice(&50_000_u32.to_be_bytes());
    png.extend_from_slice(&50_000_u32.to_be_bytes());
    png.extend_from_slice(&[8, 2, 0, 0, 0]);
    let crc = crc32(&png[12..]);
    png.extend_from_slice(&crc.to_be_bytes());
    png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    let answer = app().verify(pictures(&png, &jpeg())).await;
    assert_eq!(answer.problem(), (422, "image_too_many_pixels".to_owned()));
}

/// CRC-32 of ISO 3309, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[tokio::test]
async fn too_large_a_picture_or_body() {
    let app = app();
    let large = vec![0xff; (15 << 20) + 1024];
    let answer = app.verify(pictures(&large, &jpeg())).await;
    assert_eq!(answer.problem(), (413, "image_too_large".to_owned()));
    assert_eq!(answer.json()["param"], "id_front_b64");
    let config = Config { json_body: 1000, ..Config::for_slots(1) };
    let small = TestApp::answering(config, scripted(|_| ()));
    let answer = small.verify(pictures(&jpeg(), &jpeg())).await;
    assert_eq!(answer.problem(), (413, "body_too_large".to_owned()));
}

#[tokio::test]
async fn a_panic_is_a_problem_without_details_and_the_server_goes_on() {
    let app = TestApp::answering(Config::for_slots(1), Box::new(|_, _| panic!("of Mrs Canary")));
    for _ in 0..3 {
        let answer = app.verify(pictures(&jpeg(), &jpeg())).await;
        assert_eq!(answer.problem(), (500, "internal_error".to_owned()));
        assert!(!answer.body.contains("Canary"));
    }
    assert_eq!(app.get("/healthz").await.status, 200);
}
