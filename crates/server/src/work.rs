//! `countersign work`: a process that takes from the queue and answers nobody.

use clap::Args;
use countersign_core::decision::Policy;
use tokio::sync::watch;

use crate::{
    app::{App, Source},
    cli::{ExtraArgs, Failure, Settings},
    config::Config,
    jobs::worker::{self, Crew},
    keep::KeepArgs,
    serve,
    store::JobKind,
    telemetry,
};

/// What `work` may be told.
#[derive(Args, Clone, Debug)]
pub struct WorkArgs {
    #[command(flatten)]
    pub keep: KeepArgs,
    /// Kinds of work to take [default: all]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND")]
    pub kinds: Vec<JobKind>,
    /// Let jobs that were set aside, which `countersign doctor` counts, run once more
    #[arg(long)]
    pub retry_parked: bool,
    #[command(flatten)]
    pub(crate) extras: ExtraArgs,
    /// What to log, as in `info` or `countersign=debug`
    #[arg(long, default_value = "info", value_name = "FILTER")]
    pub log: String,
}

/// Works until SIGTERM, SIGINT or ctrl-c, then finishes what runs.
pub fn run(args: &WorkArgs, settings: &Settings) -> Result<(), Failure> {
    telemetry::start(&args.log).map_err(|error| Failure::Usage(format!("--log is not understood: {error}")))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work(args, settings))
}

async fn work(args: &WorkArgs, settings: &Settings) -> Result<(), Failure> {
    let app = App::new(Config::default(), Source::system(settings.today), true);
    let service = args.keep.open(&app, "").await?;
    if args.retry_parked {
        tracing::info!("{} jobs that were set aside run once more", service.store.unpark(app.now()).await?);
    }
    app.attach(service);
    let kinds = if args.kinds.is_empty() { JobKind::ALL.to_vec() } else { args.kinds.clone() };
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        serve::stop_signal().await;
        stop.send_replace(true);
    });
    tokio::spawn(serve::keep_metrics(app.clone()));
    let examines = kinds.contains(&JobKind::ProcessVerification);
    let (loading, settings) = (app.clone(), settings.clone());
    let load = async move {
        // Without pictures to look at, nothing has to be loaded.
        if !examines {
            return Ok(());
        }
        let judging = (Policy::default(), args.extras.clone());
        let loaded = tokio::task::spawn_blocking(move || serve::load(&loading, judging, &settings)).await;
        loaded.map_err(|_| Failure::Models("the models could not be loaded".to_owned()))?
    };
    let crew = Crew { kinds, examiners: app.config.slots, couriers: 8 };
    tokio::try_join!(load, async {
        worker::work(app.clone(), crew, stopped).await;
        Ok(())
    })?;
    Ok(())
}
