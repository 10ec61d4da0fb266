//! `countersign serve`: one process that answers over HTTP until it is told to stop.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use clap::Args;
use countersign_core::{
    decision::{Policy, WithoutLiveness},
    expected::Expected,
};
use countersign_vision::document::Engine;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot, watch},
    task::JoinHandle,
    time::timeout,
};
use tower::ServiceExt;

use crate::{
    app::{App, Source},
    cli::{ExtraArgs, Failure, Settings},
    demo,
    engine_examiner::EngineExaminer,
    jobs::worker::{self, Crew},
    keep::KeepArgs,
    limits::{LimitArgs, Peer},
    pipeline::{self, Extras, Terms},
    router::router,
    self_test,
    signals::{self, SignalArgs, Sources},
    store::JobKind,
    telemetry,
    verifier::{Refused, Side, Verifier},
};

/// How long running requests may take to finish once the process is told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// What `serve` may be told.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Address and port to listen on; one-shot verifications without a key need a loopback address
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub keep: KeepArgs,
    /// Where the world reaches this server, as in `https://verify.example.com` [default: the address listened on]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Only answer, and leave the queue to `countersign work`
    #[arg(long)]
    pub no_workers: bool,
    /// What to log, as in `info` or `countersign=debug`
    #[arg(long, default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// Send one-shot verifications to a person, since a still cannot show that somebody is alive
    #[arg(long)]
    pub double_check_stills: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub signals: SignalArgs,
    #[command(flatten)]
    pub(crate) extras: ExtraArgs,
}

impl ServeArgs {
    /// How one-shot verifications are judged, and what is examined beyond the usual.
    fn judging(&self) -> (Policy, ExtraArgs) {
        let without_liveness =
            if self.double_check_stills { WithoutLiveness::DoubleCheck } else { WithoutLiveness::default() };
        (Policy { without_liveness, ..Policy::default() }, self.extras.clone())
    }
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
    let app = App::new(args.limits.config(), Source::system(settings.today), address.ip().is_loopback());
    tracing::info!("listening on http://{address}");
    tokio::spawn(keep_metrics(app.clone()));
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        stop_signal().await;
        stop.send_replace(true);
    });
    // Health is answered while the database is opened and the models are loaded; requests that need them wait.
    let (failed, failure) = oneshot::channel();
    let (loading, judging, settings) = (app.clone(), args.judging(), settings.clone());
    let loaded = tokio::task::spawn_blocking(move || load(&loading, judging, &settings));
    let start = start(app.clone(), args.clone(), address, stopped.clone(), loaded);
    let running = tokio::spawn(async move { start.await.or_else(|failure| failed.send(failure)) });
    tokio::select! {
        () = accept(listener, &app, told(stopped)) => {}
        Ok(failure) = failure => return Err(failure),
    }
    // Workers finish what they hold; what they do not manage goes back to the queue by itself.
    drop(timeout(GRACE, running).await);
    if let Ok(service) = app.service()
        && let Err(error) = service.store.write_last_uses().await
    {
        tracing::warn!("when keys were last used could not be written: {error}");
    }
    Ok(())
}

/// Opens the database, then works until told to stop.
async fn start(
    app: App,
    args: ServeArgs,
    address: SocketAddr,
    stop: watch::Receiver<bool>,
    loaded: JoinHandle<Result<(), Failure>>,
) -> Result<(), Failure> {
    let public_url = args.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let mut service = args.keep.open(&app, &public_url).await?;
    service.signals = Sources::open(&args.signals, app.source.clone()).map_err(Failure::Data)?;
    if let Some(keys) = demo::first_start(&service).await? {
        demo::welcome(&keys, &public_url);
    }
    app.attach(service);
    tokio::spawn(signals::keep_fresh(app.clone()));
    let work = worker::work(app.clone(), crew(&args, &app), stop);
    let ready = app.clone();
    let load = async move {
        loaded.await.map_err(|_| Failure::Models("the models could not be loaded".to_owned()))??;
        ready.set_ready();
        tracing::info!("ready");
        Ok::<(), Failure>(())
    };
    tokio::try_join!(load, async {
        work.await;
        Ok(())
    })?;
    Ok(())
}

fn crew(args: &ServeArgs, app: &App) -> Crew {
    let kinds = if args.no_workers { Vec::new() } else { JobKind::ALL.to_vec() };
    Crew { kinds, examiners: app.config.slots, couriers: 8 }
}

/// Resolves when the process was told to stop.
pub(crate) async fn told(mut stopped: watch::Receiver<bool>) {
    drop(stopped.wait_for(|stop| *stop).await);
}

/// Loads the models, opens for work, and asks for the known answer.
pub(crate) fn load(app: &App, (policy, extras): (Policy, ExtraArgs), settings: &Settings) -> Result<(), Failure> {
    let folder = settings.model_folder()?;
    let engine = Arc::new(Engine::load(&folder)?);
    let extras = Arc::new(extras.load(settings, &engine.runtime)?);
    app.open(verifier_by(Arc::clone(&engine), policy, Arc::clone(&extras)));
    app.open_examiner(Box::new(EngineExaminer { engine: Arc::clone(&engine), extras }));
    self_test::run(&engine, app.today()).map_err(|wrong| Failure::Models(wrong.to_string()))
}

/// Judges by the default policy.
pub fn verifier(engine: Arc<Engine>) -> Verifier {
    verifier_by(engine, Policy::default(), Arc::default())
}

/// Judges by a policy, and against nothing: a one-shot call makes no claims.
pub fn verifier_by(engine: Arc<Engine>, policy: Policy, extras: Arc<Extras>) -> Verifier {
    let expected = Expected::default();
    Box::new(move |submission, today| {
        let refuse = |reason| Refused { side: Side::ProofOfAddress, reason };
        let paper = submission.proof_of_address.as_deref();
        let paper = paper.map(|bytes| pipeline::read_proof(&engine, bytes, today).map_err(refuse)).transpose()?;
        let terms =
            Terms { expected: &expected, policy: &policy, proof_of_address: paper.as_ref(), today, extras: &extras };
        pipeline::verify(&engine, submission, terms)
    })
}

/// Takes connections until `stop`, then lets the open ones finish their request.
pub async fn accept(listener: TcpListener, app: &App, stop: impl Future<Output = ()>) {
    let routes = router(app.clone());
    let open = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(app.config.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let permit = Arc::clone(&connections).acquire_owned().await;
            (permit, listener.accept().await)
        };
        // Being told to stop is heard also while every connection is taken.
        let (permit, stream) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Some((stream, peer)) = connected(stream).await else { continue };
        let connection = connection(stream, peer, routes.clone(), app.config.head_timeout);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that goes away or speaks no HTTP is its own affair.
            drop(connection.await);
            drop(permit);
        });
    }
    drop(listener);
    // Pages that follow along ask another process, or this one when it is back.
    app.streams.close();
    tracing::info!("finishing {} open connections", open.count());
    if timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests still running");
    }
}

async fn connected(accepted: io::Result<(TcpStream, SocketAddr)>) -> Option<(TcpStream, SocketAddr)> {
    match accepted {
        Ok(accepted) => Some(accepted),
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
    peer: SocketAddr,
    routes: Router,
    head_timeout: Duration,
) -> impl hyper_util::server::graceful::GracefulConnection {
    let service = routes.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(Body::new)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// Folds metric samples while nobody asks for them.
pub(crate) async fn keep_metrics(app: App) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        app.metrics.upkeep();
    }
}

/// Resolves when the process is told to stop.
pub(crate) async fn stop_signal() {
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
