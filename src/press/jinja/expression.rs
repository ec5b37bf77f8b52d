//! The code of a tag as a tree. It is read after the engine has taken it: what is not understood gives nothing.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

/// The most tokens of one tag that are followed, and the deepest it is followed.
const MOST: usize = 4_000;
const DEEPEST: usize = 100;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// A value written out.
    Const(Value),
    /// `name`.
    Name(String),
    /// `of.name`, `of[0]`, `of["name"]`.
    Of(Box<Expr>, Box<Expr>),
    /// `of[1:2]`.
    Slice(Box<Expr>, Vec<Expr>),
    /// `f(x)`.
    Call(Box<Expr>, Vec<Arg>),
    /// `x|f`; of a filter block there is no `x`.
    Filter(Option<Box<Expr>>, String, Vec<Arg>),
    /// `x is f`.
    Test(Box<Expr>, String, Vec<Arg>),
    /// `yes if test else no`.
    If(Box<[Expr; 2]>, Option<Box<Expr>>),
    /// Operands of `or` and `and`, which are themselves the value.
    Either(Vec<Expr>),
    /// Anything made of other values: sums, comparisons, lists, records.
    Made(Vec<Expr>),
}

/// An argument, with its name where it has one.
pub(super) type Arg = (Option<String>, Expr);

impl Expr {
    /// A path as one types it: `debtors[0].name`.
    pub(super) fn path(&self) -> Option<String> {
        match self {
            Expr::Name(name) => Some(name.clone()),
            Expr::Of(of, step) => match step.as_ref() {
                Expr::Const(Value::String(name)) => Some(format!("{}.{name}", of.path()?)),
                Expr::Const(at) => Some(format!("{}[{at}]", of.path()?)),
                _ => Some(format!("{}[]", of.path()?)),
            },
            Expr::Slice(of, _) => Some(format!("{}[]", of.path()?)),
            Expr::Filter(Some(of), ..) => of.path(),
            _ => None,
        }
    }

    /// Fields that an expression tests for: `x is defined`, `x|default`.
    pub(super) fn tested(&self, out: &mut BTreeSet<String>) {
        let mut args = |args: &[Arg]| args.iter().for_each(|(_, arg)| arg.tested(out));
        match self {
            Expr::Const(_) | Expr::Name(_) => {}
            Expr::Of(of, _) => of.tested(out),
            Expr::Call(of, all) => {
                args(all);
                of.tested(out);
            }
            Expr::Test(of, name, all) => {
                args(all);
                out.extend(of.path().filter(|_| matches!(name.as_str(), "defined" | "undefined")));
                of.tested(out);
            }
            Expr::Filter(of, name, all) => {
                args(all);
                let Some(of) = of else { return };
                out.extend(of.path().filter(|_| matches!(name.as_str(), "default" | "d")));
                of.tested(out);
            }
            Expr::If(parts, no) => {
                parts.iter().for_each(|part| part.tested(out));
                no.iter().for_each(|no| no.tested(out));
            }
            Expr::Slice(_, all) | Expr::Either(all) | Expr::Made(all) => {
                all.iter().for_each(|expr| expr.tested(out))
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(Number),
    Mark(&'static str),
}

/// Longer marks first.
const MARKS: [&str; 28] = [
    "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", ".", ",", ":", "~", "=", "|", "<", ">", "[",
    "]", "(", ")", "{", "}", "!", ";", "&",
];

fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = code.trim_start();
    while let Some(c) = rest.chars().next() {
        if out.len() == MOST {
            return None;
        }
        let used = if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push(Token::Word(rest[..end].to_owned()));
            end
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let whole = rest[..end].replace('_', "");
            let after = rest[end..].strip_prefix('.').and_then(|r| r.chars().next());
            // `1.5` is a number, `list.1.5` never is met: after a dot comes a whole number.
            if after.is_some_and(|c| c.is_ascii_digit()) && out.last() != Some(&Token::Mark(".")) {
                let fraction = &rest[end + 1..];
                let more = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
                let number = serde_json::from_str(&rest[..end + 1 + more]).ok()?;
                out.push(Token::Number(number));
                end + 1 + more
            } else {
                out.push(Token::Number(whole.parse::<u64>().map_or(Number::from(0), Number::from)));
                end
            }
        } else if c == '"' || c == '\'' {
            let (text, end) = quoted(rest, c)?;
            out.push(Token::Text(text));
            end
        } else {
            let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark))?;
            out.push(Token::Mark(mark));
            mark.len()
        };
        rest = rest[used..].trim_start();
    }
    Some(out)
}

/// The inside of a quoted text, and where it ends.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => out.push(chars.next()?.1),
            c if c == quote => return Some((out, at + c.len_utf8())),
            c => out.push(c),
        }
    }
    None
}

/// Reads tokens one after the other.
pub(super) struct Reader {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Reader {
    pub(super) fn new(code: &str) -> Option<Reader> {
        Some(Reader { tokens: tokens(code)?, at: 0, depth: 0 })
    }

    /// Whether all is read.
    pub(super) fn ends(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is(&self, mark: &str) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::Mark(m)) if *m == mark)
    }

    /// Reads this mark, if it comes next.
    pub(super) fn mark(&mut self, mark: &str) -> bool {
        let is = self.is(mark);
        self.at += usize::from(is);
        is
    }

    /// Reads this word, if it comes next.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Word(w)) if w == word);
        self.at += usize::from(is);
        is
    }

    /// Any word.
    pub(super) fn name(&mut self) -> Option<String> {
        match self.take()? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    fn dotted(&mut self) -> Option<String> {
        let mut name = self.name()?;
        while self.mark(".") {
            name = format!("{name}.{}", self.name()?);
        }
        Some(name)
    }

    /// An expression with its conditions.
    pub(super) fn whole(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut expr = self.plain()?;
        while self.word("if") {
            let test = self.plain()?;
            let no = if self.word("else") { Some(Box::new(self.whole()?)) } else { None };
            expr = Expr::If(Box::new([test, expr]), no);
        }
        self.depth -= 1;
        Some(expr)
    }

    /// An expression up to an `if`.
    pub(super) fn plain(&mut self) -> Option<Expr> {
        let mut all = vec![self.compared()?];
        while self.word("or") || self.word("and") {
            all.push(self.compared()?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Expr::Either(all) })
    }

    /// What binds more closely than `and`: of sums and comparisons it matters only what they are made of.
    fn compared(&mut self) -> Option<Expr> {
        let negated = self.negations();
        let mut all = vec![self.operand()?];
        loop {
            let sums = ["==", "!=", ">=", "<=", "**", "//", "+", "-", "~", "*", "/", "%", "<", ">"];
            let not_in = self.word("not") && { self.word("in") };
            if !not_in && !self.word("in") && !sums.iter().any(|mark| self.mark(mark)) {
                break;
            }
            self.negations();
            all.push(self.operand()?);
        }
        Some(if all.len() == 1 && !negated { all.remove(0) } else { Expr::Made(all) })
    }

    fn negations(&mut self) -> bool {
        let from = self.at;
        while self.word("not") || self.mark("-") || self.mark("+") {}
        self.at > from
    }

    /// A value with its filters and tests.
    fn operand(&mut self) -> Option<Expr> {
        let negated = self.negations();
        let mut expr = self.postfix()?;
        if negated {
            expr = Expr::Made(vec![expr]);
        }
        for _ in 0..DEEPEST {
            if self.mark("|") {
                let (name, args) = (self.dotted()?, self.arguments()?);
                expr = Expr::Filter(Some(Box::new(expr)), name, args);
            } else if self.word("is") {
                self.word("not");
                let (name, mut args) = (self.dotted()?, self.arguments()?);
                let ends = |token: &Token| match token {
                    Token::Word(word) => {
                        matches!(
                            word.as_str(),
                            "and" | "or" | "else" | "is" | "if" | "in" | "not" | "recursive"
                        )
                    }
                    Token::Mark(mark) => !matches!(*mark, "[" | "{"),
                    Token::Text(_) | Token::Number(_) => false,
                };
                if args.is_empty() && self.tokens.get(self.at).is_some_and(|token| !ends(token)) {
                    args.push((None, self.postfix()?));
                }
                expr = Expr::Test(Box::new(expr), name, args);
            } else {
                return Some(expr);
            }
        }
        None
    }

    fn postfix(&mut self) -> Option<Expr> {
        let mut expr = self.primary()?;
        for _ in 0..DEEPEST {
            if self.mark(".") {
                let step = match self.take()? {
                    Token::Word(name) => Value::String(name),
                    Token::Number(at) => Value::Number(at),
                    _ => return None,
                };
                expr = Expr::Of(Box::new(expr), Box::new(Expr::Const(step)));
            } else if self.mark("[") {
                let mut parts = Vec::new();
                let mut is_slice = false;
                while !self.mark("]") {
                    if self.mark(":") {
                        is_slice = true;
                    } else {
                        parts.push(self.whole()?);
                    }
                }
                expr = match (is_slice, parts.len()) {
                    (false, 1) => Expr::Of(Box::new(expr), Box::new(parts.remove(0))),
                    _ => Expr::Slice(Box::new(expr), parts),
                };
            } else if self.is("(") {
                expr = Expr::Call(Box::new(expr), self.arguments()?);
            } else {
                return Some(expr);
            }
        }
        None
    }

    /// What stands in brackets behind a name, if there are any.
    pub(super) fn arguments(&mut self) -> Option<Vec<Arg>> {
        let mut args = Vec::new();
        if !self.mark("(") {
            return Some(args);
        }
        while !self.mark(")") {
            let _ = self.mark("**") || self.mark("*");
            let value = self.whole()?;
            args.push(match (self.mark("="), value) {
                (true, Expr::Name(name)) => (Some(name), self.whole()?),
                (_, value) => (None, value),
            });
            if !self.mark(",") && !self.is(")") {
                return None;
            }
        }
        Some(args)
    }

    fn primary(&mut self) -> Option<Expr> {
        Some(match self.take()? {
            Token::Word(word) => match word.as_str() {
                "true" | "True" => Expr::Const(true.into()),
                "false" | "False" => Expr::Const(false.into()),
                "none" | "None" => Expr::Const(Value::Null),
                _ => Expr::Name(word),
            },
            Token::Text(mut text) => {
                while let Some(Token::Text(more)) = self.tokens.get(self.at) {
                    text.push_str(more);
                    self.at += 1;
                }
                Expr::Const(text.into())
            }
            Token::Number(number) => Expr::Const(Value::Number(number)),
            Token::Mark("(") => {
                let mut all = self.list(")")?;
                if all.len() == 1 { all.remove(0) } else { Expr::Made(all) }
            }
            Token::Mark("[") => Expr::Made(self.list("]")?),
            Token::Mark("{") => Expr::Made(self.list("}")?),
            Token::Mark(_) => return None,
        })
    }

    fn list(&mut self, end: &str) -> Option<Vec<Expr>> {
        let mut all = Vec::new();
        while !self.mark(end) {
            all.push(self.whole()?);
            if !self.mark(",") && !self.mark(":") && !self.is(end) {
                return None;
            }
        }
        Some(all)
    }
}

/// The expression of a value tag.
pub(super) fn read(code: &str) -> Option<Expr> {
    let mut reader = Reader::new(code)?;
    let expr = reader.whole()?;
    reader.ends().then_some(expr)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(code: &str) -> String {
        read(code).unwrap().path().unwrap()
    }

    #[test]
    fn paths_are_read_as_they_are_typed() {
        for code in ["a", "a.b.c", "a[0].b", "a.b[12]"] {
            assert_eq!(path(code), code);
        }
        assert_eq!(path("a['b']"), "a.b");
        assert_eq!(path("a[x].b"), "a[].b");
        assert_eq!(path("a.0.b"), "a[0].b");
        assert_eq!(path("a[1:2][0]"), "a[][0]");
    }

    /// What the engine takes (minijinja's own documentation of expressions) is followed.
    #[test]
    fn what_the_engine_takes_is_followed() {
        let engine = minijinja::Environment::new();
        for code in [
            "a is defined and not b",
            "a is not divisibleby 3",
            "a if b else c",
            "a if b",
            "x|default('无', true)|f(k=1)",
            "[1, 2.5, 'x'][0]",
            "{'a': 1, 'b': [2]}.a",
            "a ~ ' ' ~ b",
            "a in [1] or b not in c",
            "f(*a, **b)",
            "-a.b + 2 ** 3 // 4",
            "(a, b)",
            "loop.index % 2 == 0",
            "a is in [1, 2]",
            "\"a\\\"b\"",
            "a[::2]",
            "a[:-1]",
            "1_000",
            "not not a",
            "a.b(1).c|f",
            "x is eq 1 and y",
            "'a' 'b'",
            "a|sort(attribute='x')|first",
        ] {
            engine.compile_expression(code).unwrap_or_else(|e| panic!("{code}: {e}"));
            assert!(read(code).is_some(), "{code}");
        }
        assert!(read(&"(".repeat(5_000)).is_none());
        assert!(read(&"a+".repeat(5_000)).is_none());
        assert!(read(&format!("a{}", "|f".repeat(1_000))).is_none());
        assert!(read("a b").is_none());
    }
}
