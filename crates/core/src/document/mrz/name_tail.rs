//! The end of a name line, where fillers read as letters hide.

use super::align::Slot;

/// Letters a filler is taken for.
fn filler_like(character: char) -> bool {
    matches!(character, '<' | 'K' | 'C' | 'L' | 'E' | 'S' | 'X' | 'V')
}

/// A lone letter at the tail stays when it was read at least this surely: it may be an initial.
const SURE_INITIAL: f32 = 0.16; // about 85 %
const OVERRULED: f32 = 1.0;

/// What was done to a name line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tail {
    /// The separator between surname and given names was found only by taking a letter for a filler, or not at all.
    pub separator_guessed: bool,
    /// A lone letter that may be a misread filler was kept.
    pub doubtful_initial: bool,
}

/// Turns misread fillers back. `slots` are the places of a name field; `one_name` when it holds one name only.
pub(super) fn clean(slots: &mut [Slot], one_name: bool) -> Tail {
    let mut tail = Tail::default();
    trim_runs(slots);
    if !one_name && find(slots, "<<").is_none_or(|at| is_blank(&slots[at..])) {
        tail.separator_guessed = true;
        guess_separator(slots);
    }
    let end = names_end(slots, one_name);
    for slot in &mut slots[end..] {
        slot.fix('<', OVERRULED);
    }
    tail.doubtful_initial = drop_doubtful_initial(slots);
    tail
}

/// Makes the inside of filler runs of optional data fillers for good: a filler stays one, and a lone `K` or `C` with
/// two fillers on either side is one misread. Both letters pass most check digits in a filler's place.
pub(super) fn settle_runs(slots: &mut [Slot]) {
    let letters: Vec<char> = slots.iter().map(Slot::best).collect();
    let filler = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_none_or(|&letter| letter == '<');
    for (at, slot) in slots.iter_mut().enumerate() {
        let inside =
            filler(at.checked_sub(1)) && filler(at.checked_sub(2)) && filler(Some(at + 1)) && filler(Some(at + 2));
        if inside && matches!(letters[at], '<' | 'K' | 'C') {
            slot.fix('<', OVERRULED);
        }
    }
}

fn text(slots: &[Slot]) -> String {
    slots.iter().map(Slot::best).collect()
}

fn find(slots: &[Slot], pattern: &str) -> Option<usize> {
    text(slots).find(pattern)
}

fn is_blank(slots: &[Slot]) -> bool {
    slots.iter().all(|slot| slot.best() == '<')
}

/// Three or more equal filler-like letters that reach the end or a filler: no name ends so.
fn trim_runs(slots: &mut [Slot]) {
    let mut start = 0;
    while start < slots.len() {
        let letter = slots[start].best();
        let length = slots[start..].iter().take_while(|slot| slot.best() == letter).count();
        let end = start + length;
        let closed = end == slots.len() || slots[end].best() == '<';
        if length >= 3 && letter != '<' && filler_like(letter) && closed {
            slots[start..end].iter_mut().for_each(|slot| slot.fix('<', OVERRULED));
        }
        start = end;
    }
}

/// Without two fillers between the names, a filler beside a filler-like letter is the likeliest separator.
fn guess_separator(slots: &mut [Slot]) {
    let letters: Vec<char> = slots.iter().map(Slot::best).collect();
    let last = letters.iter().rposition(|&letter| letter != '<').unwrap_or(0);
    let pairs: Vec<usize> = (1..last)
        .filter(|&at| match (letters[at - 1], letters[at]) {
            ('<', letter) | (letter, '<') => matches!(letter, 'K' | 'C'),
            (a, b) => a == b && a == 'K',
        })
        .filter(|&at| at > 1 && at + 1 < last)
        .collect();
    if let [at] = pairs[..] {
        slots[at - 1].fix('<', OVERRULED);
        slots[at].fix('<', OVERRULED);
    }
}

/// Where the given names end: at the first two fillers after them, unless a real name follows.
fn names_end(slots: &[Slot], one_name: bool) -> usize {
    let text = text(slots);
    let given = if one_name { 0 } else { text.find("<<").map_or(0, |at| at + 2) };
    let mut end = text[given..].find("<<").map_or(slots.len(), |at| given + at);
    while let Some(next) = text[end..].find(|c| c != '<').map(|at| end + at) {
        let stop = text[next..].find('<').map_or(slots.len(), |at| next + at);
        let sure = slots[next..stop].iter().map(|slot| slot.options[0].1).sum::<f32>();
        let junk = text[next..stop].chars().all(filler_like) || stop - next < 3;
        if junk || sure > 1.0 {
            break;
        }
        end = stop;
    }
    end
}

/// A last component of one filler-like letter: an initial only when it was read surely. Says whether one stayed.
fn drop_doubtful_initial(slots: &mut [Slot]) -> bool {
    let Some(last) = slots.iter().rposition(|slot| slot.best() != '<') else { return false };
    let alone = last > 1 && slots[last - 1].best() == '<' && last + 1 < slots.len();
    if !alone || !matches!(slots[last].best(), 'K' | 'C' | 'L') {
        return false;
    }
    let after_separator = slots[last - 2].best() == '<';
    if slots[last].options[0].1 > SURE_INITIAL || after_separator {
        slots[last].fix('<', OVERRULED);
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(line: &str, cost: f32) -> (String, Tail) {
        let mut slots: Vec<Slot> = line.chars().map(|c| Slot { options: vec![(c, cost)], seen: Some(c) }).collect();
        let tail = clean(&mut slots, false);
        (text(&slots), tail)
    }

    #[test]
    fn misread_fillers_go() {
        for (line, expected) in [
            ("STROEM<<ELSA<MARIE<<<<<K<<<C<<", "STROEM<<ELSA<MARIE<<<<<<<<<<<<"),
            ("STROEM<<ELSA<MARIEKKKK<<KKKKKK", "STROEM<<ELSA<MARIE<<<<<<<<<<<<"),
            ("STROEM<<ELSA<<<SCKLK<<<<<<<<EL", "STROEM<<ELSA<<<<<<<<<<<<<<<<<<"),
            ("STROEM<<ELSA<MARIE<<<<<<<<<<AB", "STROEM<<ELSA<MARIE<<<<<<<<<<<<"),
            ("STROEM<KELSA<<<<<<<<<<<<<<<<<<", "STROEM<<ELSA<<<<<<<<<<<<<<<<<<"),
        ] {
            assert_eq!(cleaned(line, 0.02).0, expected);
        }
    }

    #[test]
    fn names_stay() {
        for line in
            ["STROEM<<ELSA<MARIE<E<<<<<<<<<<", "BILL<<ISAK<<<<<<<<<<<<<<<<<<<<", "STROEM<<ELSA<MARIE<ANNASTINA<K"]
        {
            assert_eq!(cleaned(line, 0.02).0, line);
        }
    }

    #[test]
    fn initials_stay_when_read_surely() {
        assert_eq!(
            cleaned("STROEM<<ELSA<K<<<<<<", 0.02),
            ("STROEM<<ELSA<K<<<<<<".to_owned(), Tail { doubtful_initial: true, ..Tail::default() })
        );
        assert_eq!(cleaned("STROEM<<ELSA<K<<<<<<", 0.5).0, "STROEM<<ELSA<<<<<<<<");
    }
}
