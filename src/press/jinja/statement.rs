//! What a statement brings, and what it asks.

use super::expression::{Expr, Reader};

/// A statement of the engine.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Statement {
    /// `for names in list if test`.
    For { names: Vec<String>, list: Expr, test: Option<Expr> },
    /// `if test`.
    If(Expr),
    /// `elif test`.
    Elif(Expr),
    /// `set names = value`; a block has no value.
    Set { names: Vec<String>, value: Option<Expr> },
    /// `with a = 1, b = 2`.
    With(Vec<(Vec<String>, Expr)>),
    /// `macro name(args)`, and what `call` gives its caller; the defaults are asked for.
    Macro { name: Option<String>, args: Vec<String>, asks: Vec<Expr> },
    /// `filter f`, `autoescape x`, `block name`: a block that asks for these.
    Block(Vec<Expr>),
    /// `import x as y`, `from x import y`, `include x`, `do f()`: names it brings, and what it asks for.
    Other { names: Vec<String>, asks: Vec<Expr> },
}

/// Reads a statement; `None` for what only ends or parts a block, and for what is not understood.
pub(super) fn read(code: &str) -> Option<Statement> {
    let mut reader = Reader::new(code)?;
    let word = reader.name()?;
    let mut statement = match word.as_str() {
        "for" => {
            let names = names(&mut reader)?;
            reader.word("in").then_some(())?;
            let list = reader.plain()?;
            let test = if reader.word("if") { Some(reader.whole()?) } else { None };
            reader.word("recursive");
            Statement::For { names, list, test }
        }
        "if" => Statement::If(reader.plain()?),
        "elif" => Statement::Elif(reader.plain()?),
        "set" => {
            let names = names(&mut reader)?;
            let mut value = None;
            if reader.mark("=") {
                value = Some(reader.whole()?);
                let mut more = Vec::new();
                while reader.mark(",") && !reader.ends() {
                    more.push(reader.whole()?);
                }
                if !more.is_empty() {
                    value = Some(Expr::Made(value.into_iter().chain(more).collect()));
                }
            } else if reader.mark("|") {
                return Some(Statement::Set { names, value: None });
            }
            Statement::Set { names, value }
        }
        "with" => {
            let mut all = Vec::new();
            while !reader.ends() {
                let names = names(&mut reader)?;
                reader.mark("=").then_some(())?;
                all.push((names, reader.whole()?));
                reader.mark(",");
            }
            Statement::With(all)
        }
        "macro" => {
            let name = Some(reader.name()?);
            let (args, asks) = parameters(&mut reader)?;
            Statement::Macro { name, args, asks }
        }
        "call" => {
            let (args, mut asks) = parameters(&mut reader)?;
            asks.push(reader.whole()?);
            Statement::Macro { name: None, args, asks }
        }
        "filter" => {
            let mut filter = None;
            for _ in 0..100 {
                let (name, args) = (reader.name()?, reader.arguments()?);
                filter = Some(Box::new(Expr::Filter(filter, name, args)));
                if !reader.mark("|") {
                    break;
                }
            }
            Statement::Block(filter.map(|filter| *filter).into_iter().collect())
        }
        "autoescape" => Statement::Block(vec![reader.whole()?]),
        "block" => return Some(Statement::Block(Vec::new())),
        "do" => Statement::Other { names: Vec::new(), asks: vec![reader.whole()?] },
        "include" | "extends" => {
            return Some(Statement::Other { names: Vec::new(), asks: vec![reader.whole()?] });
        }
        "import" | "from" => {
            // Whatever it brings, nothing is known of it.
            let mut names = Vec::new();
            while !reader.ends() {
                names.extend(reader.name());
            }
            return Some(Statement::Other { names, asks: Vec::new() });
        }
        _ => return None,
    };
    // Something is left over: what was read is not what was meant.
    if !reader.ends() {
        statement = Statement::Other { names: Vec::new(), asks: Vec::new() };
    }
    Some(statement)
}

/// Names on the left of `in` and `=`; a dotted one belongs to something that was made before.
fn names(reader: &mut Reader) -> Option<Vec<String>> {
    let mut names = Vec::new();
    loop {
        while reader.mark("(") {}
        let name = reader.name()?;
        let mut dotted = false;
        while reader.mark(".") {
            reader.name()?;
            dotted = true;
        }
        if !dotted {
            names.push(name);
        }
        while reader.mark(")") {}
        if !reader.mark(",") {
            return Some(names);
        }
    }
}

/// Parameters in brackets, and their defaults.
fn parameters(reader: &mut Reader) -> Option<(Vec<String>, Vec<Expr>)> {
    let mut names = Vec::new();
    let mut asks = Vec::new();
    for (name, value) in reader.arguments()? {
        match (name, value) {
            (Some(name), default) => {
                names.push(name);
                asks.push(default);
            }
            (None, Expr::Name(name)) => names.push(name),
            (None, _) => return None,
        }
    }
    Some((names, asks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_statements_bring() {
        let of = |code: &str| match read(code).unwrap() {
            Statement::For { names, .. } | Statement::Set { names, .. } | Statement::Other { names, .. } => {
                names
            }
            Statement::Macro { args, .. } => args,
            Statement::With(all) => all.into_iter().flat_map(|(names, _)| names).collect(),
            Statement::If(_) | Statement::Elif(_) | Statement::Block(_) => Vec::new(),
        };
        assert_eq!(of("for x in list if x.a"), ["x"]);
        assert_eq!(of("for k, v in record|items"), ["k", "v"]);
        assert_eq!(of("for (k, v) in a.items() recursive"), ["k", "v"]);
        assert_eq!(of("set a, b = 1, 2"), ["a", "b"]);
        assert_eq!(of("set n.x = n.x ~ 'a'"), Vec::<String>::new());
        assert_eq!(of("set a"), ["a"]);
        assert_eq!(of("with a = 1, (b, c) = d"), ["a", "b", "c"]);
        assert_eq!(of("macro m(a, b=title)"), ["a", "b"]);
        assert_eq!(of("call(x) m(1)"), ["x"]);
        assert!(of("import 'x' as forms").contains(&"forms".to_owned()));
        for ends in ["endif", "else", "endfor", "raw", "break"] {
            assert_eq!(read(ends), None, "{ends}");
        }
    }
}
