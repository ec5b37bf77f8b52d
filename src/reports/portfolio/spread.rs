//! How long things take: mean, median and ninetieth percentile of days.

use super::facts::AccountFacts;
use super::figure::Spread;

/// A duration: its name, and its days on an account.
pub(super) struct Lasting {
    pub(super) id: &'static str,
    pub(super) title: [&'static str; 2],
    pub(super) formula: [&'static str; 2],
    /// `None` where it has not ended; `Some(None)` where it has, and a day is not recorded.
    pub(super) of: fn(&AccountFacts) -> Option<Option<i64>>,
}

/// Every duration, in the order of reports.
pub(super) const LASTING: [Lasting; 3] = [
    Lasting {
        id: "acceptance-days",
        title: ["平均立案周期", "Days to acceptance"],
        formula: ["首次立案日 − 首次提交日", "first accepted − first filed"],
        of: |f| {
            let accepted = f.course.accepted_on()?;
            Some(f.course.filed_on().map(|filed| (accepted - filed).num_days()))
        },
    },
    Lasting {
        id: "closing-days",
        title: ["平均结案周期", "Days to close"],
        formula: [
            "结案日（裁判生效、裁决、调解、撤诉、驳回、终结之日）− 立案日，以最后一次立案的程序计（发回重审、再审的，自重新立案之日起算）；不予受理和立案前撤回的不计",
            "day the latest suit ended (in effect, award, mediated, withdrawn, dismissed, terminated) − day it was last accepted (after a remand or for a retrial, accepted anew); rejected or withdrawn before acceptance is none",
        ],
        of: |f| {
            let (closed, _) = f.course.closed()?;
            let accepted = f.course.last().and_then(|s| s.last_accepted_on);
            Some(accepted.map(|accepted| (closed - accepted).num_days()))
        },
    },
    Lasting {
        id: "enforcement-days",
        title: ["平均执行周期", "Days of enforcement"],
        formula: [
            "首次执行结案（含终本）日 − 执行立案日",
            "day the first round of enforcement ended − day enforcement was accepted",
        ],
        of: |f| {
            let enforcement = &f.course.enforcement;
            let ended = enforcement.first_ended_on?;
            Some(enforcement.accepted_on.map(|accepted| (ended - accepted).num_days()))
        },
    },
];

impl Lasting {
    /// The spread over accounts.
    pub(super) fn over<'a>(&self, all: impl Iterator<Item = &'a AccountFacts>) -> Spread {
        let (mut days, mut left_out) = (Vec::new(), 0);
        for known in all.filter_map(self.of) {
            match known {
                Some(count) => days.push(count),
                None => left_out += 1,
            }
        }
        days.sort_unstable();
        let [mean, median, p90] = spread(&days);
        let (id, title, formula) = (self.id, self.title, self.formula);
        Spread { id, title, formula, accounts: days.len(), left_out, mean, median, p90 }
    }
}

/// Mean, median and ninetieth percentile of sorted days; `None` of none.
fn spread(days: &[i64]) -> [Option<i64>; 3] {
    let Some(count) = i64::try_from(days.len()).ok().filter(|n| *n > 0) else { return [None; 3] };
    let mean = halved_up(days.iter().sum(), count);
    let rank = (days.len() * 9).div_ceil(10);
    [Some(mean), median(days), Some(days[rank - 1])]
}

/// The middle one of sorted days; of an even number the mean of the two in the middle, rounded half up.
pub fn median(days: &[i64]) -> Option<i64> {
    let middle = days.len() / 2;
    let above = *days.get(middle)?;
    Some(if days.len().is_multiple_of(2) { halved_up(days[middle - 1] + above, 2) } else { above })
}

/// A quotient rounded to a whole number, halves up.
fn halved_up(sum: i64, by: i64) -> i64 {
    (2 * sum + by).div_euclid(2 * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1+2+4+8 = 15, of four 3.75; the middle two are 2 and 4. Of ten the ninth is the ninetieth percentile, of eleven
    /// the tenth (9.9 rounded up).
    #[test]
    fn mean_median_and_percentile() {
        assert_eq!(spread(&[1, 2, 4, 8]), [Some(4), Some(3), Some(8)]);
        assert_eq!(spread(&[1, 2]), [Some(2), Some(2), Some(2)]);
        assert_eq!(spread(&[7]), [Some(7), Some(7), Some(7)]);
        assert_eq!(spread(&[]), [None; 3]);
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(spread(&ten)[2], Some(9));
        let eleven: Vec<i64> = (1..=11).collect();
        assert_eq!(spread(&eleven)[2], Some(10));
        assert_eq!(halved_up(-3, 2), -1, "-1.5 goes up");
    }
}
