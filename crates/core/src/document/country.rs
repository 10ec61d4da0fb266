//! Country codes as documents carry them.
