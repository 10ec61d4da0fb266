//! The closed catalogue of reason codes: every warning, check and refusal names one of these.
//!
//! Codes are stable: they may be added, never renamed. Each has a private text for the merchant and a text the
//! subject may read: short, warm, no blame.

use serde::{Deserialize, Serialize};

/// One entry of the catalogue.
pub struct Entry {
    pub reason: Reason,
    pub code: &'static str,
    /// What a reason is about; groups the generated page.
    pub family: Family,
    /// For the merchant's eyes.
    pub private: &'static str,
    /// For the subject's eyes: what to do next.
    pub subject: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    Input,
    Capture,
    Document,
    Face,
    Liveness,
    Comparison,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident $code:literal $family:ident $private:literal $subject:literal;)*) => {
        /// A stable reason code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Reason {
            $(#[serde(rename = $code)] $(#[$doc])* $variant,)*
        }

        /// Every reason, in the order of the documentation.
        pub const CATALOGUE: &[Entry] = &[
            $(Entry { reason: Reason::$variant, code: $code, family: Family::$family, private: $private, subject: $subject },)*
        ];
    };
}

catalogue! {
    ImageEmpty "image_empty" Input "The uploaded file has no bytes." "The photo did not arrive. Please send it again.";
    ImageTypeUnsupported "image_type_unsupported" Input "The bytes are no JPEG, PNG or WebP picture." "Please send the photo as JPEG, PNG or WebP.";
    ImageUnreadable "image_unreadable" Input "The picture is damaged or cut off and cannot be decoded." "The photo arrived damaged. Please take it again.";
    ImageTooLarge "image_too_large" Input "The file is larger than the limit for one picture." "The photo is too large. Please send one under 15 MB.";
    ImageTooManyPixels "image_too_many_pixels" Input "The picture has more pixels than the limit." "The photo has too many pixels. Please take it with a lower resolution.";
    ImageTooSmall "image_too_small" Input "The picture is too small to hold a readable document or face." "The photo is too small. Please move closer or use a better camera setting.";
    ProcessingTimeout "processing_timeout" Input "Reading took longer than the time allowed." "This took too long. Please try again with another photo.";
    ProcessingFailed "processing_failed" Input "Something went wrong on our side while the input was processed." "Something went wrong on our side. Please try again.";
    ImageBlurred "image_blurred" Capture "The document's text is blurred." "The photo is blurred. Hold the phone still and try again.";
    ImageGlare "image_glare" Capture "Part of the document is burnt out by a reflection." "A reflection covers part of the document. Tilt it a little and try again.";
    ImageTooDark "image_too_dark" Capture "The picture is too dark." "The photo is too dark. Please find a brighter place.";
    ImageLowResolution "image_low_resolution" Capture "The text on the document is only a few pixels high." "The document is too far away. Please move closer.";
    ImageMirrored "image_mirrored" Capture "The picture is a mirror image." "The photo is mirrored. Please use the normal camera.";
    DocumentCutOff "document_cut_off" Capture "An edge of the document lies outside the picture." "Please keep the whole document in the picture.";
    PdfEncrypted "pdf_encrypted" Input "The PDF is locked with a password or by a method that is not known." "This PDF is locked. Please send one without a password, or a photo.";
    PdfUnreadable "pdf_unreadable" Input "The PDF is damaged or holds no page that could be read." "We could not open this PDF. Please save it again, or send a photo.";
    PdfTooManyPages "pdf_too_many_pages" Input "The PDF has more pages than the limit." "This PDF is too long. Please send only the page with your name and address.";
    PdfTooComplex "pdf_too_complex" Input "Drawing a page of the PDF would take more than the limits allow." "This PDF is too large to open. Please send a photo of the page instead.";
    NoDocument "no_document" Document "No identity document was found in the picture." "We could not find a document. Please photograph the side with your picture.";
    DocumentUnreadable "document_unreadable" Document "A document was found, but its main fields could not be read." "We could not read the document. Please try again in good light.";
    DocumentTypeUnexpected "document_type_unexpected" Document "The document is of another type than asked for." "Please use one of the documents we asked for.";
    DocumentExpired "document_expired" Document "The document's expiry date has passed." "This document has expired. Please use one that is still valid.";
    ExpiryUnknown "expiry_unknown" Document "No expiry date could be read." "We could not read the expiry date. Please try again in good light.";
    DocumentSpecimen "document_specimen" Document "The document is a known specimen or carries a specimen mark." "This looks like a sample. Please use your own document.";
    MrzMissing "mrz_missing" Document "The document should carry a machine readable zone, but none was found." "Please keep the lines at the bottom of the document in the picture.";
    MrzCheckFailed "mrz_check_failed" Document "At least one check digit of the machine readable zone does not hold." "We could not read the lines at the bottom well. Please try again.";
    MrzRepaired "mrz_repaired" Document "Characters of the machine readable zone were corrected by its check digits." "We had trouble reading the lines at the bottom of the document.";
    MrzVisualMismatch "mrz_visual_mismatch" Document "The printed text contradicts the machine readable zone." "Parts of the document do not agree. A person will take a look.";
    MrzCountryUnknown "mrz_country_unknown" Document "The machine readable zone names a country that ICAO does not list." "We could not read the country. Please try again in good light.";
    MrzNameUncertain "mrz_name_uncertain" Document "The name has no check digit and was not confirmed by the printed text." "We could not read the name with certainty. Please try again in good light.";
    DateAmbiguous "date_ambiguous" Document "Day and month of a printed date could be exchanged, and nothing on the document tells." "We could not read a date with certainty. A person will take a look.";
    BarcodeUnreadable "barcode_unreadable" Document "A barcode is there but could not be read." "We could not read the barcode. Please photograph it flat and from close by.";
    BarcodeNotAamva "barcode_not_aamva" Document "The barcode was read but holds no AAMVA data." "This barcode holds no licence data. Please photograph the back of your licence.";
    BarcodeFrontMismatch "barcode_front_mismatch" Document "The barcode and the front of the document disagree." "Front and back do not seem to belong together. Please photograph both again.";
    ImageConsistencyDoubtful "image_consistency_doubtful" Document "The picture shows signs of a screen, a print or an edit." "Please photograph the original document, not a copy or a screen.";
    AddressDocumentUnsuitable "address_document_unsuitable" Document "The paper is an invoice, a receipt, a payslip or the like, which proves no address." "This paper does not show where you live. Please send a bill for your home, a bank statement or an official letter.";
    NoAddressFound "no_address_found" Document "No name with a postal address was found on the paper." "We could not find your name and address. Please send the page that shows both.";
    DocumentReused "document_reused" Document "The same document was used by another subject." "A person will take a look at your document.";
    NoFace "no_face" Face "No face was found." "We could not find your face. Look straight at the camera in good light.";
    SeveralFaces "several_faces" Face "Several faces are there and none is clearly the subject's." "Please make sure that only you are in the picture.";
    FaceTooSmall "face_too_small" Face "The face has too few pixels." "Please move closer to the camera.";
    FaceTooBlurred "face_too_blurred" Face "The face is too blurred to compare." "The photo is blurred. Hold the phone still and try again.";
    FaceOccluded "occluded" Face "Part of the face is covered." "Please take off sunglasses, mask or hat and try again.";
    FaceTurned "face_turned" Face "The face is turned too far to the side." "Please look straight at the camera.";
    NoPortrait "no_portrait" Face "No portrait was found on the document." "We could not find the photo on the document. Please photograph the side with your picture.";
    SelfieFaceMismatch "selfie_face_mismatch" Face "The selfie and the document portrait are not the same person at the chosen false match rate." "Your selfie does not seem to match the document. Please try again in good light.";
    SelfieFaceDoubtful "selfie_face_doubtful" Face "The comparison score is close to the threshold." "We are not sure about the selfie. Please try again in good light.";
    LivenessNotRun "liveness_not_run" Liveness "No liveness check was made." "A person will take a look.";
    LivenessFailed "liveness_failed" Liveness "The selfie shows signs of a presentation attack." "Please take a new selfie of yourself.";
    LivenessInconclusive "liveness_inconclusive" Liveness "It could not be told whether the selfie shows a live person." "Please take a new selfie in good light.";
    LivenessPassiveOnly "liveness_passive_only" Liveness "The selfie was examined as a still only, which good attacks pass." "A person will take a look.";
    PatternSeen "pattern_seen" Liveness "A fine regular pattern, as of a screen or of print, lies over the selfie." "Please take the selfie of yourself, not of a picture or a screen.";
    EdgesSeen "edges_seen" Liveness "The edges of a print or a device enclose the face of the selfie." "Please take the selfie of yourself, not of a picture or a screen.";
    ColoursFlat "colours_flat" Liveness "The selfie lacks the depth of colour and detail of a photograph taken from life." "Please take a new selfie in good light.";
    CaptureEdited "capture_edited" Liveness "The file says that it comes from an editing program or a screenshot." "Please take a new selfie with your camera.";
    LivenessModelObjects "liveness_model_objects" Liveness "The operator's own model takes the selfie for an attack." "Please take a new selfie of yourself in good light.";
    ChallengeTimesWrong "challenge_times_wrong" Liveness "Times or number of the challenge's frames are impossible." "Something went wrong with the recording. Please try again.";
    ChallengeIncomplete "challenge_incomplete" Liveness "The challenge's frames are too few or do not cover all of its steps." "The recording was too short. Please try again and follow it to the end.";
    ChallengeFaceLost "challenge_face_lost" Liveness "Too many of the challenge's frames show no face." "Please keep your face in the picture and try again.";
    ChallengeFrozen "challenge_frozen" Liveness "Frames of the challenge repeat one another." "The recording stood still. Please try again.";
    ChallengeTurnsMissing "challenge_turns_missing" Liveness "Not every turn of the head that was asked for was made." "Please follow the turns a little further and try again.";
    ChallengeTurnsWrong "challenge_turns_wrong" Liveness "The head turned another way than was asked for." "Please follow the turns in their order and try again.";
    ChallengeTurnsMistimed "challenge_turns_mistimed" Liveness "The head turned at another time than was asked for." "Please turn when you are asked to and try again.";
    ChallengeFlat "challenge_flat" Liveness "What moved before the camera is flat." "Please show yourself, not a picture, and try again.";
    ChallengePersonChanged "challenge_person_changed" Liveness "The challenge's frames show more than one person." "Please make sure that only you are in the picture and try again.";
    ChallengeSelfieMismatch "challenge_selfie_mismatch" Liveness "The person of the challenge is not clearly the one of the selfie." "Please take selfie and recording of yourself and try again.";
    ChallengeFlashUnseen "challenge_flash_unseen" Liveness "The coloured lights did not show on the face." "Please go to a darker place, move closer to the screen and try again.";
    ChallengeFlashWrong "challenge_flash_wrong" Liveness "The light on the face does not follow the colours that were shown." "Please go to a darker place, move closer to the screen and try again.";
    NameMismatch "name_mismatch" Comparison "The name on the document is another than the one expected." "The name does not match your order. Please check it.";
    NameClose "name_close" Comparison "The name on the document is close to the one expected, but not the same." "The name differs a little from your order. A person will take a look.";
    NameUnreadable "name_unreadable" Comparison "A name was expected but none could be read." "We could not read the name. Please try again in good light.";
    DateOfBirthMismatch "date_of_birth_mismatch" Comparison "The birth date is another than the one expected." "The birth date does not match. Please check it.";
    DateOfBirthUnreadable "date_of_birth_unreadable" Comparison "A birth date was needed but none could be read." "We could not read the birth date. Please try again in good light.";
    AddressMismatch "address_mismatch" Comparison "The address is another than the one expected." "The address does not match your order. Please check it.";
    AddressClose "address_close" Comparison "The address is close to the one expected, but not the same." "The address differs a little from your order. A person will take a look.";
    AddressUnreadable "address_unreadable" Comparison "An address was expected but none could be read." "We could not read the address. Please try again in good light.";
    DocumentNumberMismatch "document_number_mismatch" Comparison "The document number is another than the one expected." "The document number does not match. Please check it.";
    DocumentNumberUnreadable "document_number_unreadable" Comparison "A document number was expected but none could be read." "We could not read the document number. Please try again in good light.";
    IssuingCountryMismatch "issuing_country_mismatch" Comparison "The document was issued by another country or state than expected." "Please use a document from the country you named.";
    IssuingCountryUnreadable "issuing_country_unreadable" Comparison "An issuing country was expected but none could be read." "We could not read the country. Please try again in good light.";
    CheckMissing "check_missing" Comparison "A check that the policy requires was not made." "A person will take a look.";
    AgeUnknown "age_unknown" Comparison "A minimum age was asked for, but no birth date could be read with certainty." "We could not read the birth date. Please try again in good light.";
    UnderAge "under_age" Comparison "The person is younger than the minimum age." "Sorry, this order has a minimum age.";
    ProofOfAddressDateUnknown "proof_of_address_date_unknown" Comparison "No date of issue could be read on the proof of address." "We could not find the date. Please send the page that shows it.";
    ProofOfAddressOld "proof_of_address_old" Comparison "The proof of address is older than allowed." "Please send a more recent document.";
}

impl Reason {
    /// The catalogue's entry of this reason.
    pub fn entry(self) -> &'static Entry {
        // The catalogue is written by the same macro, in the order of the variants.
        &CATALOGUE[self as usize]
    }

    pub fn code(self) -> &'static str {
        self.entry().code
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
