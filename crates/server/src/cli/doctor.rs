//! `countersign doctor`: looks at an installation, running or not, and says what is wrong and what to do.

use std::{collections::HashSet, io::Write};

use clap::Args;

use super::{
    Failure, Settings,
    output::{self, BAD, GOOD, paint},
};
use crate::{
    app::{App, Source},
    config::Config,
    keep::KeepArgs,
    service::Service,
    signals::{SignalArgs, Sources},
    store::Store,
};

#[derive(Args, Debug)]
pub struct DoctorArgs {
    #[command(flatten)]
    keep: KeepArgs,
    #[command(flatten)]
    signals: SignalArgs,
}

/// What was looked at, and what was found wrong.
type Finding = (&'static str, Result<String, String>);

pub(super) fn run(args: &DoctorArgs, settings: &Settings) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    let findings = runtime.block_on(look(args, settings));
    let mut out = output::out();
    for (what, found) in &findings {
        match found {
            Ok(words) => writeln!(out, "{}  {what}: {words}", paint(GOOD, "ok   "))?,
            Err(words) => writeln!(out, "{}  {what}: {words}", paint(BAD, "wrong"))?,
        }
    }
    let wrong = findings.iter().filter(|(_, found)| found.is_err()).count();
    match wrong {
        0 => Ok(()),
        1 => Err(Failure::Data("one thing is wrong".to_owned())),
        _ => Err(Failure::Data(format!("{wrong} things are wrong"))),
    }
}

async fn look(args: &DoctorArgs, settings: &Settings) -> Vec<Finding> {
    let models = settings.model_folder().map(|_| "every file is the pinned one".to_owned());
    let mut findings: Vec<Finding> = vec![("models", models.map_err(|failure| failure.to_string()))];
    let app = App::new(Config::default(), Source::system(None), true);
    let sources = Sources::open(&args.signals, app.source.clone());
    findings.push(("your lists and tables", sources.map(|sources| format!("{} can be used", sources.files().len()))));
    let service = match args.keep.open(&app, "").await {
        Ok(service) => service,
        Err(failure) => {
            findings.push(("data", Err(failure.to_string())));
            return findings;
        }
    };
    findings.push(("data", Ok(format!("{:?}, the schema is up to date, the master key fits", service.store.engine()))));
    findings.push(("audit log", audit(&service.store).await));
    findings.push(("queue", queue(&service.store).await));
    findings.push(("pictures", pictures(&service).await));
    findings
}

async fn audit(store: &Store) -> Result<String, String> {
    match store.verify_audit().await {
        Ok(Ok(lines)) => Ok(format!("{lines} lines hold together")),
        Ok(Err(broken)) => Err(broken.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

async fn queue(store: &Store) -> Result<String, String> {
    let depths = store.queue_depths().await.map_err(|error| error.to_string())?;
    let parked: i64 = depths.iter().map(|depth| depth.parked).sum();
    let waiting: i64 = depths.iter().map(|depth| depth.waiting).sum();
    let words = format!("{waiting} jobs wait, {parked} are parked");
    if parked == 0 { Ok(words) } else { Err(format!("{words}; `countersign work --retry-parked` runs them again")) }
}

/// Each picture that the database names has to be there.
async fn pictures(service: &Service) -> Result<String, String> {
    // Named first: what is uploaded meanwhile is stored before it is named.
    let named = service.store.image_names().await.map_err(|error| error.to_string())?;
    let stored = service.blobs.all().await.map_err(|error| error.to_string())?;
    let stored: HashSet<&str> = stored.iter().map(|(_, image, _)| image.as_str()).collect();
    let missing = named.iter().filter(|name| !stored.contains(name.as_str())).count();
    if missing > 0 {
        let words = format!("{missing} of {} are missing from the storage", named.len());
        return Err(format!("{words}; bring the folder of pictures back from a backup"));
    }
    Ok(format!("{} are there", named.len()))
}
