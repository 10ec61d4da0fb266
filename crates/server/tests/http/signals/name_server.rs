//! A real name server on this machine, with zones of its own, that counts what it is asked.

use std::{
    fs,
    net::{SocketAddr, UdpSocket},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Domains with every kind of answer. `broken.` is a zone that cannot be loaded, so its names fail.
const ZONE: &str = "\
$TTL 60
@          SOA   ns.test. admin.test. 1 3600 600 86400 60
           NS    ns.test.
ns         A     127.0.0.1
mx         MX    20 b.mail.test.
           MX    10 a.mail.test.
null       MX    0 .
four       A     192.0.2.1
six        AAAA  2001:db8::1
silent     TXT   \"neither mail nor an address\"
alias      CNAME mx
lost       CNAME gone.elsewhere.test.
outside    CNAME mail.elsewhere.example.
round      CNAME about
about      CNAME round
away       NS    ns.elsewhere.example.
deep.sub   MX    10 a.mail.test.
xn--bcher-kva MX 10 a.mail.test.
";

/// BIND, stopped and forgotten when dropped.
pub(super) struct NameServer {
    process: Child,
    folder: TempDir,
    pub(super) address: SocketAddr,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl NameServer {
    pub(super) fn start() -> Self {
        // Another test may take the port between looking and listening.
        (0..5).find_map(|_| Self::try_start()).expect("named starts; scripts/setup installs it (package bind9)")
    }

    fn try_start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let address = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (home, port) = (folder.path().display(), address.port());
        // More than one packet of UDP holds.
        let many: Vec<String> =
            (1..=60).map(|n| format!("many MX {n} a-mail-host-with-a-rather-long-name-{n}.test.\n")).collect();
        fs::write(folder.path().join("test.zone"), format!("{ZONE}{}", many.concat())).unwrap();
        fs::write(folder.path().join("broken.zone"), "this is no zone\n").unwrap();
        let config = format!(
            "options {{ directory \"{home}\"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; \
             recursion no; dnssec-validation no; pid-file none; session-keyfile none; querylog yes; }};\n\
             controls {{ }};\n\
             logging {{ channel asked {{ file \"{home}/asked.log\"; severity info; }}; category queries {{ asked; }}; }};\n\
             zone \"test\" {{ type primary; file \"{home}/test.zone\"; }};\n\
             zone \"broken\" {{ type primary; file \"{home}/broken.zone\"; }};\n"
        );
        fs::write(folder.path().join("named.conf"), config).unwrap();
        let process = Command::new("named")
            .args(["-f", "-4", "-n", "1", "-c"])
            .arg(folder.path().join("named.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut server = Self { process, folder, address };
        server.answers().then_some(server)
    }

    /// Waits until it answers.
    fn answers(&mut self) -> bool {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) && matches!(self.process.try_wait(), Ok(None)) {
            // A question for the SOA of test., as in RFC 1035 section 4.
            let question = b"\x12\x34\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04test\x00\x00\x06\x00\x01";
            drop(socket.send_to(question, self.address));
            let mut answer = [0; 512];
            if socket.recv(&mut answer).is_ok_and(|length| length > 12 && answer[3] % 16 == 0) {
                return true;
            }
        }
        false
    }

    /// How often it was asked for the records of one type of a name.
    pub(super) fn asked(&self, name: &str, kind: &str) -> usize {
        let log: PathBuf = self.folder.path().join("asked.log");
        let text = fs::read_to_string(log).unwrap_or_default();
        text.lines().filter(|line| line.contains(&format!("query: {name} IN {kind} "))).count()
    }
}

/// Passes questions on after a while; with no server behind it, never.
pub(super) struct Slow {
    pub(super) address: SocketAddr,
    stop: Arc<AtomicBool>,
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

impl Slow {
    pub(super) fn before(server: Option<SocketAddr>, delay: Duration) -> Self {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (address, stop) = (socket.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        thread::spawn(move || {
            let mut question = [0; 1500];
            while !stopped.load(Ordering::SeqCst) {
                let Ok((length, client)) = socket.recv_from(&mut question) else { continue };
                let Some(server) = server else { continue };
                let (question, socket) = (question[..length].to_vec(), Arc::clone(&socket));
                thread::spawn(move || pass(&question, server, delay, &socket, client));
            }
        });
        Self { address, stop }
    }
}

fn pass(question: &[u8], server: SocketAddr, delay: Duration, back: &UdpSocket, client: SocketAddr) {
    thread::sleep(delay);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    socket.send_to(question, server).unwrap();
    let mut answer = [0; 4096];
    if let Ok(length) = socket.recv(&mut answer) {
        drop(back.send_to(&answer[..length], client));
    }
}
