//! Letters of which nothing is known yet, as something that may be looked up.

use chrono::{Days, NaiveDate};

use super::deadline::Deadline;
use super::fold::Docket;
use super::given::{Course, Form};
use crate::rules::rulebook::Rulebook;

/// The rule of the table `eligibility` that says after how many days.
pub const RULE: &str = "letter-fate";

/// A possible step for each letter without a fate, from the day on which to look it up. No law asks for it.
pub(super) fn to_look_up(docket: &Docket, as_of: NaiveDate, rules: &Rulebook, deadlines: &mut Vec<Deadline>) {
    for given in docket.given.iter().filter(|g| g.at.date() <= as_of) {
        let Form::Letter(posted) = &given.form else { continue };
        let on = given.at.date();
        let Some(ground) = rules.ground(RULE, on).filter(|_| given.course(as_of) == Course::UnderWay) else {
            continue;
        };
        let Some(due) = ground.value.days.and_then(|days| on.checked_add_days(Days::new(u64::from(days))))
        else {
            continue;
        };
        let number = &posted.letter.what.number;
        let title = [format!("查询邮件 {number} 的下落"), format!("Look up what became of letter {number}")];
        deadlines.push(Deadline {
            of: given.to_name.clone(),
            source: ground.source.text().to_owned(),
            ..Deadline::possible(&format!("{RULE}:{number}"), RULE, title, on, due)
        });
    }
}
