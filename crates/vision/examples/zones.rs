use countersign_vision::{image::*, model::*, models::*, sample::*, text::*, page::*, mrz};
fn main() {
    let home = std::env::var("HOME").unwrap();
    let folder = ModelFolder::check(format!("{home}/.cache/countersign/models").as_ref()).unwrap();
    let rt = Runtime::load(&folder.runtime()).unwrap();
    let det = Detector::load(&rt, &folder, 1).unwrap();
    let rec = Recogniser::load(&rt, &folder, 2).unwrap();
    let longest: u32 = std::env::var("LONGEST").map(|s| s.parse().unwrap()).unwrap_or(960);
    for f in std::env::args().skip(1) {
        let p = Pyramid::new(Picture::decode(&std::fs::read(&f).unwrap(), &Limits::default()).unwrap().rgb);
        let lines = det.lines(&p, longest).unwrap();
        let n = lines.len();
        let mut page = Page::orient(&p, &rec, &lines).unwrap();
        let z = mrz::read(&mut page).unwrap();
        println!("== {f} {}x{} {n} lines, along {:?} {} read {}", p.original().width(), p.original().height(), page.along, page.mirrored, page.lines.iter().filter(|l| l.reading.is_some()).count());
        if let Some(z) = z { println!("  zone valid {} penalty {:.1} doubtful {} {:?} {:?}", z.solved.valid, z.solved.penalty, z.solved.names_doubtful, z.solved.repaired, z.solved.confidence.values().map(|c| (c*100.0) as u32).collect::<Vec<_>>()); for r in z.solved.zone.lines() { println!("    {r}"); } }
    }
}
