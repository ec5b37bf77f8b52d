//! Every name, filter and value of a template, held against what the data of its kind may have, in branches taken or not.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Environment;
use serde_json::Value;

use super::expression::{self, Arg, Expr};
use super::shape::Shape;
use super::statement::{self, Statement};
use super::trial;

/// Names that are no fields: those the engine itself brings, and the letterhead, if there is one.
const ENGINE: [&str; 7] = ["loop", "caller", "self", "super", "varargs", "xml_id", "letterhead"];
/// The most blocks in each other that are followed; so many are refused anyway.
const DEEPEST: usize = 200;

/// What is wrong with a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::press) enum Finding {
    /// A filter, test or function that does not exist: `filter yuann`.
    Unknown(String),
    /// A field that no document of the kind has, and the nearest there is.
    Missing(String, Option<String>),
    /// A value that does not go with what is done to it, in the engine's words.
    Failed(String),
}

/// What an expression stands for.
#[derive(Clone, Debug)]
enum Known<'s> {
    /// A place of the data, by its path: `debtors[].name`.
    Field(String, &'s Shape),
    /// Values that it has in the sample.
    Values(Vec<Value>),
    /// Nothing is known of it.
    Own,
}

/// What stands between a tag and the one that ends it.
struct Scope<'s> {
    end: &'static str,
    names: BTreeMap<String, Known<'s>>,
}

/// The names known at a place of a template, and what was found up to there.
pub(in crate::press) struct Judge<'s> {
    engine: &'s Environment<'s>,
    shape: Option<&'s Shape>,
    scopes: Vec<Scope<'s>>,
    /// What `set` and `macro` bring anywhere: where they come into play is for the engine to say.
    elsewhere: BTreeSet<String>,
    /// Fields that some tag tests for, as it is typed.
    tested: BTreeSet<String>,
    /// Fields that are asked for: `debtors[].name`.
    used: BTreeSet<String>,
    found: Vec<Finding>,
}

impl<'s> Judge<'s> {
    /// Begins a template of these tags: whether each is a statement, and its code. Without a shape nothing is said of
    /// fields.
    pub(in crate::press) fn new<'t>(
        engine: &'s Environment<'s>,
        shape: Option<&'s Shape>,
        tags: impl Iterator<Item = (bool, &'t str)>,
    ) -> Judge<'s> {
        let mut judge = Judge {
            engine,
            shape,
            scopes: vec![Scope { end: "", names: BTreeMap::new() }],
            elsewhere: BTreeSet::new(),
            tested: BTreeSet::new(),
            used: BTreeSet::new(),
            found: Vec::new(),
        };
        for (is_statement, code) in tags {
            if !is_statement {
                expression::read(code).iter().for_each(|expr| expr.tested(&mut judge.tested));
                continue;
            }
            match statement::read(code) {
                Some(Statement::Set { names, value }) => {
                    judge.elsewhere.extend(names);
                    value.iter().for_each(|expr| expr.tested(&mut judge.tested));
                }
                Some(Statement::Other { names, .. }) => judge.elsewhere.extend(names),
                Some(Statement::Macro { name, .. }) => judge.elsewhere.extend(name),
                Some(Statement::If(test) | Statement::Elif(test)) => test.tested(&mut judge.tested),
                Some(Statement::For { list, .. }) => list.tested(&mut judge.tested),
                _ => {}
            }
        }
        judge
    }

    /// Says that this template is part of others with these tags, whose names it may know.
    pub(in crate::press) fn is_part_of<'t>(&mut self, tags: impl Iterator<Item = (bool, &'t str)>) {
        for (_, code) in tags.filter(|(is_statement, _)| *is_statement) {
            match statement::read(code) {
                Some(Statement::For { names, .. } | Statement::Macro { args: names, .. }) => {
                    self.elsewhere.extend(names);
                }
                Some(Statement::With(all)) => {
                    self.elsewhere.extend(all.into_iter().flat_map(|(names, _)| names))
                }
                _ => {}
            }
        }
    }

    /// Fields that were asked for.
    pub(in crate::press) fn used(&self) -> &BTreeSet<String> {
        &self.used
    }

    /// What is wrong with a value that is printed.
    pub(in crate::press) fn value(&mut self, code: &str) -> Vec<Finding> {
        if let Some(expr) = expression::read(code) {
            self.print(&expr);
        }
        std::mem::take(&mut self.found)
    }

    /// What is wrong with a statement; what it brings holds until its end.
    pub(in crate::press) fn statement(&mut self, code: &str) -> Vec<Finding> {
        let word = code.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        if self.scopes.len() > DEEPEST {
            return Vec::new();
        }
        match statement::read(code) {
            Some(statement) => self.take(statement),
            None if self.scopes.len() > 1 && self.scopes.last().is_some_and(|scope| scope.end == word) => {
                self.scopes.pop();
            }
            None => {}
        }
        std::mem::take(&mut self.found)
    }

    fn open(&mut self, end: &'static str, names: impl IntoIterator<Item = (String, Known<'s>)>) {
        self.scopes.push(Scope { end, names: names.into_iter().collect() });
    }

    fn take(&mut self, statement: Statement) {
        match statement {
            Statement::For { names, list, test } => {
                let item = match (self.known(&list), &names[..]) {
                    (Known::Field(path, shape), [_]) => self.item(path, shape),
                    (known, _) => {
                        self.use_up(&known);
                        Known::Own
                    }
                };
                self.open("endfor", names.into_iter().map(|name| (name, item.clone())));
                test.iter().for_each(|test| self.ask(test));
            }
            Statement::If(test) => {
                self.ask(&test);
                self.open("endif", []);
            }
            Statement::Elif(test) => self.ask(&test),
            Statement::Set { names, value } => {
                let is_block = value.is_none();
                let known = value.map_or(Known::Own, |value| self.known(&value));
                let [name] = &names[..] else {
                    self.use_up(&known);
                    self.bind(names, &Known::Own);
                    if is_block {
                        self.open("endset", []);
                    }
                    return;
                };
                // What one branch sets another may set otherwise.
                let branch = self.scopes.last().is_some_and(|scope| scope.end == "endif");
                let again = self.bound(name).is_some();
                if branch || again {
                    self.use_up(&known);
                }
                let known = if branch || again { Known::Own } else { known };
                self.bind(names, &known);
                if is_block {
                    self.open("endset", []);
                }
            }
            Statement::With(all) => {
                let mut bound = Vec::new();
                for (names, value) in all {
                    let known = self.known(&value);
                    let single = names.len() == 1;
                    if !single {
                        self.use_up(&known);
                    }
                    let known = if single { known } else { Known::Own };
                    bound.extend(names.into_iter().map(|name| (name, known.clone())));
                }
                self.open("endwith", bound);
            }
            Statement::Macro { name, args, asks } => {
                asks.iter().for_each(|expr| self.ask(expr));
                let end = if name.is_some() { "endmacro" } else { "endcall" };
                self.open(end, args.into_iter().map(|name| (name, Known::Own)));
            }
            Statement::Block(asks) => {
                let end = match asks.first() {
                    Some(Expr::Filter(..)) => "endfilter",
                    Some(_) => "endautoescape",
                    None => "endblock",
                };
                asks.iter().for_each(|expr| self.ask(expr));
                self.open(end, []);
            }
            Statement::Other { names, asks } => {
                asks.iter().for_each(|expr| self.ask(expr));
                self.bind(names, &Known::Own);
            }
        }
    }

    /// A condition opens no names of its own: what is set in it holds after it.
    fn bind(&mut self, names: Vec<String>, known: &Known<'s>) {
        let scope = self.scopes.iter_mut().rev().find(|scope| scope.end != "endif");
        if let Some(scope) = scope {
            scope.names.extend(names.into_iter().map(|name| (name, known.clone())));
        }
    }

    fn bound(&self, name: &str) -> Option<&Known<'s>> {
        self.scopes.iter().rev().find_map(|scope| scope.names.get(name))
    }

    /// What one turn of a loop gets.
    fn item(&mut self, path: String, shape: &'s Shape) -> Known<'s> {
        match shape.items() {
            // Of an empty list nobody can say what is printed.
            Some(items) if items.is_open() => {
                self.used.insert(path);
                Known::Own
            }
            Some(items) => Known::Field(format!("{path}[]"), items),
            None => {
                let known = Known::Field(path, shape);
                self.use_up(&known);
                if !shape.is_record()
                    && shape.values().iter().all(Value::is_string)
                    && !shape.values().is_empty()
                {
                    self.found.push(Finding::Failed("a text is no list".to_owned()));
                }
                Known::Own
            }
        }
    }

    /// A field that documents may have and the sample lacks, where nothing tests for it: trying the sample would fail.
    fn lacks(&mut self, known: &Known<'_>, expr: &Expr) {
        let Known::Field(path, shape) = known else { return };
        let within = self.scopes.iter().any(|scope| !scope.end.is_empty());
        let typed = expr.path().unwrap_or_else(|| path.clone());
        if !shape.is_sampled() && !within && !path.contains("[]") && !self.tested.contains(&typed) {
            self.found.push(Finding::Missing(typed, None));
        }
    }

    fn use_up(&mut self, known: &Known<'_>) {
        if let Known::Field(path, _) = known {
            self.used.insert(path.clone());
        }
    }

    /// A value that something is done to.
    fn ask(&mut self, expr: &Expr) {
        let known = self.known(expr);
        self.use_up(&known);
    }

    /// A value that is printed.
    fn print(&mut self, expr: &Expr) {
        match expr {
            Expr::If(parts, no) => {
                self.ask(&parts[0]);
                self.print(&parts[1]);
                no.iter().for_each(|no| self.print(no));
                return;
            }
            Expr::Either(all) => return all.iter().for_each(|expr| self.print(expr)),
            _ => {}
        }
        let known = self.known(expr);
        self.use_up(&known);
        self.lacks(&known, expr);
        let what = match &known {
            Known::Field(_, shape) if shape.items().is_some() => "list",
            Known::Field(_, shape) if shape.is_record() => "record",
            Known::Values(values) if !values.is_empty() && values.iter().all(Value::is_array) => "list",
            Known::Values(values) if !values.is_empty() && values.iter().all(Value::is_object) => "record",
            _ => return,
        };
        self.found.push(Finding::Failed(format!("a {what} cannot be printed")));
    }

    fn known(&mut self, expr: &Expr) -> Known<'s> {
        self.known_in(expr, expr)
    }

    /// What an expression stands for that is part of a longer path.
    fn known_in(&mut self, expr: &Expr, whole: &Expr) -> Known<'s> {
        match expr {
            Expr::Const(value) => Known::Values(vec![value.clone()]),
            Expr::Name(name) => self.name(name, whole),
            Expr::Of(of, step) => {
                let base = self.known_in(of, whole);
                self.step(base, of, step, whole)
            }
            Expr::Slice(of, parts) => {
                let base = self.known(of);
                parts.iter().for_each(|part| self.ask(part));
                self.use_up(&base);
                Known::Own
            }
            Expr::Call(of, args) => {
                self.call(of, args);
                Known::Own
            }
            Expr::Filter(of, name, args) => self.filter(of.as_deref(), name, args),
            Expr::Test(of, name, args) => {
                let base = self.known(of);
                self.use_up(&base);
                args.iter().for_each(|(_, arg)| self.ask(arg));
                if !trial::exists(self.engine, "'' is ", name) {
                    self.found.push(Finding::Unknown(format!("test {name}")));
                }
                Known::Own
            }
            Expr::If(parts, no) => {
                parts.iter().for_each(|part| self.ask(part));
                no.iter().for_each(|no| self.ask(no));
                Known::Own
            }
            Expr::Either(all) | Expr::Made(all) => {
                all.iter().for_each(|expr| self.ask(expr));
                Known::Own
            }
        }
    }

    fn name(&mut self, name: &str, expr: &Expr) -> Known<'s> {
        if let Some(known) = self.bound(name) {
            return known.clone();
        }
        let Some(shape) = self.shape else { return Known::Own };
        if ENGINE.contains(&name) {
            return Known::Own;
        }
        match shape.field(name) {
            Some(field) => Known::Field(name.to_owned(), field),
            None if self.elsewhere.contains(name) || trial::exists_name(self.engine, name) => Known::Own,
            None => self.missing(shape, "", name, expr),
        }
    }

    /// A field that is not there; `before` is what was typed before the name that is wrong.
    fn missing(&mut self, of: &Shape, before: &str, name: &str, expr: &Expr) -> Known<'s> {
        let typed = expr.path().unwrap_or_else(|| name.to_owned());
        // Where nothing is declared, what is tested for may be there another time.
        if self.tested.contains(&typed) && !self.shape.is_some_and(Shape::is_declared) {
            return Known::Own;
        }
        let near = match before {
            "" => of.nearest(&typed).or_else(|| of.nearest(name)),
            _ => {
                let rest = typed.strip_prefix(before).map_or(name, |rest| rest.trim_start_matches('.'));
                of.nearest(rest).or_else(|| of.nearest(name)).map(|near| format!("{before}.{near}"))
            }
        };
        self.found.push(Finding::Missing(typed, near));
        Known::Own
    }

    fn step(&mut self, base: Known<'s>, of: &Expr, step: &Expr, whole: &Expr) -> Known<'s> {
        let Known::Field(path, shape) = base else {
            if !matches!(step, Expr::Const(_)) {
                self.ask(step);
            }
            return Known::Own;
        };
        if shape.is_open() {
            self.used.insert(path);
            return Known::Own;
        }
        match step {
            Expr::Const(Value::String(name)) => match (shape.field(name), shape.items()) {
                (Some(field), _) => Known::Field(format!("{path}.{name}"), field),
                // `list.name`: the list has no fields, its items have.
                (None, Some(items)) if items.field(name).is_some() => {
                    let typed = whole.path().unwrap_or_default();
                    let near = of.path().map(|of| format!("{of}[0].{name}"));
                    self.found.push(Finding::Missing(typed, near));
                    Known::Own
                }
                (None, _) => {
                    let before = of.path().unwrap_or_default();
                    self.missing(shape, &before, name, whole)
                }
            },
            Expr::Const(Value::Number(_)) if shape.items().is_some() => {
                shape.items().map_or(Known::Own, |items| match items.is_open() {
                    true => Known::Own,
                    false => Known::Field(format!("{path}[]"), items),
                })
            }
            Expr::Const(_) => {
                self.used.insert(path);
                Known::Own
            }
            computed => {
                self.ask(computed);
                match shape.items() {
                    Some(items) if !items.is_open() => Known::Field(format!("{path}[]"), items),
                    _ => {
                        self.used.insert(path);
                        Known::Own
                    }
                }
            }
        }
    }

    fn call(&mut self, of: &Expr, args: &[Arg]) {
        args.iter().for_each(|(_, arg)| self.ask(arg));
        match of {
            Expr::Name(name) => {
                let made = self.bound(name).is_some() || self.elsewhere.contains(name);
                if !made && !ENGINE.contains(&name.as_str()) && !trial::exists_name(self.engine, name) {
                    self.found.push(Finding::Unknown(format!("function {name}")));
                }
            }
            // A method of a value: what it is called on is the field.
            Expr::Of(base, method) => {
                let known = self.known(base);
                let field = args.first().map(|(_, arg)| arg);
                let get = matches!(method.as_ref(), Expr::Const(Value::String(name)) if name == "get");
                match (known, field) {
                    (known @ Known::Field(..), Some(step @ Expr::Const(Value::String(_)))) if get => {
                        let whole = Expr::Of(base.clone(), Box::new(step.clone()));
                        let known = self.step(known, base, step, &whole);
                        self.use_up(&known);
                    }
                    (known, _) => self.use_up(&known),
                }
            }
            other => self.ask(other),
        }
    }

    fn filter(&mut self, of: Option<&Expr>, name: &str, args: &[Arg]) -> Known<'s> {
        let base = of.map_or(Known::Own, |of| self.known(of));
        args.iter().for_each(|(_, arg)| self.ask(arg));
        if !trial::exists(self.engine, "''|", name) {
            self.use_up(&base);
            self.found.push(Finding::Unknown(format!("filter {name}")));
            return Known::Own;
        }
        if matches!(name, "default" | "d") {
            if matches!(&base, Known::Field(_, shape) if !shape.is_sampled()) {
                self.use_up(&base);
                return Known::Own;
            }
            return base;
        }
        self.use_up(&base);
        if let Some(of) = of {
            self.lacks(&base, of);
        }
        let values = match &base {
            Known::Field(_, shape) => shape.values(),
            Known::Values(values) => values,
            Known::Own => return Known::Own,
        };
        let written = |(name, arg): &Arg| match arg {
            Expr::Const(value) => Some((name.clone(), value.clone())),
            _ => None,
        };
        let args: Option<Vec<(Option<String>, Value)>> = args.iter().map(written).collect();
        let (Some(args), true, false) = (args, trial::is_harmless(name), values.is_empty()) else {
            return Known::Own;
        };
        let tried: Vec<_> =
            values.iter().map(|value| trial::filtered(self.engine, value, name, &args)).collect();
        match tried.iter().all(Result::is_err) {
            true => {
                self.found.extend(tried.into_iter().next().and_then(Result::err).map(Finding::Failed));
                Known::Own
            }
            false => Known::Values(tried.into_iter().filter_map(Result::ok).collect()),
        }
    }
}
