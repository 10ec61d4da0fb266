//! Credentials: issued, checked by us and by others, taken back, used once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign::{auth::Scopes, lifecycle::credential::rotate_signing_key, seal::random};
use countersign_core::{credential::MOST_CHARACTERS, decision::Mode};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    human::today,
    one_shot::complete,
    outside::{node, php, repository},
    shop::Shop,
};

#[expect(unreachable_pub, reason = "the snippet is for others to copy")]
#[path = "../../../../../docs/snippets/verify.rs"]
mod snippet;

const VERIFY: &str = "/api/verifyhuman/verify-token";

async fn token(shop: &Shop, more: Value) -> String {
    complete(shop, more).await.json()["token"].as_str().unwrap().to_owned()
}

async fn verdict(shop: &Shop, token: &str) -> (bool, String) {
    let answer = shop.post(VERIFY, json!({ "token": token })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = answer.json();
    (answer["valid"].as_bool().unwrap(), answer["reason"].as_str().unwrap_or_default().to_owned())
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
}

async fn keys(shop: &Shop) -> Value {
    let answer = shop.get("/.well-known/jwks.json?mode=test").await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, "*"));
    answer.json()
}

fn invalid(reason: &str) -> (bool, String) {
    (false, reason.to_owned())
}

fn valid() -> (bool, String) {
    (true, String::new())
}

#[tokio::test]
async fn a_credential_says_what_it_should_and_is_short() {
    let shop = Shop::open().await;
    shop.set(json!({ "shop": "name.myshopify.com", "time_zone": "Europe/Berlin" })).await;
    let token = token(&shop, json!({ "customer_id": "c1", "cart_token": "cart-1" })).await;
    let (header, claims) = (part(&token, 0), part(&token, 1));
    assert_eq!((&header["alg"], header.as_object().unwrap().len()), (&json!("EdDSA"), 2), "{header}");
    assert_eq!(keys(&shop).await["keys"][0]["kid"], header["kid"]);
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("verify.test/test"), &json!("c1")));
    assert_eq!(
        (&claims["shop"], &claims["aal"], &claims["age"]),
        (&json!("name.myshopify.com"), &json!(3), &json!("over_21"))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 86_400);
    // Noon in UTC is two in the afternoon in Berlin.
    assert_eq!(claims["exl"], "2026-06-02T18");
    assert!(claims["vid"].as_str().unwrap().starts_with("ver_") && claims["cart"].as_str().unwrap().len() == 16);
    assert!(!token.contains("cart-1") && token.len() <= MOST_CHARACTERS);
}

#[tokio::test]
async fn the_longest_names_fit() {
    let shop = Shop::open().await;
    shop.set(json!({ "shop": "s".repeat(50), "time_zone": "America/Argentina/Buenos_Aires" })).await;
    let long = token(&shop, json!({ "customer_id": "é".repeat(255), "cart_token": "x".repeat(255) })).await;
    assert!(long.len() <= MOST_CHARACTERS, "{}", long.len());
    assert_eq!(verdict(&shop, &long).await, valid());
    assert!(part(&long, 1)["sub"].as_str().unwrap().starts_with('~'));
}

#[tokio::test]
async fn it_ends_is_taken_back_and_belongs_to_one_shop_and_mode() {
    let shop = Shop::open().await;
    let first = token(&shop, json!({})).await;
    let second = token(&shop, json!({})).await;
    assert_eq!(verdict(&shop, &first).await, valid());
    let other = shop.new_key("other", Mode::Test, Scopes::usual()).await;
    let live = shop.new_key("shop", Mode::Live, Scopes::usual()).await;
    for key in [&other, &live] {
        let answer = shop.call_as(key, "POST", VERIFY, json!({ "token": first })).await.json();
        assert_eq!((&answer["valid"], &answer["reason"]), (&json!(false), &json!("wrong_shop")));
    }
    let id = part(&first, 1)["jti"].as_str().unwrap().to_owned();
    let path = format!("/v1/credentials/{id}/revoke");
    assert_eq!(shop.call_as(&other, "POST", &path, Value::Null).await.problem().0, 404);
    let revoked = shop.post(&path, Value::Null).await.json();
    assert_eq!(revoked["revoked_at"], "2026-06-01T12:00:00.000Z");
    assert_eq!(verdict(&shop, &first).await, invalid("revoked"));
    assert_eq!(verdict(&shop, &second).await, valid());
    shop.wait(SignedDuration::from_hours(24));
    assert_eq!(verdict(&shop, &second).await, invalid("expired"));
    for text in ["", "a.b.c", "..", "not a token", &first[..200], &"x.".repeat(300)] {
        assert_eq!(verdict(&shop, text).await, invalid("malformed"), "{text}");
    }
}

#[tokio::test]
async fn another_process_learns_of_it_within_a_second() {
    let shop = Shop::open().await;
    let token = token(&shop, json!({})).await;
    let twin = shop.twin().await;
    assert!(twin.credentials.check(&twin, &token, None).await.unwrap().is_ok());
    let id = part(&token, 1)["jti"].as_str().unwrap().to_owned();
    shop.post(&format!("/v1/credentials/{id}/revoke"), Value::Null).await;
    rotate_signing_key(shop.service(), Mode::Test, false).await.unwrap();
    let newer = complete(&shop, json!({})).await.json()["token"].as_str().unwrap().to_owned();
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert!(twin.credentials.check(&twin, &token, None).await.unwrap().is_err());
    assert!(twin.credentials.check(&twin, &newer, None).await.unwrap().is_ok());
}

#[tokio::test]
async fn old_keys_verify_until_their_credentials_end_unless_they_were_lost() {
    let shop = Shop::open().await;
    let before = token(&shop, json!({})).await;
    rotate_signing_key(shop.service(), Mode::Test, false).await.unwrap();
    shop.app.credentials.forget();
    let after = token(&shop, json!({})).await;
    assert_ne!(part(&before, 0)["kid"], part(&after, 0)["kid"]);
    assert_eq!((verdict(&shop, &before).await, verdict(&shop, &after).await), (valid(), valid()));
    assert_eq!(keys(&shop).await["keys"].as_array().unwrap().len(), 2);
    let live = shop.get("/.well-known/jwks.json").await.json();
    assert_eq!(live["keys"].as_array().unwrap().len(), 1, "live has a key of its own");
    assert!(keys(&shop).await["keys"].as_array().unwrap().iter().all(|key| *key != live["keys"][0]));
    shop.wait(SignedDuration::from_hours(720));
    assert_eq!(keys(&shop).await["keys"].as_array().unwrap().len(), 1, "what an old key signed has ended");
    let lost = token(&shop, json!({})).await;
    rotate_signing_key(shop.service(), Mode::Test, true).await.unwrap();
    shop.app.credentials.forget();
    assert_eq!(verdict(&shop, &lost).await, invalid("bad_signature"));
}

#[tokio::test]
async fn signing_keys_are_sealed() {
    let shop = Shop::open().await;
    token(&shop, json!({})).await;
    let keys = shop.service().store.signing_keys(shop.app.now()).await.unwrap();
    // A PKCS #8 document of an Ed25519 key names its algorithm by these bytes (RFC 8410).
    assert!(
        !keys.is_empty()
            && keys.iter().all(|key| !key.sealed.windows(5).any(|part| part == [0x06, 0x03, 0x2b, 0x65, 0x70]))
    );
}

#[tokio::test]
async fn an_order_uses_it_once_where_the_shop_says_so() {
    let shop = Shop::open().await;
    shop.set(json!({ "one_use_credentials": true })).await;
    let token = token(&shop, json!({ "customer_id": "c1", "cart_token": "cart-1" })).await;
    let used = async |order: &str, cart: Value, customer: Value| {
        let body = json!({ "token": token, "order_id": order, "cart_token": cart, "customer_id": customer });
        let answer = shop.post("/v1/credentials/use", body).await.json();
        (answer["valid"].as_bool().unwrap(), answer["reason"].as_str().unwrap_or_default().to_owned())
    };
    let (cart, customer) = (json!("cart-1"), json!("c1"));
    assert_eq!(used("o1", json!("cart-2"), customer.clone()).await, invalid("wrong_cart"));
    assert_eq!(used("o1", Value::Null, customer.clone()).await, invalid("wrong_cart"));
    assert_eq!(used("o1", cart.clone(), json!("c2")).await, invalid("wrong_customer"));
    assert_eq!(verdict(&shop, &token).await, valid(), "a wrong order uses nothing up");
    assert_eq!(used("o1", cart.clone(), customer.clone()).await, valid());
    assert_eq!(used("o1", cart.clone(), customer.clone()).await, valid(), "the same order may ask again");
    assert_eq!(used("o2", cart.clone(), customer.clone()).await, invalid("used"));
    assert_eq!(verdict(&shop, &token).await, invalid("revoked"));
    let view = shop.get(&format!("/v1/credentials/{}", part(&token, 1)["jti"].as_str().unwrap())).await.json();
    assert_eq!((&view["order_id"], &view["one_use"]), (&json!("o1"), &json!(true)));
}

#[tokio::test]
async fn an_approved_verification_gives_a_credential_and_no_other_does() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "customer_id": "c1", "vendor_state": "sandbox:approved" })).await;
    let path = format!("/v1/verifications/{id}/credential");
    assert_eq!(shop.post(&path, Value::Null).await.problem(), (409, "not_approved".to_owned()));
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    let issued = shop.post(&path, json!({ "cart_token": "x" })).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let token = issued.json()["token"].as_str().unwrap().to_owned();
    assert_eq!((&part(&token, 1)["vid"], &part(&token, 1)["sub"]), (&json!(id), &json!("c1")));
    assert_eq!(verdict(&shop, &token).await, valid());
}

#[tokio::test]
async fn three_other_libraries_agree_by_the_code_of_the_documentation() {
    let shop = today().await;
    let good = token(&shop, json!({ "customer_id": "c1" })).await;
    let shop_name = part(&good, 1)["shop"].as_str().unwrap().to_owned();
    let foreign = token(&Shop::open().await, json!({})).await;
    let changed = format!("{}A{}", &good[..60], &good[61..]);
    let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
    let tokens: Vec<Value> = [(&good, true), (&good, false), (&foreign, true), (&changed, true), (&unsigned, true)]
        .map(|(token, right)| json!({ "token": token, "shop": if right { &shop_name } else { "other" } }))
        .into();
    let keys = keys(&shop).await;
    let jti = part(&good, 1)["jti"].as_str().unwrap().to_owned();
    let expected = [&jti, "no", "no", "no", "no"];
    let now = shop.app.now().as_second();
    let rust: Vec<String> = tokens
        .iter()
        .map(|t| snippet::verified(t["token"].as_str().unwrap(), &keys, t["shop"].as_str().unwrap(), now))
        .map(|found| found.map_or("no".to_owned(), |claims| claims["jti"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(rust, expected);
    let file = |name: &str| repository().join("docs/snippets").join(name);
    let input = json!({ "tokens": tokens, "keys": keys, "snippet": file("verify.ts") }).to_string();
    assert_eq!(node("verify.mjs", &input).lines().collect::<Vec<_>>(), expected);
    let program = format!(
        "require '{}'; $in = json_decode(stream_get_contents(STDIN), true);
         foreach ($in['tokens'] as $t) {{
             try {{ echo verified($t['token'], $in['keys'], $t['shop'])['jti'], PHP_EOL; }}
             catch (Throwable) {{ echo 'no', PHP_EOL; }}
         }}",
        file("verify.php").display()
    );
    assert_eq!(php(&program, &input).lines().collect::<Vec<_>>(), expected);
    let page = std::fs::read_to_string(repository().join("docs/identity.md")).unwrap();
    for name in ["verify.ts", "verify.php", "verify.rs"] {
        let code = std::fs::read_to_string(file(name)).unwrap();
        assert!(page.contains(code.trim()), "docs/identity.md shows another {name}");
    }
}

/// A hundred thousand tokens that nobody issued: bits, letters, parts and keys changed.
#[tokio::test]
async fn of_a_hundred_thousand_forged_tokens_none_is_valid() {
    let shop = Shop::open().await;
    let good = token(&shop, json!({ "customer_id": "c1" })).await;
    let other = token(&Shop::open().await, json!({ "customer_id": "c1" })).await;
    let rng = fastrand::Rng::with_seed(u64::from_be_bytes(random()));
    let mut forge = Forge { good: good.clone(), other, rng };
    for number in 0..100_000 {
        let forged = forge.next(number);
        if forged == good {
            continue;
        }
        let found = shop.app.credentials.check(&shop.app, &forged, None).await.unwrap();
        assert!(found.is_err(), "seed-dependent forgery {number} passed: {forged}");
    }
    assert!(shop.app.credentials.check(&shop.app, &good, None).await.unwrap().is_ok());
}

struct Forge {
    good: String,
    other: String,
    rng: fastrand::Rng,
}

impl Forge {
    fn next(&mut self, number: usize) -> String {
        let parts: Vec<&str> = self.good.split('.').collect();
        let theirs: Vec<&str> = self.other.split('.').collect();
        match number % 6 {
            // One letter is another.
            0 | 1 => {
                let mut letters = self.good.clone().into_bytes();
                let place = self.rng.usize(..letters.len());
                letters[place] =
                    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.="[self.rng.usize(..66)];
                String::from_utf8(letters).unwrap()
            }
            // One bit of the signature is another.
            2 => {
                let mut signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
                let bit = self.rng.usize(..signature.len() * 8);
                signature[bit / 8] ^= 1 << (bit % 8);
                format!("{}.{}.{}", parts[0], parts[1], URL_SAFE_NO_PAD.encode(signature))
            }
            // Claims are better, the signature is the old one.
            3 => {
                let mut claims = part(&self.good, 1);
                claims["exp"] = json!(claims["exp"].as_i64().unwrap() + self.rng.i64(1..1_000_000));
                format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()), parts[2])
            }
            // Parts of two good tokens, or of an installation of somebody else.
            4 => [[parts[0], parts[1], theirs[2]], [parts[0], theirs[1], theirs[2]], [theirs[0], theirs[1], theirs[2]]]
                [self.rng.usize(..3)]
            .join("."),
            // Another algorithm, a random signature.
            _ => {
                let mut header = part(&self.good, 0);
                header["alg"] = json!(["none", "HS256", "EdDSA", "ES256"][self.rng.usize(..4)]);
                let signature: Vec<u8> = (0..self.rng.usize(0..80)).map(|_| self.rng.u8(..)).collect();
                let header = URL_SAFE_NO_PAD.encode(header.to_string());
                format!("{header}.{}.{}", parts[1], URL_SAFE_NO_PAD.encode(signature))
            }
        }
    }
}
