use countersign_vision::{image::*, model::*, models::*, sample::*, text::*};
fn main() {
    let home = std::env::var("HOME").unwrap();
    let folder = ModelFolder::check(format!("{home}/.cache/countersign/models").as_ref()).unwrap();
    let rt = Runtime::load(&folder.runtime()).unwrap();
    let det = Detector::load(&rt, &folder, 1).unwrap();
    let rec = Recogniser::load(&rt, &folder, 1).unwrap();
    let longest: u32 = std::env::var("LONGEST").map(|s| s.parse().unwrap()).unwrap_or(960);
    for f in std::env::args().skip(1) {
        let p = Pyramid::new(Picture::decode(&std::fs::read(&f).unwrap(), &Limits::default()).unwrap().rgb);
        let t = std::time::Instant::now();
        let lines = det.lines(&p, longest).unwrap();
        println!("== {f} {}x{} {} lines det {:?}", p.original().width(), p.original().height(), lines.len(), t.elapsed());
        for l in lines {
            let l = if l.along[0] < 0.0 { l.turned() } else { l };
            let t = std::time::Instant::now();
            let r = rec.read(&p, &l).unwrap();
            println!("  {:5.0},{:5.0} {:4.0}x{:3.0} along {:.2},{:.2} {:?} {:.3} {}", l.centre[0], l.centre[1], l.width(), l.height(), l.along[0], l.along[1], t.elapsed(), r.confidence(), r.text());
        }
    }
}
