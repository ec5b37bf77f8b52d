//! One primary debtor, two joint debtors, two guarantors, a mortgage and a pledge, as a court expects to read them.

use super::*;

/// Everyone who can be sued for one loan.
pub fn everyone() -> Case {
    specimen(include_str!("everyone.yaml"))
}

/// The same with an arbitration clause.
pub fn everyone_arbitrates() -> Case {
    let court = "{kind: court, court: 杭州市上城区人民法院, clause: 第二十条, link: 原告住所地}";
    let clause = "{kind: arbitration, institution: 示例仲裁委员会, clause: 第二十条}";
    let yaml = include_str!("everyone.yaml");
    assert!(yaml.contains(court));
    specimen(&yaml.replace(court, clause).replace("原告", "申请人"))
}
