//! Documents from real cases.

mod specimens;

use super::*;
use specimens::*;

#[test]
#[ignore = "dumps"]
fn dump() {
    std::fs::create_dir_all("/tmp/docs").unwrap();
    for (name, case) in [("card", card()), ("loan", loan()), ("online", online()), ("private", private())] {
        for document in all() {
            for (variant, money) in [("", money(&case)), ("-paid", if case.payments.is_empty() { money(&case) } else { cut(&case) })] {
                let brief = Brief { pay_by: Some(today()+chrono::Days::new(10)), reference: Some("（2026）示例律函字第12号"), ..Brief::new(&case, &money, today()) };
                match data(document, &brief, false) {
                    Ok(v) => std::fs::write(format!("/tmp/docs/{name}{variant}.{}.json", document.kind), serde_json::to_string_pretty(&v).unwrap()).unwrap(),
                    Err(p) => println!("{name} {} {:?}", document.kind, p.iter().map(|p| (p.code, p.place.field.clone())).collect::<Vec<_>>()),
                }
            }
        }
    }
}
