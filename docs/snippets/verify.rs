use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

/// What a credential says, if it is valid for this shop at `now` (seconds since 1970).
pub fn verified(token: &str, keys: &Value, shop: &str, now: i64) -> Result<Value, &'static str> {
    let (signed, signature) = token.rsplit_once('.').ok_or("malformed")?;
    let (head, body) = signed.split_once('.').ok_or("malformed")?;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| "malformed");
    let json = |text: &str| serde_json::from_slice::<Value>(&bytes(text)?).map_err(|_| "malformed");

    let header = json(head)?;
    let known = keys["keys"].as_array().into_iter().flatten().find(|key| key["kid"] == header["kid"]);
    let known = known.filter(|_| header["alg"] == "EdDSA").ok_or("bad_signature")?;
    let key: [u8; 32] = bytes(known["x"].as_str().unwrap_or_default())?.try_into().map_err(|_| "bad_signature")?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| "bad_signature")?;
    let signature = Signature::from_slice(&bytes(signature)?).map_err(|_| "bad_signature")?;
    key.verify_strict(signed.as_bytes(), &signature).map_err(|_| "bad_signature")?;

    let claims = json(body)?;
    if claims["exp"].as_i64().is_none_or(|end| end <= now) {
        return Err("expired");
    }
    if claims["shop"] == shop { Ok(claims) } else { Err("wrong_shop") }
}
