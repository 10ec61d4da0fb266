//! `countersign serve`: one process that answers over HTTP until it is told to stop.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use clap::Args;
use countersign_core::{decision::Policy, expected::Expected};
use countersign_vision::document::Engine;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    time::timeout,
};
use tower::ServiceExt;

use crate::{
    app::{App, Source},
    cli::{Failure, Settings},
    config::Config,
    pipeline::{self, Terms},
    router::router,
    self_test, telemetry,
    verifier::Verifier,
};

/// How long running requests may take to finish once the process is told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// What `serve` may be told.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Address and port to listen on; until API keys exist, verifications need a loopback address
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Folder for what the server keeps; nothing is kept yet
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// What to log, as in `info` or `countersign=debug`
    #[arg(long, default_value = "info", value_name = "FILTER")]
    pub log: String,
}

/// Serves until SIGTERM, SIGINT or ctrl-c, then finishes what runs.
pub fn run(args: &ServeArgs, settings: &Settings) -> Result<(), Failure> {
    telemetry::start(&args.log).map_err(|error| Failure::Usage(format!("--log is not understood: {error}")))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(args, settings))
}

async fn serve(args: &ServeArgs, settings: &Settings) -> Result<(), Failure> {
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|cause| Failure::Usage(format!("{} cannot be listened on: {cause}", args.listen)))?;
    let address = listener.local_addr()?;
    let app = App::new(Config::default(), Source::system(settings.today), address.ip().is_loopback());
    tracing::info!("listening on http://{address}");
    tokio::spawn(keep_metrics(app.clone()));
    // Health is answered while the models are being loaded; requests that need them wait.
    let (failed, failure) = oneshot::channel();
    let (loading, settings) = (app.clone(), settings.clone());
    tokio::task::spawn_blocking(move || load(&loading, &settings).or_else(|failure| failed.send(failure)));
    tokio::select! {
        () = accept(listener, &app, stop_signal()) => Ok(()),
        Ok(failure) = failure => Err(failure),
    }
}

/// Loads the models, opens for work, and asks for the known answer.
fn load(app: &App, settings: &Settings) -> Result<(), Failure> {
    let folder = settings.model_folder()?;
    let engine = Arc::new(Engine::load(&folder)?);
    app.open(verifier(Arc::clone(&engine)));
    self_test::run(&engine, app.today()).map_err(|wrong| Failure::Models(wrong.to_string()))?;
    app.set_ready();
    tracing::info!("ready");
    Ok(())
}

/// Judges by the default policy, and against nothing: a one-shot call makes no claims.
pub fn verifier(engine: Arc<Engine>) -> Verifier {
    let (expected, policy) = (Expected::default(), Policy::default());
    Box::new(move |submission, today| {
        pipeline::verify(&engine, submission, Terms { expected: &expected, policy: &policy, today })
    })
}

/// Takes connections until `stop`, then lets the open ones finish their request.
pub async fn accept(listener: TcpListener, app: &App, stop: impl Future<Output = ()>) {
    let routes = router(app.clone());
    let open = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(app.config.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        let permit = Arc::clone(&connections).acquire_owned().await;
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Some(stream) = connected(stream).await else { continue };
        let connection = connection(stream, routes.clone(), app.config.head_timeout);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that goes away or speaks no HTTP is its own affair.
            drop(connection.await);
            drop(permit);
        });
    }
    drop(listener);
    tracing::info!("finishing {} open connections", open.count());
    if timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests still running");
    }
}

async fn connected(accepted: io::Result<(TcpStream, SocketAddr)>) -> Option<TcpStream> {
    match accepted {
        Ok((stream, _)) => Some(stream),
        Err(error) => {
            // Out of file descriptors, most likely: wait for some to come back.
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

fn connection(
    stream: TcpStream,
    routes: Router,
    head_timeout: Duration,
) -> impl hyper_util::server::graceful::GracefulConnection {
    let service = routes.map_request(|request: Request<Incoming>| request.map(Body::new));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// Folds metric samples while nobody asks for them.
async fn keep_metrics(app: App) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        app.metrics.upkeep();
    }
}

/// Resolves when the process is told to stop.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
