use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use image::ImageFormat;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::{Answer, form, jpeg, picture, request};

async fn put(shop: &Shop, path: &str, media: &str, body: Vec<u8>) -> Answer {
    let call = request("PUT", path).header("authorization", format!("Bearer {}", shop.key));
    shop.send(call.header("content-type", media).body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn every_form_of_an_upload_is_taken() {
    let shop = Shop::open().await;
    let id =
        shop.create(json!({ "required_documents": ["photo_id", "photo_id_back", "proof_of_address", "selfie"] })).await;
    let path = |kind: &str| format!("/v1/verifications/{id}/documents/{kind}");
    let data = format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg()));
    let both = shop
        .put(&id, "photo_id", json!({ "front_b64": data, "back_b64": STANDARD.encode(picture(ImageFormat::Png)) }))
        .await;
    assert_eq!(both.status, 200, "{}", both.body);
    let images = &both.json()["images"];
    assert_eq!((&images[0]["side"], &images[0]["content_type"]), (&json!("front"), &json!("image/jpeg")));
    assert_eq!((&images[1]["side"], &images[1]["content_type"]), (&json!("back"), &json!("image/png")));
    let parts = form(&[("image", &jpeg())]);
    assert_eq!(put(&shop, &path("selfie"), "multipart/form-data; boundary=between", parts).await.status, 200);
    let pdf = b"%PDF-1.7 a bill".to_vec();
    assert_eq!(put(&shop, &path("proof_of_address"), "application/pdf", pdf.clone()).await.status, 200);
    assert_eq!(
        put(&shop, &path("photo_id"), "application/pdf", pdf).await.problem(),
        (422, "image_type_unsupported".to_owned())
    );
    let back =
        put(&shop, &format!("{}?side=back", path("photo_id")), "image/webp", picture(ImageFormat::WebP)).await.json();
    assert_eq!(
        (&back["images"][0]["content_type"], &back["images"][1]["content_type"]),
        (&json!("image/jpeg"), &json!("image/webp"))
    );
    assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
    shop.run_jobs().await;
}

#[tokio::test]
async fn a_document_is_replaced_until_submit_and_locked_after() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.upload(&id).await;
    shop.upload(&id).await;
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!(view["documents"].as_array().unwrap().len(), 2);
    assert_eq!(shop.service().blobs.all().await.unwrap().len(), 2, "the replaced pictures are gone");
    shop.act(&id, "submit", Value::Null).await;
    let locked = shop.put(&id, "selfie", json!({ "image_b64": STANDARD.encode(jpeg()) })).await;
    assert_eq!(locked.problem(), (409, "documents_locked".to_owned()));
    shop.run_jobs().await;
}

#[tokio::test]
async fn pictures_come_back_as_they_were_and_are_sealed_where_they_lie() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.upload(&id).await;
    let path = format!("/v1/verifications/{id}/documents/photo_id/image");
    let image = shop.get(&path).await;
    assert_eq!((image.status.as_u16(), image.header("content-type")), (200, "image/jpeg"));
    assert_eq!(shop.get(&format!("{path}?side=back")).await.problem().0, 404);
    assert_eq!(shop.get(&format!("{path}?side=top")).await.json()["detail"], "`side` is front or back.");
    for (verification, image, _) in shop.service().blobs.all().await.unwrap() {
        let bytes = shop.service().blobs.get(&verification, &image).await.unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"JFIF"), "a picture lies open");
    }
}

#[tokio::test]
async fn hostile_uploads_are_refused_with_a_reason() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let path = format!("/v1/verifications/{id}/documents/photo_id");
    for (media, body, status, code) in [
        ("image/jpeg", Vec::new(), 422, "image_empty"),
        ("image/jpeg", b"no picture".to_vec(), 422, "image_type_unsupported"),
        ("image/jpeg", jpeg()[..200].to_vec(), 422, "image_unreadable"),
        ("application/json", b"{}".to_vec(), 422, "missing_field"),
        ("application/json", b"{".to_vec(), 400, "malformed_json"),
        ("multipart/form-data; boundary=between", b"x".to_vec(), 400, "malformed_form"),
        ("image/jpeg", [jpeg(), vec![0; 15 << 20]].concat(), 413, "image_too_large"),
    ] {
        assert_eq!(put(&shop, &path, media, body).await.problem(), (status, code.to_owned()), "{media}");
    }
    let other = format!("/v1/verifications/{id}/documents/passport");
    assert_eq!(put(&shop, &other, "image/jpeg", jpeg()).await.problem().0, 404);
    assert!(shop.service().blobs.all().await.unwrap().is_empty());
}
