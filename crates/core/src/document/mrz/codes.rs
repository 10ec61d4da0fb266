//! Document and country codes of recognised rows.

use super::{
    FieldName, Format,
    align::{Slot, options},
    layout::Layout,
    repair::Grid,
    row::Reading,
};
use crate::document::country;

/// A country code may cost this much more than the plain reading, and must be this much cheaper than the next.
const DEAREST_CODE: f32 = 5.0;
const CLEARLY: f32 = 0.7;
/// Issuer and nationality are mostly the same.
const SAME_COUNTRY: f32 = 1.0;

/// Characters the zone of a format starts with.
fn first_letters(format: Format) -> &'static [char] {
    match format {
        // Old cards of passport size exist.
        Format::Td3 => &['P', 'I'],
        // Passport cards carry a P.
        Format::Td1 | Format::Td2 => &['I', 'A', 'C', 'P'],
        Format::MrvA | Format::MrvB => &['V'],
        Format::FraId => &['I'],
        Format::FraDl => &['D'],
    }
}

/// Whether a row can be the first of a zone of `format`, judged by its first characters alone: one may be a speck.
pub(super) fn may_start(row: &[Reading], format: Format) -> bool {
    row.iter().take(2).any(|reading| {
        let found = options(reading, FieldName::DocumentCode);
        found.iter().any(|option| first_letters(format).contains(&option.0))
    })
}

/// Settles the document code, issuer and nationality of a grid. Nothing when the first characters rule the layout out.
pub(super) fn settle(grid: &mut Grid, layout: &Layout) -> Option<()> {
    let required = match layout.format {
        Format::MrvA | Format::MrvB => "V",
        Format::FraId => "IDFRA",
        Format::FraDl => "D1FRA",
        Format::Td1 | Format::Td2 | Format::Td3 => "",
    };
    for (slot, character) in grid[0].iter_mut().zip(required.chars()) {
        slot.cost_of(character)?;
        slot.fix(character, 0.0);
    }
    if required.is_empty() {
        first_letter(&mut grid[0][0], layout.format)?;
        let start: String = grid[0].iter().take(5).map(Slot::best).collect();
        if layout.format == Format::Td2 && start == "IDFRA" {
            return None;
        }
    }
    // A digit stands in the second place of hardly any document code, `D` in that of most cards.
    if grid[0][0].best() == 'I' && matches!(grid[0][1].best(), '0' | 'O' | 'Q') {
        grid[0][1].fix('D', 1.0);
    }
    if layout.format != Format::FraDl && grid[0][1].best() == 'K' {
        grid[0][1].fix('<', 1.0);
    }
    settle_countries(grid, layout);
    Some(())
}

/// Takes the likeliest of the letters the format starts with.
fn first_letter(slot: &mut Slot, format: Format) -> Option<()> {
    let best = first_letters(format)
        .iter()
        .filter_map(|&letter| Some((letter, slot.cost_of(letter)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    slot.fix(best.0, 0.0);
    Some(())
}

fn settle_countries(grid: &mut Grid, layout: &Layout) {
    let mut issuer = None;
    for name in [FieldName::Issuer, FieldName::Nationality] {
        let Some(span) = layout.span(name) else { continue };
        let slots = &mut grid[span.line][span.start..span.end];
        if let Some(code) = nearest(slots, issuer) {
            for (slot, character) in slots.iter_mut().zip(code.chars()) {
                slot.fix(character, 0.0);
            }
            issuer = Some(code);
        }
    }
}

/// The one known code that is clearly nearest to what was read.
fn nearest(slots: &[Slot], expected: Option<&str>) -> Option<&'static str> {
    let plain: f32 = slots.iter().map(|slot| slot.options[0].1).sum();
    // A code that no registry has, clearly printed, is the issuer's own business: only one letter may be mended beside
    // fillers read as letters, and no filler made a letter.
    let mends = |code: &str| {
        let changed = || code.chars().zip(slots).filter(|(character, slot)| slot.best() != *character);
        changed().filter(|(character, _)| *character != '<').count() <= 1
            && changed().all(|(_, slot)| slot.best() != '<')
    };
    let cost = |code: &str| {
        let costs = code.chars().zip(slots).map(|(character, slot)| slot.cost_of(character));
        costs.sum::<Option<f32>>().map(|cost| cost - plain - if expected == Some(code) { SAME_COUNTRY } else { 0.0 })
    };
    let mut found: Vec<(f32, &'static str)> = country::zone_codes()
        .filter(|code| expected == Some(code) || mends(code))
        .filter_map(|code| Some((cost(code)?, code)))
        .filter(|code| code.0 <= DEAREST_CODE)
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    match found[..] {
        [(_, code)] => Some(code),
        [(best, code), (next, _), ..] if next - best >= CLEARLY => Some(code),
        _ => None,
    }
}
