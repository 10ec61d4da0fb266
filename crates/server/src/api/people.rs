//! The people of verifications: erasing one, and handing out all there is about one.

use axum::extract::State;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    assessments::{self, view::Assessment},
    credentials::{self, CredentialView},
    customers::{self, CustomerView},
    path::Path,
    told, verifications,
    view::{self, Verification},
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{NOT_FOUND, Problem},
    extract::Json,
    lifecycle, risk,
    seal::SealKey,
    service::Service,
    store::{AuditEntry, Erasure, Record, SubjectRow},
};

/// What an erasure leaves: the fact, without a name.
#[derive(Serialize, ToSchema)]
pub struct ErasureReceipt {
    pub id: String,
    pub subject_id: String,
    /// How many verifications lost their personal data.
    pub verifications: i64,
    /// How many pictures were deleted.
    pub images: i64,
    pub erased_at: String,
}

impl ErasureReceipt {
    fn of(erased: Erasure) -> Self {
        Self {
            id: erased.id,
            subject_id: erased.subject_id,
            verifications: erased.verifications,
            images: erased.images,
            erased_at: told(erased.at),
        }
    }
}

/// Erases a person: destroys the key of everything sealed for them, and deletes their pictures. Cannot be undone.
#[utoipa::path(
    delete, path = "/v1/subjects/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = ErasureReceipt)),
)]
pub async fn erase(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ErasureReceipt>, Problem> {
    caller.need(Scope::Admin)?;
    erased(&app, &caller, &id).await.map(Json)
}

/// Erases a person, whose credentials are no longer valid from now on.
pub(super) async fn erased(app: &App, caller: &Caller, subject: &str) -> Result<ErasureReceipt, Problem> {
    let erased = lifecycle::erase(app.service()?, &caller.turn(), subject).await?;
    app.credentials.forget();
    Ok(ErasureReceipt::of(erased))
}

/// All there is about a person.
#[derive(Serialize, ToSchema)]
pub struct SubjectExport {
    subject_id: String,
    customer_id: Option<String>,
    exported_at: String,
    /// What the person is remembered as while a verification holds.
    customers: Vec<CustomerView>,
    /// Issued and not forgotten; a token itself is not stored.
    credentials: Vec<CredentialView>,
    verifications: Vec<ExportedVerification>,
    /// Checkouts as this customer, and as a guest who was asked for a verification, with their reports.
    assessments: Vec<Assessment>,
}

/// One verification with everything that belongs to it.
#[derive(Serialize, ToSchema)]
pub struct ExportedVerification {
    verification: Verification,
    history: Vec<verifications::HistoryLine>,
    consents: Vec<Consent>,
    images: Vec<ExportedImage>,
}

/// A consent that was given.
#[derive(Serialize, ToSchema)]
pub struct Consent {
    at: String,
    text_version: String,
    locale: String,
}

/// A picture or file.
#[derive(Serialize, ToSchema)]
pub struct ExportedImage {
    document: &'static str,
    attempt: u32,
    side: &'static str,
    content_type: String,
    /// The bytes in base64.
    data: String,
}

/// Hands out all there is about a person, pictures included.
#[utoipa::path(
    get, path = "/v1/subjects/{id}/export", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = SubjectExport)),
)]
pub async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<SubjectExport>, Problem> {
    caller.need(Scope::Admin)?;
    let service = app.service()?;
    let row = service.store.subject(&id).await?.filter(|row| row.tenant == caller.tenant);
    let row = row.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    note_export(service, &caller, &id).await?;
    whole(&app, row).await.map(Json)
}

async fn note_export(service: &Service, caller: &Caller, subject: &str) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    let actor = caller.actor();
    let entry = AuditEntry {
        tenant: Some(&caller.tenant),
        actor: &actor,
        action: "subject.exported",
        target: subject,
        detail: None,
    };
    tx.audit(entry).await?;
    Ok(tx.commit().await?)
}

async fn whole(app: &App, person: SubjectRow) -> Result<SubjectExport, Problem> {
    let service = app.service()?;
    let key = service.unwrap(&person)?;
    let mut verifications = Vec::new();
    for record in service.store.verifications_of_subject(&person.id).await? {
        verifications.push(exported(service, &record, key.as_ref()).await?);
    }
    let mut assessments = Vec::new();
    for row in risk::assessments_of(service, &person).await? {
        assessments.push(assessments::view::whole(service, &row).await?);
    }
    let customers = service.store.customers_of_subject(&person.id).await?;
    let credentials = service.store.credentials_of_subject(&person.id).await?;
    Ok(SubjectExport {
        subject_id: person.id,
        customer_id: person.customer_id,
        exported_at: told(app.now()),
        customers: customers.into_iter().map(|customer| customers::view(app, customer)).collect(),
        credentials: credentials.into_iter().map(credentials::view).collect(),
        verifications,
        assessments,
    })
}

async fn exported(service: &Service, record: &Record, key: Option<&SealKey>) -> Result<ExportedVerification, Problem> {
    let history = service.store.history(&record.id).await?.into_iter().map(verifications::line).collect();
    let consents = service.store.consents(&record.id).await?;
    let consent = |(at, text_version, locale)| Consent { at: told(at), text_version, locale };
    let mut images = Vec::new();
    for document in service.store.documents(&record.id).await? {
        for image in &document.images {
            let Some(key) = key else { continue };
            images.push(ExportedImage {
                document: document.kind.as_str(),
                attempt: document.attempt,
                side: image.side.as_str(),
                content_type: image.media.clone(),
                data: STANDARD.encode(service.picture(key, &record.id, &image.id).await?),
            });
        }
    }
    let verification = view::of(service, record).await?;
    Ok(ExportedVerification { verification, history, consents: consents.into_iter().map(consent).collect(), images })
}
