//! Programs that others wrote, run against our answers: `scripts/setup` installs node and php, npm the packages.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
};

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the scripts, with their packages.
static NODE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    let copy = repository().join("target/node-tests");
    std::fs::create_dir_all(&copy).unwrap();
    for name in ["package.json", "package-lock.json", "verify.mjs", "solve.mjs"] {
        std::fs::copy(folder.join(name), copy.join(name)).unwrap();
    }
    if !copy.join("node_modules/jose").exists() {
        let done = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&copy).output();
        let done = done.expect("npm is there; scripts/setup installs it");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    copy
});

/// What a script of `tests/node` answers to an input.
pub(crate) fn node(script: &str, input: &str) -> String {
    run(Command::new("node").arg(NODE.join(script)), input)
}

/// What a PHP program answers to an input.
pub(crate) fn php(program: &str, input: &str) -> String {
    run(Command::new("php").args(["-r", program]), input)
}

fn run(command: &mut Command, input: &str) -> String {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("node and php are there; scripts/setup installs them");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}
