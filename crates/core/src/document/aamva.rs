//! AAMVA DL/ID payloads of PDF417 barcodes.
