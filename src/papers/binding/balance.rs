//! What a page's content leaves open: some programs save the graphics state more often than they restore it.

/// What must be put before and after a content so that it leaves nothing behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Balance {
    /// `Q` without a `q` before it.
    pub(super) unopened: u32,
    /// `q` without a `Q` after it.
    pub(super) unclosed: u32,
    /// `BMC` or `BDC` without `EMC`: a layer that stays switched off would hide what follows.
    pub(super) marks: u32,
    /// `BT` without `ET`.
    pub(super) text: bool,
}

impl Balance {
    /// Reads a content's commands. Strings, comments and pictures inside it are passed over.
    pub(super) fn of(content: &[u8]) -> Self {
        let mut balance = Balance::default();
        let mut at = 0;
        while let Some(&byte) = content.get(at) {
            at = match byte {
                b'(' => after_string(content, at),
                b'%' => {
                    at + content[at..]
                        .iter()
                        .position(|b| matches!(b, b'\r' | b'\n'))
                        .unwrap_or(content.len())
                }
                b'<' if content.get(at + 1) != Some(&b'<') => {
                    at + 1 + content[at..].iter().position(|b| *b == b'>').unwrap_or(content.len())
                }
                // A name swallows what follows its slash: `/q` is no command.
                b'/' => at + 1 + word(&content[at + 1..]).len(),
                _ if regular(byte) => {
                    let command = word(&content[at..]);
                    balance.count(command);
                    at += command.len();
                    if command == b"ID" { after_picture(content, at) } else { at }
                }
                _ => at + 1,
            };
        }
        balance
    }

    fn count(&mut self, command: &[u8]) {
        match command {
            b"q" => self.unclosed += 1,
            b"Q" if self.unclosed == 0 => self.unopened += 1,
            b"Q" => self.unclosed -= 1,
            b"BMC" | b"BDC" => self.marks += 1,
            b"EMC" => self.marks = self.marks.saturating_sub(1),
            b"BT" => self.text = true,
            b"ET" => self.text = false,
            _ => {}
        }
    }

    /// The commands before the content.
    pub(super) fn before(self) -> String {
        "q\n".repeat(self.unopened as usize + 1)
    }

    /// The commands after it.
    pub(super) fn after(self) -> String {
        let text = if self.text { "ET\n" } else { "" };
        let marks = "EMC\n".repeat(self.marks as usize);
        format!("\n{text}{marks}{}", "Q\n".repeat(self.unclosed as usize + 1))
    }
}

fn regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | 9 | 10 | 12 | 13 | 32 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

fn word(from: &[u8]) -> &[u8] {
    &from[..from.iter().position(|b| !regular(*b)).unwrap_or(from.len())]
}

fn after_string(content: &[u8], start: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = start;
    while let Some(byte) = content.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    content.len()
}

/// After the end mark of a picture inside the content: `EI` between white space.
fn after_picture(content: &[u8], start: usize) -> usize {
    let white = |byte: Option<&u8>| byte.is_none_or(|b| matches!(b, 0 | 9 | 10 | 12 | 13 | 32));
    let found = content[start..].windows(2).enumerate().position(|(n, pair)| {
        let at = start + n;
        pair == b"EI" && white(content.get(at - 1)) && white(content.get(at + 2))
    });
    found.map_or(content.len(), |n| start + n + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balance(unopened: u32, unclosed: u32, marks: u32, text: bool) -> Balance {
        Balance { unopened, unclosed, marks, text }
    }

    #[test]
    fn what_stays_open_is_counted() {
        assert_eq!(Balance::of(b""), Balance::default());
        assert_eq!(Balance::of(b"q 1 0 0 1 0 0 cm Q"), Balance::default());
        assert_eq!(Balance::of(b"q q Q q"), balance(0, 2, 0, false));
        assert_eq!(Balance::of(b"Q q Q Q q"), balance(2, 1, 0, false));
        assert_eq!(Balance::of(b"BT (x) Tj"), balance(0, 0, 0, true));
        assert_eq!(Balance::of(b"/OC /L BDC BT ET"), balance(0, 0, 1, false));
        assert_eq!(Balance::of(b"[q]Q"), Balance::default());
    }

    /// Letters that are no commands: in strings, names, comments, hexadecimal strings and pictures.
    #[test]
    fn only_commands_count() {
        for content in [
            &b"(q \\) q (q) ) Tj"[..],
            b"/q gs /Q Do",
            b"% q q\n0 g",
            b"<41 q> Tj",
            b"<</q 1>> BDC EMC",
            b"BI /W 1 /H 1 ID q EIq q\nEI 0 g",
            b"qq Qq",
        ] {
            assert_eq!(Balance::of(content), Balance::default(), "{}", String::from_utf8_lossy(content));
        }
        assert_eq!(Balance::of(b"BI ID q\nEI q"), balance(0, 1, 0, false));
        assert_eq!(Balance::of(b"(never closed q"), Balance::default());
    }
}
