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

/// How long and how much is read for the sake of one answer.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Bytes after which the client is on its own.
    pub bytes: usize,
    /// The longest an answer is waited for.
    pub longest: Duration,
    /// A client that sends nothing for so long has nothing under way that would drown the answer.
    pub silence: Duration,
}

/// Makes the request's body linger. One who asked for leave to send (`Expect: 100-continue`) reads the answer first
/// and needs no such help.
pub fn linger(request: Request, patience: Patience) -> Request {
    if request.headers().contains_key(header::EXPECT) {
        return request;
    }
    request.map(|body| Body::new(Lingering { body: Some(body), patience }))
}

/// A body whose unread rest is read and dropped in the background.
struct Lingering {
    body: Option<Body>,
    patience: Patience,
}

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(context);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(self.patience.longest, drain(body, self.patience)));
        }
    }
}

async fn drain(mut body: Body, patience: Patience) {
    let mut left = patience.bytes;
    while let Ok(Some(Ok(frame))) = timeout(patience.silence, body.frame()).await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}
