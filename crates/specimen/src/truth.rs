//! What is printed on a specimen, in the words of an evaluation manifest.

use countersign_core::{
    Date,
    document::extraction::{Address, DocumentType, Sex},
};
use image::RgbImage;
use serde::Serialize;

/// The `truth` column of `countersign evaluate documents`.
#[derive(Clone, Serialize)]
pub struct Truth {
    pub document_type: DocumentType,
    /// ISO 3166-1 alpha-3 or `UTO`.
    pub issuing_country: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_state: Option<String>,
    pub document_number: String,
    pub last_name: String,
    pub first_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    pub date_of_birth: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_date: Option<Date>,
    pub expiry_date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mrz_lines: Vec<String>,
}

/// A drawn document: flat, upright, filling the picture.
pub struct Specimen {
    pub front: RgbImage,
    /// Cards only.
    pub back: Option<RgbImage>,
    pub truth: Truth,
}
