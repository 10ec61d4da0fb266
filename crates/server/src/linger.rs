//! Refusals that reach the client.
//!
//! A client in the middle of a large upload does not read yet. Closing the connection on it makes its system throw
//! the answer away, and it sees a broken connection instead of the problem. So what is left of a body nobody read is
//! read and dropped for a while after the answer, within bounds of bytes and time.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::header,
};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::{runtime::Handle, time::timeout};

/// The most that is read for the sake of one answer.
const MOST_BYTES: usize = 64 << 20;
/// The longest an answer is waited for.
const LONGEST: Duration = Duration::from_secs(15);
/// A client that sends nothing for so long has nothing under way that would drown the answer.
const SILENCE: Duration = Duration::from_secs(1);

/// Makes the request's body linger. One who asked for leave to send (`Expect: 100-continue`) reads the answer first
/// and needs no such help.
pub fn linger(request: Request) -> Request {
    if request.headers().contains_key(header::EXPECT) {
        return request;
    }
    request.map(|body| Body::new(Lingering(Some(body))))
}

/// A body whose unread rest is read and dropped in the background.
struct Lingering(Option<Body>);

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(context);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            self.0 = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Some(body) = self.0.take().filter(|body| !body.is_end_stream()) else { return };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(LONGEST, drain(body)));
        }
    }
}

async fn drain(mut body: Body) {
    let mut left = MOST_BYTES;
    while let Ok(Some(Ok(frame))) = timeout(SILENCE, body.frame()).await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}
