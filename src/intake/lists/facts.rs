//! A row of a list of accounts, put into the facts of its account.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::header::Layout;
use super::spool::Row;
use crate::domain::change;
use crate::domain::date;
use crate::domain::identity::{resident_id, uscc};
use crate::domain::money::Amount;
use crate::domain::problem::{Place, Problem};
use crate::intake::value::shown;

/// Facts as rows are put into them.
#[derive(Debug)]
pub struct Drawn {
    /// The facts.
    pub facts: Value,
    /// The cell of each path that a row set.
    pub places: HashMap<String, Place>,
    /// What is wrong, and what someone should look at.
    pub problems: Vec<Problem>,
}

/// A value of a row, and where it stands.
pub struct Said<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// The value; `None` where the cell says that there is none.
    pub value: Option<&'a Value>,
    /// Its cell.
    pub place: Place,
}

/// The values of a row in the order of its columns, constants first: a column says it better.
pub fn said<'a>(layout: &'a Layout, row: &'a Row) -> Vec<Said<'a>> {
    let constants = layout
        .constants
        .iter()
        .filter(|(to, _)| layout.column(to).is_none())
        .map(|(to, value)| Said { to, value: Some(value), place: layout.place(row.number, row.line, 0) });
    let own = row.values.iter().filter_map(|(column, value)| {
        let chosen = layout.columns.get(*column)?.as_ref()?;
        let place = layout.place(row.number, row.line, *column);
        Some(Said { to: &chosen.to, value: value.as_ref(), place })
    });
    constants.chain(own).collect()
}

impl Drawn {
    /// Puts a value at a path, or takes away what stands there.
    pub fn set(&mut self, path: &str, value: Option<&Value>, place: Place) {
        // Paths come from the table of columns and lists are only appended to: none can be wrong.
        let _ = change::set(&mut self.facts, path, value.cloned().unwrap_or(Value::Null));
        self.places.insert(path.to_owned(), place);
    }

    /// Adds to a list of texts what the file has in several columns.
    fn join(&mut self, path: &str, value: Option<&Value>, place: Place) {
        if !self.places.contains_key(path) {
            return self.set(path, value, place);
        }
        let mut all = self.text_list(path);
        for item in value.and_then(Value::as_array).into_iter().flatten() {
            if !all.contains(item) {
                all.push(item.clone());
            }
        }
        if !all.is_empty() {
            self.set(path, Some(&Value::Array(all)), place);
        }
    }

    fn text_list(&self, path: &str) -> Vec<Value> {
        change::get(&self.facts, path).ok().and_then(Value::as_array).cloned().unwrap_or_default()
    }

    fn at(&self, path: &str) -> &Value {
        change::get(&self.facts, path).unwrap_or(&Value::Null)
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.at(path).as_str()
    }

    fn warn(&mut self, code: &'static str, place: &Place) -> &mut Problem {
        self.problems.push(Problem::warning(code, place.clone()));
        self.problems.last_mut().expect("it was just pushed")
    }

    /// Where the primary debtor stands in the list of debtors.
    pub fn primary(&self) -> usize {
        let debtors = self.facts["debtors"].as_array().map_or(&[][..], Vec::as_slice);
        debtors.iter().position(|debtor| debtor["role"] == "primary").unwrap_or(0)
    }

    /// Puts in a row of a list of accounts.
    pub fn account(&mut self, layout: &Layout, row: &Row) {
        let primary = format!("debtors[{}]", self.primary());
        let (mut plain, mut others) = (Vec::new(), Vec::new());
        for said in said(layout, row) {
            if said.to.starts_with('=') { others.push(said) } else { plain.push(said) }
        }
        // The branch that has the case is the creditor where the list names no other.
        let named = plain.iter().any(|said| said.to == "creditor.name" && said.value.is_some());
        if let Some(branch) = others.iter_mut().find(|said| said.to == "=branch" && said.value.is_some()) {
            if named {
                let (place, found) = (branch.place.clone(), branch.value.and_then(Value::as_str));
                let other = plain.iter().find(|said| said.to == "creditor.name").and_then(|said| said.value);
                if other.and_then(Value::as_str) != found {
                    self.warn("W-LIST-BRANCH", &place);
                }
            } else {
                let branch =
                    std::mem::replace(branch, Said { to: "=ignore", value: None, place: Place::default() });
                plain.push(Said { to: "creditor.name", ..branch });
            }
        }
        self.creditor(&plain);
        for said in plain {
            if said.to == "account" {
                continue;
            }
            let path = said.to.replace("debtors[0]", &primary);
            match path.ends_with(".phones") || path.ends_with(".emails") {
                true => self.join(&path, said.value, said.place),
                false => self.set(&path, said.value, said.place),
            }
        }
        self.product();
        for said in others {
            self.other(said, &primary);
        }
        self.identity(&primary);
        self.service(&primary);
        self.complete();
    }

    /// Another creditor than the one that is known takes nothing over from it.
    fn creditor(&mut self, plain: &[Said<'_>]) {
        let named = plain.iter().find(|said| said.to == "creditor.name").and_then(|said| said.value);
        if let Some(name) = named
            && self.facts["creditor"]["name"] != *name
        {
            let _ = change::set(&mut self.facts, "creditor", Value::Null);
        }
    }

    /// Without a product, the cause of action decides.
    fn product(&mut self) {
        if !self.at("product").is_null() {
            return;
        }
        let product = match self.text("cause") {
            Some("信用卡纠纷") => "credit-card",
            Some("金融借款合同纠纷" | "小额借款合同纠纷" | "民间借贷纠纷" | "借款合同纠纷") => {
                "personal-loan"
            }
            _ => return,
        };
        if let Some(place) = self.places.get("cause").cloned() {
            self.set("product", Some(&product.into()), place);
        }
    }

    /// A column that is not one field.
    fn other(&mut self, said: Said<'_>, primary: &str) {
        let Said { to, value, place } = said;
        let text = value.and_then(Value::as_str);
        match (to, text) {
            ("=number", Some(_)) | ("=limit", Some(_)) => {
                let card = self.text("product").map(|product| product == "credit-card");
                let path = match (to, card) {
                    ("=number", Some(true)) => "contract.card_number",
                    ("=number", Some(false)) => "contract.number",
                    (_, Some(true)) => "contract.limit",
                    (_, Some(false)) => "contract.principal",
                    (_, None) => {
                        self.warn("W-LIST-PRODUCT", &place);
                        return;
                    }
                };
                if path == "contract.card_number" {
                    let digits: String =
                        text.unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
                    self.set(path, Some(&digits.into()), place);
                } else {
                    self.set(path, value, place);
                }
            }
            ("=rate-year" | "=rate-day", Some(_)) => {
                if self.places.contains_key("contract.terms.interest.rate") {
                    self.warn("W-LIST-TWO-RATES", &place);
                    return;
                }
                let per = if to == "=rate-year" { "year" } else { "day" };
                self.set("contract.terms.interest.rate", value, place.clone());
                self.set("contract.terms.interest.per", Some(&per.into()), place);
            }
            ("=birth", Some(day)) => self.birth(day, primary, &place),
            ("=total", Some(total)) => self.total(total, &place),
            ("=counsel", Some(name)) => self.counsel(name, place),
            ("=assets", Some(list)) => self.assets(list, &place),
            ("=basis", Some(link)) => {
                let arbitration = link.contains("仲裁") && !link.contains("法院");
                self.set("contract.forum.link", value, place.clone());
                if self.at("contract.forum.kind").is_null() {
                    let kind = if arbitration { "arbitration" } else { "court" };
                    self.set("contract.forum.kind", Some(&kind.into()), place);
                }
            }
            _ => {}
        }
    }

    /// The day of birth is no fact of its own: it is in the ID, which it must fit.
    fn birth(&mut self, day: &str, primary: &str, place: &Place) {
        let of_id =
            self.text(&format!("{primary}.id.number")).and_then(|number| resident_id::read(number).ok());
        let Some((said, read)) = date::parse(day).zip(of_id) else { return };
        let differs: Option<NaiveDate> = (said != read.birth).then_some(read.birth);
        if let Some(birth) = differs {
            let problem = self.warn("W-LIST-BIRTH", place);
            problem.args.push(("found", said.to_string()));
            problem.args.push(("expected", birth.to_string()));
        }
    }

    /// The sum of the figures, with or without the lawyer's fee: lists have it either way.
    fn total(&mut self, total: &str, place: &Place) {
        const PARTS: [&str; 6] =
            ["principal", "interest", "overdue_interest", "compound_interest", "penalty", "fees"];
        let amount = |value: &Value| value.as_str().and_then(|text| text.parse::<Amount>().ok());
        let add = |sum: Amount, part: Option<Amount>| sum.checked_add(part.unwrap_or(Amount::ZERO));
        let sum =
            PARTS.iter().try_fold(Amount::ZERO, |sum, part| add(sum, amount(&self.facts["debt"][part])));
        let fee = amount(&self.facts["debt"]["costs"]["attorney_fee"]);
        let (Some(sum), Ok(total)) = (sum, total.parse::<Amount>()) else { return };
        if sum != total && add(sum, fee) != Some(total) {
            let problem = self.warn("W-LIST-TOTAL", place);
            problem.args.push(("found", total.grouped()));
            problem.args.push(("expected", sum.grouped()));
        }
    }

    /// `示例律师事务所 王示例律师`, or a name beside a column of firms.
    fn counsel(&mut self, name: &str, place: Place) {
        match name.find("事务所") {
            Some(at) => {
                let (firm, lawyer) = name.split_at(at + "事务所".len());
                self.set("counsel.firm", Some(&firm.trim().into()), place.clone());
                let lawyer =
                    lawyer.trim_matches([' ', '　', ',', '，', '、', '/', ':', '：', '(', ')', '（', '）']);
                let lawyer = lawyer.strip_suffix("律师").unwrap_or(lawyer).trim();
                if !lawyer.is_empty() {
                    self.set("counsel.lawyer", Some(&lawyer.into()), place);
                }
            }
            None => {
                let lawyer = name.strip_suffix("律师").unwrap_or(name).trim();
                self.set("counsel.lawyer", Some(&lawyer.into()), place);
            }
        }
    }

    /// Each piece of property that is not known yet. A kind is taken where the list names it: `车辆：京A00000`.
    fn assets(&mut self, list: &str, place: &Place) {
        const KINDS: [(&str, &str); 10] = [
            ("银行存款", "bank-account"),
            ("存款", "bank-account"),
            ("银行账户", "bank-account"),
            ("车辆", "vehicle"),
            ("机动车", "vehicle"),
            ("不动产", "real-estate"),
            ("房产", "real-estate"),
            ("股权", "equity"),
            ("工资", "wage"),
            ("工资收入", "wage"),
        ];
        let mut assets = self.text_list("assets");
        for piece in list.split(['；', ';', '\n']).map(str::trim).filter(|piece| !piece.is_empty()) {
            let named = piece.split_once(['：', ':']).and_then(|(kind, detail)| {
                let (_, id) = KINDS.iter().find(|(name, _)| *name == kind.trim())?;
                Some((*id, detail.trim()))
            });
            let (kind, detail) = named.unwrap_or(("other", piece));
            if !assets.iter().any(|asset| asset["detail"] == detail) {
                assets.push(json!({"kind": kind, "detail": detail}));
                self.places.insert(format!("assets[{}]", assets.len() - 1), place.clone());
            }
        }
        if !assets.is_empty() {
            self.set("assets", Some(&Value::Array(assets)), place.clone());
        }
    }

    /// A number without the kind of its paper: 15 or 18 characters of a resident ID, or a unified social credit code that
    /// holds. Anything else needs a column that says.
    pub fn identity(&mut self, debtor: &str) {
        let (kind, number) = (format!("{debtor}.id.type"), format!("{debtor}.id.number"));
        let Some(found) = self.text(&number).map(str::to_owned) else {
            if !self.at(&format!("{debtor}.id")).is_null() {
                let _ = change::set(&mut self.facts, &format!("{debtor}.id"), Value::Null);
            }
            return;
        };
        if !self.at(&kind).is_null() {
            return;
        }
        let Some(place) = self.places.get(&number).cloned() else { return };
        let digits =
            found.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || (b == b'X' && i + 1 == found.len()));
        let read = if digits && !found.is_empty() {
            "resident-id"
        } else if uscc::check(&found).is_ok() {
            "uscc"
        } else {
            let masked = crate::domain::identity::mask::number(&found);
            self.problems.push(Problem::error("E-LIST-ID-TYPE", place).with("found", shown(&masked)));
            return;
        };
        self.set(&kind, Some(&read.into()), place);
    }

    /// An address for service that a list gives under that name is agreed; consent to electronic service alone is not.
    pub fn service(&mut self, debtor: &str) {
        let at = format!("{debtor}.service_address");
        let known = self.at(&at);
        if known.is_object() && known["agreed"].is_null() {
            let agreed = known["address"].is_string();
            let place =
                ["address", "electronic"].iter().find_map(|of| self.places.get(&format!("{at}.{of}")));
            let place = place.cloned().unwrap_or_default();
            self.set(&format!("{at}.agreed"), Some(&agreed.into()), place);
        }
    }

    /// Records that lack what makes them one are completed where that is plain, else left out with a warning.
    fn complete(&mut self) {
        if self.at("contract.forum").is_object() && self.at("contract.forum.kind").is_null() {
            let kind = match (self.text("contract.forum.institution"), self.text("contract.forum.court")) {
                (Some(_), None) => Some(("arbitration", "institution")),
                (None, Some(_)) => Some(("court", "court")),
                _ => None,
            };
            if let Some((kind, of)) = kind {
                let place = self.places.get(&format!("contract.forum.{of}")).cloned().unwrap_or_default();
                self.set("contract.forum.kind", Some(&kind.into()), place);
            }
        }
        let preservation = &self.facts["preservation"];
        if preservation.is_object() && preservation["wanted"].is_null() {
            let place = self.places.get("preservation.amount").cloned().unwrap_or_default();
            let wanted = preservation["amount"].is_string();
            self.set("preservation.wanted", Some(&wanted.into()), place);
        }
        const NEEDS: [(&str, &str, &str); 7] = [
            ("handler", "name", "经办人"),
            ("creditor", "name", "原告名称"),
            ("creditor.head", "name", "负责人"),
            ("counsel", "firm", "律师事务所"),
            ("contract.forum", "kind", "管辖法院"),
            ("contract.terms.interest", "rate", "年利率"),
            ("preservation", "wanted", "是否保全"),
        ];
        for (record, needs, header) in NEEDS {
            let value = self.at(record);
            if !value.is_object() || !value[needs].is_null() {
                continue;
            }
            let empty = value.as_object().is_some_and(|fields| fields.values().all(Value::is_null));
            let mut said: Vec<&String> =
                self.places.keys().filter(|path| path.starts_with(&format!("{record}."))).collect();
            said.sort();
            let place = said.first().and_then(|path| self.places.get(*path)).cloned();
            if let (false, Some(place)) = (empty, place) {
                let problem = self.warn("W-LIST-INCOMPLETE", &place);
                problem.args.push(("expected", header.to_owned()));
            }
            let _ = change::set(&mut self.facts, record, Value::Null);
        }
    }
}
