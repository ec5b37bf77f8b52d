//! Bars one below another: a name and a value on a line, the bar below it. Long names and long values have room, also on
//! a telephone.

use super::drawing::{Anchor, Drawing, FIRST, Frame, INK, LINE, QUIET, WIDTH, cut, width_of};
use super::scale::part;

/// Heights in tenths: of a row, of its bar, of where the text stands in it.
const ROW: i64 = 380;
const BAR: i64 = 90;
const BASELINE: i64 = 150;
const BAR_TOP: i64 = 210;
const SIZE: u8 = 13;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is the value of.
    pub name: String,
    /// How long it is, against the others; below zero there is none.
    pub value: i64,
    /// The value as it is read: `128件 3,456.78万元`.
    pub shown: String,
    /// Where it leads: `#group/3`.
    pub link: Option<String>,
}

/// Draws them in their order, the longest over the whole width.
pub fn bars(frame: &Frame<'_>, bars: &[Bar]) -> String {
    let whole = WIDTH * 10;
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    let mut drawing = Drawing::new();
    for (bar, top) in bars.iter().zip((0..).step_by(ROW as usize)) {
        let link = bar.link.as_deref();
        drawing.open(&format!("{} {}", bar.name, bar.shown), link);
        // The whole row answers to the pointer.
        drawing.rect([0, top, whole, ROW], "transparent");
        let room = whole - width_of(&bar.shown, SIZE) - 100;
        drawing.text((0, top + BASELINE), SIZE, Anchor::Start, INK, &cut(&bar.name, SIZE, room));
        drawing.text((whole, top + BASELINE), SIZE, Anchor::End, QUIET, &bar.shown);
        drawing.rect([0, top + BAR_TOP, whole, BAR], LINE);
        let length = part(bar.value, most, whole);
        // What is not nothing is seen.
        let length = if bar.value > 0 { length.max(20) } else { 0 };
        if length > 0 {
            drawing.rect([0, top + BAR_TOP, length, BAR], FIRST);
        }
        drawing.close(link);
    }
    let rows = i64::try_from(bars.len()).unwrap_or(0);
    drawing.finish(frame, (rows * ROW).max(ROW))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame<'_> = Frame { id: "x", title: "阶段", desc: "<各阶段>", fonts: &[] };

    fn bar(name: &str, value: i64) -> Bar {
        Bar { name: name.to_owned(), value, shown: format!("{value}件"), link: Some("#group/1".to_owned()) }
    }

    /// The longest bar is 400 units long; half of it 200; a millionth is still drawn, nothing is not.
    #[test]
    fn lengths_are_in_proportion() {
        let svg =
            bars(&FRAME, &[bar("立案", 2_000_000), bar("审理", 1_000_000), bar("判决", 1), bar("执行", 0)]);
        let filled: Vec<&str> = svg.lines().filter(|l| l.starts_with("<rect") && l.contains(FIRST)).collect();
        let widths: Vec<&str> =
            filled.iter().map(|l| l.split("width=\"").nth(1).unwrap().split('"').next().unwrap()).collect();
        assert_eq!(widths, ["400", "200", "2"]);
    }

    #[test]
    fn names_are_text() {
        let svg = bars(&FRAME, &[bar("</text><script>alert(1)</script>", 3)]);
        assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"), "{svg}");
        assert!(svg.contains("&lt;各阶段&gt;"));
    }

    #[test]
    fn the_same_numbers_give_the_same_bytes() {
        let list = [bar("甲", 5), bar("乙", 3)];
        assert_eq!(bars(&FRAME, &list), bars(&FRAME, &list.clone()));
        assert!(bars(&FRAME, &[]).contains("viewBox=\"0 0 400 38\""), "an empty chart is a chart");
    }
}
