//! Files and standard input as bytes.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use super::Failure;

/// Everything in `path`, where `-` is standard input.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    bytes.map_err(|cause| Failure::Input(format!("{} could not be read: {cause}", path.display())))
}
