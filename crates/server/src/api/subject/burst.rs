//! A burst as it comes: times first, then as many frames.

use axum::extract::{FromRequest, Request};
use countersign_core::reason::Reason;

use crate::{
    error::{BODY_TOO_LARGE, BURST_INVALID, Problem},
    examiner::{Burst, FRAME_BYTES, Frame},
    extract::Form,
};

/// Frames of one burst: some sixteen a second.
pub(super) const MOST_FRAMES: usize = 240;

/// Reads a burst of up to `limit` bytes. What is no burst is refused before anything is looked at.
pub(super) async fn receive(request: Request, limit: usize) -> Result<Burst, Problem> {
    let mut form = Form::from_request(request, &()).await?;
    let times = match form.next().await? {
        Some(part) if part.name == "times" => times(&part.bytes)?,
        _ => return Err(invalid("The first part is `times`.")),
    };
    let (mut burst, mut bytes) = (Burst::default(), 0);
    while let Some(part) = form.next().await? {
        if part.name != "frame" {
            continue;
        }
        bytes += part.bytes.len();
        if part.bytes.len() > FRAME_BYTES || bytes > limit {
            return Err(Problem::from(&BODY_TOO_LARGE).detail("A frame has up to 256 KiB, a recording up to 8 MiB."));
        }
        if !part.bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Err(Problem::from(Reason::ImageTypeUnsupported).param("frame"));
        }
        let t_ms = *times.get(burst.frames.len()).ok_or_else(|| invalid("There are more frames than times."))?;
        burst.frames.push(Frame { t_ms, jpeg: part.bytes.to_vec() });
    }
    if burst.frames.len() < times.len() {
        return Err(invalid("There are fewer frames than times."));
    }
    Ok(burst)
}

fn times(text: &[u8]) -> Result<Vec<u32>, Problem> {
    let times: Vec<u32> =
        serde_json::from_slice(text).map_err(|_| invalid("`times` is a JSON array of whole milliseconds."))?;
    if times.is_empty() || times.len() > MOST_FRAMES {
        return Err(invalid("A recording has from 1 to 240 frames."));
    }
    if !times.is_sorted_by(|a, b| a < b) {
        return Err(invalid("`times` rise from frame to frame."));
    }
    Ok(times)
}

fn invalid(detail: &'static str) -> Problem {
    Problem::from(&BURST_INVALID).detail(detail)
}
