//! The elements of a drawing.

use std::fmt::Write as _;

/// How wide every chart is, in units of its view box; a unit is a pixel where it has room for itself.
pub(super) const WIDTH: i64 = 400;

/// Text and what is read first.
pub(super) const INK: &str = "#1b2733";
/// Text that explains. 7:1 on white.
pub(super) const QUIET: &str = "#4a5765";
/// The lines of an axis.
pub(super) const LINE: &str = "#d5dbe1";
/// The first series. 8:1 on white.
pub(super) const FIRST: &str = "#1f4e79";
/// The second series, told from the first in grey as well. 5:1 on white.
pub(super) const SECOND: &str = "#a65a00";

/// What stands around a chart.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Its name in the document: ASCII letters, digits and hyphens.
    pub id: &'a str,
    /// What it shows, for who cannot see it and at the pointer.
    pub title: &'a str,
    /// The same at length.
    pub desc: &'a str,
    /// Font families, the preferred one first; none where the document around it sets the face.
    pub fonts: &'a [String],
}

/// Where a text stands from its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// An SVG under construction.
pub(super) struct Drawing {
    body: String,
}

impl Drawing {
    pub(super) fn new() -> Self {
        Drawing { body: String::new() }
    }

    /// A rectangle; all in tenths.
    pub(super) fn rect(&mut self, [x, y, width, height]: [i64; 4], fill: &str) {
        let [x, y, width, height] = [x, y, width, height].map(tenths);
        self.push(format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#));
    }

    /// A line from one point to another, in tenths.
    pub(super) fn line(&mut self, [x1, y1, x2, y2]: [i64; 4], stroke: &str) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(tenths);
        self.push(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" stroke-width="1"/>"#
        ));
    }

    /// A line through points in tenths, a dot at each.
    pub(super) fn path(&mut self, points: &[(i64, i64)], stroke: &str) {
        let list: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", tenths(*x), tenths(*y))).collect();
        let list = list.join(" ");
        self.push(format_args!(
            r#"<polyline points="{list}" fill="none" stroke="{stroke}" stroke-width="2" stroke-linejoin="round"/>"#
        ));
        for (x, y) in points {
            let (x, y) = (tenths(*x), tenths(*y));
            self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="2.6" fill="{stroke}"/>"#));
        }
    }

    /// A text with its baseline at a point in tenths.
    pub(super) fn text(&mut self, (x, y): (i64, i64), size: u8, anchor: Anchor, fill: &str, text: &str) {
        let (x, y, text) = (tenths(x), tenths(y), escaped(text));
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.push(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{fill}">{text}</text>"#
        ));
    }

    /// What follows says this at the pointer, and leads somewhere, until [`Drawing::close`].
    pub(super) fn open(&mut self, title: &str, link: Option<&str>) {
        let title = escaped(title);
        match link {
            Some(link) => self.push(format_args!(r#"<a href="{}"><title>{title}</title>"#, escaped(link))),
            None => self.push(format_args!("<g><title>{title}</title>")),
        }
    }

    /// Ends what [`Drawing::open`] began, with the same link.
    pub(super) fn close(&mut self, link: Option<&str>) {
        self.push(format_args!("{}", if link.is_some() { "</a>" } else { "</g>" }));
    }

    /// The whole, so many tenths high.
    pub(super) fn finish(self, frame: &Frame<'_>, height: i64) -> String {
        let family: Vec<String> = frame.fonts.iter().map(|f| format!("'{}'", f.replace('\'', ""))).collect();
        let family = match family.is_empty() {
            true => String::new(),
            false => format!(r#" font-family="{}""#, escaped(&family.join(", "))),
        };
        let (id, title, desc) = (frame.id, escaped(frame.title), escaped(frame.desc));
        let (height, body) = (tenths(height), self.body);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\"{family} \
             role=\"group\" aria-labelledby=\"{id}-title {id}-desc\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{desc}</desc>\n{body}</svg>\n"
        )
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // A string takes whatever is written to it.
        let _ = writeln!(self.body, "{element}");
    }
}

/// `123` as `12.3`, `120` as `12`.
fn tenths(n: i64) -> String {
    let (sign, n) = (if n < 0 { "-" } else { "" }, n.unsigned_abs());
    match n % 10 {
        0 => format!("{sign}{}", n / 10),
        tenth => format!("{sign}{}.{tenth}", n / 10),
    }
}

/// A text as content and as an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no place for these, whatever they are escaped as.
            c if (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
                || matches!(c, '\u{fffe}' | '\u{ffff}') =>
            {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
    }
    out
}

/// About how wide a text of this size is, in tenths: a Chinese character is as wide as the size, any other six tenths of
/// it.
pub(super) fn width_of(text: &str, size: u8) -> i64 {
    text.chars().map(|c| if c.is_ascii() { 6 } else { 10 } * i64::from(size)).sum()
}

/// The text, or as much of its beginning as fits into so many tenths, and an ellipsis.
pub(super) fn cut(text: &str, size: u8, room: i64) -> String {
    if width_of(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width_of("…", size);
    let fits = |c: &char| {
        left -= width_of(c.encode_utf8(&mut [0; 4]), size);
        left >= 0
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_exactly() {
        for (n, text) in [(0, "0"), (5, "0.5"), (120, "12"), (123, "12.3"), (-1, "-0.1"), (-20, "-2")] {
            assert_eq!(tenths(n), text);
        }
    }

    #[test]
    fn a_text_is_never_markup() {
        assert_eq!(escaped(r#"</text><script>'a'&"b"#), "&lt;/text&gt;&lt;script&gt;&#39;a&#39;&amp;&quot;b");
        assert_eq!(escaped("a\u{0}b"), "a\u{fffd}b");
    }

    #[test]
    fn what_is_too_long_is_cut_to_its_room() {
        let name = "上海市浦东新区人民法院";
        assert_eq!(cut(name, 12, width_of(name, 12)), name);
        let short = cut(name, 12, 600);
        assert_eq!(short, "上海市浦…");
        assert!(width_of(&short, 12) <= 600);
    }
}
