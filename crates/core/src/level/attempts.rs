//! How long somebody waits who was not verified.

/// Seconds after the last failure in which nothing is left of it.
pub const FORGOTTEN_AFTER: i64 = 24 * 3600;

/// Seconds to wait after so many failures: two mistakes cost nothing, then each doubles what a guess costs, and from the
/// ninth on it is an hour.
pub fn wait_after(failures: u32) -> i64 {
    match failures {
        0..=2 => 0,
        3..=8 => 30 << (failures - 3),
        _ => 3600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_an_hour() {
        let waits: Vec<_> = (0..=10).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 120, 240, 480, 960, 3600, 3600]);
        assert_eq!(wait_after(u32::MAX), 3600);
    }
}
