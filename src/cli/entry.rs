//! From the command line to the exit code.

use std::io::Write;
use std::process::ExitCode;

use clap::FromArgMatches;

use super::args::Cli;
use super::catalogue::Lang;
use super::desk::Desk;
use super::error::{CommandError, Exit, as_json, worded};
use super::settings::{Settings, early_language};
use super::translate;

/// Runs the program with the process's own arguments and streams.
pub fn main() -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut err = std::io::stderr().lock();
    run(&mut out, &mut err).into()
}

fn run(out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let early = early_language();
    let command = translate::into(super::args::command(), early);
    let cli = match command.try_get_matches().and_then(|m| Cli::from_arg_matches(&m)) {
        Ok(cli) => cli,
        Err(error) => {
            let help = !error.use_stderr();
            let text = error.render().to_string();
            let written = if help {
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            } else {
                err.write_all(text.as_bytes())
            };
            return if help && written.is_ok() { Exit::Done } else { Exit::Usage };
        }
    };
    let settings = match Settings::new(&cli.global) {
        Ok(settings) => settings,
        Err(error) => return report(&error, early, cli.global.json || cli.global.jsonl, out, err),
    };
    let programs = settings.for_programs();
    let mut desk = Desk::new(settings, out, err);
    let done = cli.command.run(&mut desk);
    let lang = if done.is_ok() { desk.lang() } else { desk.lang_of_errors() };
    drop(desk);
    match done.and_then(|exit| out.flush().map(|()| exit).map_err(CommandError::from)) {
        Ok(exit) => exit,
        Err(error) => report(&error, lang, programs, out, err),
    }
}

/// Says what went wrong: in words on stderr, and for programs as one JSON document on stdout.
fn report(
    error: &CommandError,
    lang: Lang,
    programs: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    if error.silent {
        return error.exit;
    }
    let word = if lang == Lang::Zh { "错误：" } else { "error: " };
    for problem in &error.problems {
        // stderr is the last resort: where it is closed too, only the exit code is left to say it.
        let _ = writeln!(err, "{word}{}", worded(lang, problem));
    }
    if programs {
        let errors: Vec<_> = error.problems.iter().map(|p| as_json(lang, p)).collect();
        let document =
            serde_json::json!({"schema": "sucheng/error/v1", "exit": error.exit as u8, "errors": errors});
        let _ = writeln!(out, "{document}").and_then(|()| out.flush());
    }
    error.exit
}
