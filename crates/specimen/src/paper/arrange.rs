//! Where things stand on a sheet: ten arrangements.

use countersign_core::Date;
use fastrand::Rng;

use super::{PaperTruth, Print, address_lines, date_text, pick, words::Pack};

/// How many arrangements there are.
pub const ARRANGEMENTS: usize = 10;

/// How one arrangement goes.
struct Plan {
    /// Upper left corner of the issuer's name as shares of the sheet's width and height, and its height in millimetres.
    letterhead: (f32, f32, f32),
    sender: Sender,
    recipient: Recipient,
    dates: Dates,
    /// Height of body print in millimetres.
    print: f32,
    /// A stub to cut off and send with money, at the foot.
    stub: bool,
}

/// Where the issuer's own address stands.
#[derive(Clone, Copy, PartialEq)]
enum Sender {
    UnderName,
    AboveWindow,
    Foot,
}

/// How the recipient is shown.
#[derive(Clone, Copy, PartialEq)]
enum Recipient {
    /// A block in the window of an envelope, at this share of the width.
    Window(f32),
    /// A block below a label.
    Labelled(f32),
    /// Name and address in a table of labels.
    Table,
}

/// How the date is shown.
#[derive(Clone, Copy, PartialEq)]
enum Dates {
    /// `Bill date: 3 March 2026` at the right.
    Lines,
    /// Labels in one row, values below them.
    Columns,
    /// Labels left, values right.
    Table,
}

const PLANS: [Plan; ARRANGEMENTS] = [
    plan((0.08, 0.05, 7.0), Sender::UnderName, Recipient::Window(0.08), Dates::Lines, 3.6, true),
    plan((0.55, 0.05, 6.0), Sender::AboveWindow, Recipient::Window(0.10), Dates::Table, 3.6, false),
    plan((0.08, 0.04, 8.0), Sender::Foot, Recipient::Window(0.56), Dates::Lines, 3.8, false),
    plan((0.30, 0.04, 7.0), Sender::UnderName, Recipient::Labelled(0.08), Dates::Columns, 3.4, false),
    plan((0.08, 0.05, 5.5), Sender::UnderName, Recipient::Table, Dates::Table, 3.6, false),
    plan((0.60, 0.03, 6.5), Sender::Foot, Recipient::Window(0.10), Dates::Columns, 3.5, true),
    plan((0.08, 0.03, 6.0), Sender::AboveWindow, Recipient::Window(0.08), Dates::Lines, 4.0, false),
    plan((0.08, 0.06, 9.0), Sender::Foot, Recipient::Labelled(0.55), Dates::Lines, 3.6, false),
    plan((0.40, 0.05, 6.0), Sender::UnderName, Recipient::Window(0.08), Dates::Table, 3.3, true),
    plan((0.08, 0.04, 7.5), Sender::Foot, Recipient::Table, Dates::Lines, 3.7, false),
];

const fn plan(
    letterhead: (f32, f32, f32),
    sender: Sender,
    recipient: Recipient,
    dates: Dates,
    print: f32,
    stub: bool,
) -> Plan {
    Plan { letterhead, sender, recipient, dates, print, stub }
}

/// Puts lines on a sheet.
struct Sheet<'a> {
    size: (f32, f32),
    prints: Vec<Print>,
    pack: &'a Pack,
    truth: &'a PaperTruth,
    plan: &'a Plan,
}

pub(super) fn arrange(
    pack: &Pack,
    truth: &PaperTruth,
    size: (f32, f32),
    arrangement: usize,
    rng: &mut Rng,
) -> Vec<Print> {
    let plan = &PLANS[arrangement % ARRANGEMENTS];
    let mut sheet = Sheet { size, prints: Vec::new(), pack, truth, plan };
    sheet.letterhead(rng);
    sheet.recipient(rng);
    sheet.dates(rng);
    sheet.body();
    sheet.prints
}

impl Sheet<'_> {
    /// `at` in shares of the sheet.
    fn put(&mut self, at: (f32, f32), height: f32, bold: bool, text: impl Into<String>) {
        let (x, y) = (at.0 * self.size.0, at.1 * self.size.1);
        self.prints.push(Print { x, y, height, bold, text: text.into() });
    }

    /// The share of the sheet's height that a line takes.
    fn step(&self) -> f32 {
        1.35 * self.plan.print / self.size.1
    }

    fn letterhead(&mut self, rng: &mut Rng) {
        let (x, y, height) = self.plan.letterhead;
        self.put((x, y), height, true, self.truth.issuer.clone());
        let own = own_address(self.pack, rng);
        let small = self.plan.print * 0.8;
        match self.plan.sender {
            Sender::UnderName => {
                let top = y + 1.3 * height / self.size.1;
                for (row, line) in own.iter().enumerate() {
                    self.put((x, top + row as f32 * self.step()), small, false, line.clone());
                }
            }
            Sender::AboveWindow => {
                let line = format!("{} · {}", self.truth.issuer, own.join(" · "));
                let left = if let Recipient::Window(left) = self.plan.recipient { left } else { 0.08 };
                self.put((left, 0.145), small * 0.75, false, line);
            }
            Sender::Foot => {
                self.put((0.08, 0.95), small, false, format!("{}, {}", self.truth.issuer, own.join(", ")));
            }
        }
    }

    fn recipient(&mut self, rng: &mut Rng) {
        let address = address_lines(self.pack.place.form, &self.truth.address);
        let salutation = pick(rng, self.pack.place.salutations);
        let name = format!("{salutation} {}", self.truth.name).trim().to_owned();
        match self.plan.recipient {
            Recipient::Window(left) => self.block(left, 0.17, std::iter::once(name).chain(address)),
            Recipient::Labelled(left) => {
                self.put((left, 0.17), self.plan.print, true, self.pack.name);
                self.block(left, 0.17 + self.step(), std::iter::once(self.truth.name.clone()).chain(address));
            }
            Recipient::Table => {
                let rows = [(self.pack.name, self.truth.name.clone()), (self.pack.address, address.join(", "))];
                for (row, (label, value)) in rows.into_iter().enumerate() {
                    let y = 0.19 + 1.4 * row as f32 * self.step();
                    self.put((0.08, y), self.plan.print, false, label);
                    self.put((0.34, y), self.plan.print, true, value);
                }
            }
        }
    }

    fn block(&mut self, left: f32, top: f32, lines: impl Iterator<Item = String>) {
        for (row, line) in lines.enumerate() {
            self.put((left, top + row as f32 * self.step()), self.plan.print, false, line);
        }
    }

    fn dates(&mut self, rng: &mut Rng) {
        let (place, words) = (self.pack.place, rng.bool());
        let day = |date: Date| date_text(place, date, words);
        let issued = self.truth.issue_date;
        let due =
            Date::new(issued.year(), issued.month() + 1, issued.day()).expect("issued by October, before the 29th");
        let values = [
            (self.pack.account, format!("{}", rng.u32(10_000_000..99_999_999))),
            (self.pack.issued, day(self.truth.issue_date)),
            (self.pack.due, day(due)),
        ];
        for (at, (label, value)) in values.into_iter().enumerate() {
            let at = at as f32;
            match self.plan.dates {
                Dates::Lines => {
                    self.put((0.58, 0.30 + at * self.step()), self.plan.print, false, format!("{label}: {value}"));
                }
                Dates::Table => {
                    self.put((0.55, 0.30 + at * self.step()), self.plan.print, false, label);
                    self.put((0.78, 0.30 + at * self.step()), self.plan.print, true, value);
                }
                Dates::Columns => {
                    self.put((0.08 + 0.3 * at, 0.31), self.plan.print, true, label);
                    self.put((0.08 + 0.3 * at, 0.31 + 1.2 * self.step()), self.plan.print, false, value);
                }
            }
        }
    }

    fn body(&mut self) {
        self.put((0.08, 0.40), 1.7 * self.plan.print, true, self.pack.title);
        let mut y = 0.46;
        for (label, value) in self.pack.rows {
            self.put((0.08, y), self.plan.print, false, *label);
            self.put((0.76, y), self.plan.print, false, *value);
            y += 1.5 * self.step();
        }
        self.put((0.08, y + 0.03), self.plan.print, false, self.pack.closing);
        if self.plan.stub {
            self.put((0.08, 0.80), self.plan.print, true, self.truth.issuer.clone());
            self.put(
                (0.08, 0.80 + self.step()),
                self.plan.print,
                false,
                format!("{} {}", self.pack.title, self.pack.account),
            );
        }
    }
}

/// An address of the firm itself, in the same country.
fn own_address(pack: &Pack, rng: &mut Rng) -> Vec<String> {
    let own = super::address(pack.place, rng, &|text| text);
    address_lines(pack.place.form, &own)
}
