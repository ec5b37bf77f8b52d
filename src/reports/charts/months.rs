//! Month by month: columns for what came in, a line for what was spent, on one scale.

use super::drawing::{Anchor, Drawing, FIRST, Frame, INK, LINE, QUIET, SECOND, WIDTH, width_of};
use super::scale::{lines, part};

/// The plot, in tenths: the room of the axis' figures at its left, of the legend above, of the months below.
const LEFT: i64 = 620;
const TOP: i64 = 340;
const HEIGHT: i64 = 1_700;
const BELOW: i64 = 300;
const SIZE: u8 = 12;

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// How it is called below the axis: `3月`.
    pub name: String,
    /// What came in.
    pub came_in: i64,
    /// What was spent.
    pub spent: i64,
    /// Both as they are read, for the pointer.
    pub shown: String,
    /// Where it leads.
    pub link: Option<String>,
}

/// All months and what the series are called.
#[derive(Clone, Copy, Debug)]
pub struct Months<'a> {
    /// In their order.
    pub list: &'a [Month],
    /// What the columns are.
    pub came_in: &'a str,
    /// What the line is.
    pub spent: &'a str,
    /// A value of the axis as it is read: `50万`.
    pub figure: fn(i64) -> String,
}

/// Draws them.
pub fn months(frame: &Frame<'_>, months: &Months<'_>) -> String {
    let right = WIDTH * 10;
    let bottom = TOP + HEIGHT;
    let most = months.list.iter().map(|m| m.came_in.max(m.spent)).max().unwrap_or(0);
    let scale = lines(most);
    let most = scale.last().copied().unwrap_or(0);
    let mut drawing = Drawing::new();
    legend(&mut drawing, months);
    for value in &scale {
        let y = bottom - part(*value, most, HEIGHT);
        drawing.line([LEFT, y, right, y], if *value == 0 { QUIET } else { LINE });
        drawing.text((LEFT - 60, y + 40), SIZE, Anchor::End, QUIET, &(months.figure)(*value));
    }
    let count = i64::try_from(months.list.len()).unwrap_or(1).max(1);
    let each = (right - LEFT) / count;
    let widest = months.list.iter().map(|m| width_of(&m.name, SIZE)).max().unwrap_or(0) + 60;
    // Names that would run into each other are left out, evenly, so that the last one stays.
    let every = usize::try_from(widest / each.max(1) + 1).unwrap_or(1);
    let mut spent = Vec::new();
    for (at, month) in months.list.iter().enumerate() {
        let left = LEFT + each * i64::try_from(at).unwrap_or(0);
        let link = month.link.as_deref();
        drawing.open(&format!("{} {}", month.name, month.shown), link);
        // The whole month answers to the pointer, not the column alone.
        drawing.rect([left, TOP, each, HEIGHT], "transparent");
        let height = part(month.came_in, most, HEIGHT);
        if height > 0 {
            drawing.rect([left + each / 5, bottom - height, each - 2 * (each / 5), height], FIRST);
        }
        drawing.close(link);
        spent.push((left + each / 2, bottom - part(month.spent, most, HEIGHT)));
        if (months.list.len() - 1 - at).is_multiple_of(every) {
            // The last name ends with the drawing.
            let (x, anchor) = match at + 1 == months.list.len() {
                true => (right, Anchor::End),
                false => (left + each / 2, Anchor::Middle),
            };
            drawing.text((x, bottom + 190), SIZE, anchor, QUIET, &month.name);
        }
    }
    if spent.iter().any(|(_, y)| *y != bottom) {
        drawing.path(&spent, SECOND);
    }
    drawing.finish(frame, bottom + BELOW)
}

fn legend(drawing: &mut Drawing, months: &Months<'_>) {
    drawing.rect([LEFT, 60, 110, 110], FIRST);
    drawing.text((LEFT + 170, 160), SIZE, Anchor::Start, INK, months.came_in);
    let next = LEFT + 170 + width_of(months.came_in, SIZE) + 260;
    drawing.path(&[(next, 115), (next + 100, 115), (next + 200, 115)], SECOND);
    drawing.text((next + 270, 160), SIZE, Anchor::Start, INK, months.spent);
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame<'_> = Frame { id: "m", title: "回款", desc: "逐月", fonts: &[] };

    fn drawn(list: &[(i64, i64)]) -> String {
        let month = |(at, (came_in, spent)): (usize, &(i64, i64))| Month {
            name: format!("{}月", at + 1),
            came_in: *came_in,
            spent: *spent,
            shown: String::new(),
            link: None,
        };
        let list: Vec<Month> = list.iter().enumerate().map(month).collect();
        months(&FRAME, &Months { list: &list, came_in: "回款", spent: "费用", figure: |n| n.to_string() })
    }

    /// An axis to 100: 100 is the whole height, 50 half of it; the line's points lie at their values.
    #[test]
    fn heights_are_in_proportion() {
        let svg = drawn(&[(100, 0), (50, 100)]);
        let heights: Vec<&str> = svg
            .lines()
            .filter(|l| l.starts_with("<rect") && l.contains(FIRST) && !l.contains("height=\"11\""))
            .map(|l| l.split("height=\"").nth(1).unwrap().split('"').next().unwrap())
            .collect();
        assert_eq!(heights, ["170", "85"]);
        let points = svg.lines().rfind(|l| l.starts_with("<polyline")).unwrap();
        assert!(points.contains(",204 ") && points.contains(",34\""), "{points}");
    }

    #[test]
    fn many_months_have_room_for_their_names() {
        let svg = drawn(&[(1, 1); 36]);
        let named: Vec<&str> = svg.lines().filter(|l| l.contains("月</text>")).collect();
        assert!((4..18).contains(&named.len()), "{named:?}");
        assert!(named.last().unwrap().contains(">36月<"), "the last month has its name");
    }

    #[test]
    fn nothing_at_all_is_an_empty_axis() {
        for svg in [drawn(&[]), drawn(&[(0, 0)])] {
            assert_eq!(svg.matches("<line").count(), 1, "{svg}");
            assert!(!svg.contains("NaN"));
        }
    }
}
