//! Fields from printed text lines.
