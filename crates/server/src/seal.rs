//! Envelope encryption: what belongs to a person is sealed with that person's key, the key with the master key. Without
//! the person's key, which an erasure destroys, nothing of it can be read again.
//!
//! AES-256-GCM (NIST SP 800-38D) with a random nonce. A sealed value is one version byte, the nonce of 12 bytes, the
//! ciphertext and the tag of 16 bytes. What a value is for is authenticated with it, so that no sealed value can be put in
//! another's place.

use std::{fmt, fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
    rand::{SecureRandom, SystemRandom},
};

use crate::hex;

const VERSION: u8 = 1;
/// Bytes of a key.
pub const KEY_LENGTH: usize = 32;

/// Why something cannot be sealed or opened. Deliberately says no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value cannot be opened with this key")]
pub struct Sealed;

/// A key of 256 bits.
#[derive(Clone)]
pub struct SealKey([u8; KEY_LENGTH]);

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(redacted)")
    }
}

/// Random bytes of the operating system.
#[expect(clippy::missing_panics_doc, reason = "the operating system has random numbers")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system has random numbers");
    bytes
}

impl SealKey {
    pub fn random() -> Self {
        Self(random())
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Sealed> {
        bytes.try_into().map(Self).map_err(|_| Sealed)
    }

    /// Seals a value that is `purpose`, such as `expected:ver_…`.
    #[expect(clippy::missing_panics_doc, reason = "AES-GCM refuses only values of 64 GiB")]
    pub fn seal(&self, purpose: &str, value: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random();
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + value.len() + AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(value);
        let body = &mut sealed[1 + NONCE_LEN..];
        let tag = self
            .cipher()
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose.as_bytes()), body)
            .expect("the value is short enough");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what was sealed for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Sealed> {
        let (version, rest) = sealed.split_first().ok_or(Sealed)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(Sealed)?;
        if *version != VERSION {
            return Err(Sealed);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Sealed)?;
        let mut body = body.to_vec();
        let opened = self.cipher().open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut body);
        let length = opened.map_err(|_| Sealed)?.len();
        body.truncate(length);
        Ok(body)
    }

    /// A key of its own for one purpose, the same each time.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the lengths are the algorithm's")]
    pub fn derive(&self, purpose: &[&[u8]]) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut context = hmac::Context::with_key(&key);
        for part in purpose {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let tag = context.sign();
        Self(tag.as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }

    /// The bytes themselves, for a token that is derived rather than stored.
    pub fn bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }

    fn cipher(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.0).expect("the key has the cipher's length"))
    }
}

/// The key that wraps all others. It is in no database and no backup.
#[derive(Clone, Debug)]
pub struct MasterKey(SealKey);

impl MasterKey {
    pub fn new(key: SealKey) -> Self {
        Self(key)
    }

    /// From 64 hexadecimal digits, as in the key file.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = hex::decode(text.trim())?;
        SealKey::from_bytes(&bytes).ok().map(Self)
    }

    /// Reads a key file, or makes it when there is none: readable by its owner alone, and on disk before it is used.
    pub fn of_file(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            Self::write_new(path)?;
        }
        let text = fs::read_to_string(path)?;
        Self::from_text(&text)
            .ok_or_else(|| anyhow::anyhow!("{} holds no key of 64 hexadecimal digits", path.display()))
    }

    fn write_new(path: &Path) -> anyhow::Result<()> {
        let draft = path.with_extension(format!("new-{}", hex::encode(&random::<4>())));
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        writeln!(file, "{}", hex::encode(&random::<KEY_LENGTH>()))?;
        file.sync_all()?;
        // Whoever links first has made the key; everybody reads that one.
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
            _ => Ok(fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?),
        }
    }

    /// A key for a new subject: itself, and wrapped for the database.
    pub fn new_subject_key(&self, subject: &str) -> (SealKey, Vec<u8>) {
        let key = SealKey::random();
        let wrapped = self.0.seal(&subject_purpose(subject), &key.0);
        (key, wrapped)
    }

    pub fn unwrap(&self, subject: &str, wrapped: &[u8]) -> Result<SealKey, Sealed> {
        SealKey::from_bytes(&self.0.open(&subject_purpose(subject), wrapped)?)
    }

    /// A key of its own for one purpose of the installation.
    pub fn derive(&self, purpose: &[&[u8]]) -> SealKey {
        self.0.derive(purpose)
    }

    /// Tells keys apart without telling anything of them.
    pub fn fingerprint(&self) -> String {
        hex::encode(&self.derive(&[b"fingerprint"]).0[..8])
    }
}

fn subject_purpose(subject: &str) -> String {
    format!("subject-key:{subject}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_values_open_for_their_purpose_and_key_alone() {
        let (key, other) = (SealKey::random(), SealKey::random());
        let sealed = key.seal("expected:ver_1", b"a name");
        assert_eq!(key.open("expected:ver_1", &sealed).unwrap(), b"a name");
        assert_eq!(key.open("expected:ver_2", &sealed), Err(Sealed));
        assert_eq!(other.open("expected:ver_1", &sealed), Err(Sealed));
        assert_ne!(sealed, key.seal("expected:ver_1", b"a name"));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let key = SealKey::random();
        let sealed = key.seal("x", b"value");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(key.open("x", &changed), Err(Sealed), "byte {place}");
        }
        assert_eq!(key.open("x", &sealed[..10]), Err(Sealed));
        assert_eq!(key.open("x", &[]), Err(Sealed));
    }

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let first = MasterKey::of_file(&path).unwrap();
        assert_eq!(first.fingerprint(), MasterKey::of_file(&path).unwrap().fingerprint());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, "not a key").unwrap();
        assert!(MasterKey::of_file(&path).is_err());
    }

    #[test]
    fn subject_keys_unwrap_for_their_subject() {
        let master = MasterKey::new(SealKey::random());
        let (key, wrapped) = master.new_subject_key("sub_1");
        assert_eq!(master.unwrap("sub_1", &wrapped).unwrap().bytes(), key.bytes());
        assert!(master.unwrap("sub_2", &wrapped).is_err());
    }
}
