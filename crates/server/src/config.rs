//! What a server may be told, with safe defaults. Settings are read once and passed down; nothing looks at the
//! environment later.

use std::{num::NonZeroUsize, time::Duration};

use countersign_vision::image::Limits;
use ipnet::IpNet;

use crate::{limits::Rates, linger::Patience};

const MIB: usize = 1 << 20;

/// Ceilings of one serving process: how much it does at once, holds in memory and waits for.
#[derive(Clone, Debug)]
pub struct Config {
    /// Verifications that run at the same time, one a core.
    pub slots: usize,
    /// Requests that may wait for each slot; the next one is refused.
    pub waiting_per_slot: usize,
    /// Bytes that all bodies being held may have together.
    pub upload_budget: usize,
    /// Bytes of one JSON body: three pictures at their limit, in base64.
    pub json_body: usize,
    /// Bytes of one call without pictures.
    pub call_body: usize,
    /// Bytes of one form: three pictures and a paper at their limit.
    pub form_body: usize,
    /// Bytes of one burst of a liveness challenge.
    pub burst_body: usize,
    /// Ceilings of one picture.
    pub picture: Limits,
    /// How pages follow along.
    pub stream: Stream,
    /// Connections held open; the next one waits to be accepted.
    pub connections: usize,
    /// How long a client may take to send the head of a request.
    pub head_timeout: Duration,
    /// How long a client may pause while it sends a body.
    pub body_pause: Duration,
    /// Bytes that a body has to bring in each second, once its grace is over.
    pub body_rate: u64,
    pub body_grace: Duration,
    /// How long a whole body may take.
    pub body_timeout: Duration,
    /// How long the rest of a body is read after its answer, so that the answer arrives.
    pub linger: Patience,
    /// How long an admitted request may wait for its turn.
    pub queue_timeout: Duration,
    /// How long one verification may take.
    pub work_timeout: Duration,
    /// How often callers may ask.
    pub limits: Rates,
    /// Networks of proxies that are believed whom they speak for.
    pub trusted_proxies: Vec<IpNet>,
}

/// A stream of progress.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// Between two looks at the database when no bell rings.
    pub pause: Duration,
    /// Between two signs of life.
    pub heartbeat: Duration,
    /// After which a page asks anew.
    pub longest: Duration,
}

impl Default for Stream {
    fn default() -> Self {
        Self { pause: Duration::from_millis(700), heartbeat: Duration::from_secs(15), longest: Duration::from_mins(5) }
    }
}

impl Config {
    /// The defaults for a machine with `slots` cores.
    pub fn for_slots(slots: usize) -> Self {
        let picture = Limits::default();
        let json_body = 3 * picture.bytes.div_ceil(3) * 4 + MIB;
        Self {
            slots,
            waiting_per_slot: 16,
            upload_budget: (slots + 1) * json_body,
            json_body,
            call_body: MIB,
            burst_body: 8 * MIB,
            form_body: 4 * picture.bytes + MIB,
            picture,
            stream: Stream::default(),
            connections: 1024,
            head_timeout: Duration::from_secs(10),
            body_pause: Duration::from_secs(15),
            // A telephone on its slowest network brings more.
            body_rate: 4096,
            body_grace: Duration::from_secs(5),
            body_timeout: Duration::from_mins(1),
            linger: Patience { bytes: json_body, longest: Duration::from_mins(1), silence: Duration::from_secs(10) },
            queue_timeout: Duration::from_secs(30),
            work_timeout: Duration::from_secs(30),
            limits: Rates::default(),
            trusted_proxies: Vec::new(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::for_slots(std::thread::available_parallelism().map_or(1, NonZeroUsize::get))
    }
}
