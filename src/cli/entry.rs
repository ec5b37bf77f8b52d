//! From the command line to the exit code.

use std::ffi::OsString;
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
    let args = asking_for_help(std::env::args_os().collect());
    let programs = args.iter().any(|arg| arg == "--json" || arg == "--jsonl");
    let cli = match command.try_get_matches_from(args).and_then(|m| Cli::from_arg_matches(&m)) {
        Ok(cli) => cli,
        Err(error) => {
            let help = !error.use_stderr();
            let text = error.render().to_string();
            let written = if help {
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            } else {
                err.write_all(text.as_bytes())
            };
            if !help && programs {
                // Up to the first empty line it says what is wrong; the rest is how the command is written.
                let words: Vec<&str> =
                    text.split("\n\n").next().unwrap_or_default().split_whitespace().collect();
                let words = words.strip_prefix(&["error:"]).unwrap_or(&words).join(" ");
                answer(&CommandError::new(Exit::Usage, "E-USAGE").with("reason", words), early, out);
            }
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
        answer(error, lang, out);
    }
    error.exit
}

/// The same for programs.
fn answer(error: &CommandError, lang: Lang, out: &mut dyn Write) {
    let errors: Vec<_> = error.problems.iter().map(|p| as_json(lang, p)).collect();
    let document =
        serde_json::json!({"schema": "sucheng/error/v1", "exit": error.exit as u8, "errors": errors});
    let _ = writeln!(out, "{document}").and_then(|()| out.flush());
}

/// `sucheng help calc fee` asks for what `sucheng calc fee --help` shows.
fn asking_for_help(mut args: Vec<OsString>) -> Vec<OsString> {
    if args.get(1).is_some_and(|first| first == "help") {
        args.remove(1);
        args.push("--help".into());
    }
    args
}
