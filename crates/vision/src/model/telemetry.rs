//! The runtime's telemetry. Its Linux builds, too, collect events in the user's cache and send them to their maker
//! as soon as an environment is made, before the call that switches that off can be made. A variable of the process's
//! environment, read when the library is loaded, keeps all of it from starting.

use std::sync::Once;

const VARIABLE: &str = "ORT_DISABLE_TELEMETRY";

/// Keeps the runtime from collecting and sending anything. A program calls it before it starts threads; loading a model
/// does so where nobody did.
#[expect(unsafe_code, reason = "the runtime can be told in no other way")]
pub fn forbid_telemetry() {
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        if std::env::var_os(VARIABLE).is_none_or(|value| value != "1") {
            // SAFETY: the program calls this first, while it has one thread; tests load models before they read variables.
            unsafe { std::env::set_var(VARIABLE, "1") };
        }
    });
}
