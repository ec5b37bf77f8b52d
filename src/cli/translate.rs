//! Help in Chinese: the texts of `messages/help.zh.yaml` in the place of the English ones.
//!
//! Keys are the command path and, for an option, its id: `import`, `import.paths`, `registry backup.file`.

use clap::Command;

use super::catalogue::{Lang, chinese_help};

/// The command in a language.
pub fn into(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Zh => {
            let texts = chinese_help();
            let mut missing = Vec::new();
            rename(command, "", &texts, &mut missing)
        }
    }
}

fn rename(
    command: Command,
    path: &str,
    texts: &std::collections::BTreeMap<String, String>,
    missing: &mut Vec<String>,
) -> Command {
    let mut look_up = |key: String| {
        let found = texts.get(&key).cloned();
        if found.is_none() {
            missing.push(key);
        }
        found
    };
    let mut command =
        command.subcommand_help_heading("命令").next_help_heading("选项").disable_help_flag(true);
    command = command.arg(
        clap::Arg::new("help")
            .short('h')
            .long("help")
            .action(clap::ArgAction::Help)
            .global(path.is_empty())
            .help("显示帮助"),
    );
    if path.is_empty() {
        command = command
            .disable_version_flag(true)
            .arg(
                clap::Arg::new("version")
                    .short('V')
                    .long("version")
                    .action(clap::ArgAction::Version)
                    .help("显示版本"),
            )
            .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}");
    } else {
        command = command.help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}");
    }
    if let Some(text) = look_up(if path.is_empty() { "sucheng".to_owned() } else { path.to_owned() }) {
        // The first line stands in the list of commands, all of it in the command's own help.
        let first = text.lines().next().unwrap_or_default().to_owned();
        command = command.about(first).long_about(text);
    }
    let mut positions = 0;
    command = command.mut_args(|arg| {
        let id = arg.get_id().as_str().to_owned();
        if id == "help" || id == "version" {
            return arg;
        }
        let global = arg.is_global_set();
        let key = if global { format!("global.{id}") } else { format!("{path}.{id}") };
        let arg = match look_up(key) {
            Some(text) => arg.help(text.clone()).long_help(text),
            None => arg,
        };
        match (global, arg.is_positional()) {
            (true, _) => arg.help_heading("通用选项"),
            // Under a heading of its own an argument would stand by its name, not by its place.
            (false, true) => {
                positions += 1;
                arg.help_heading("参数").display_order(positions)
            }
            (false, false) => arg.help_heading("选项"),
        }
    });
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(&name, |sub| rename(sub, &path, texts, missing));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command and option has its Chinese help, and no help is left over.
    #[test]
    fn every_help_text_is_translated() {
        let mut missing = Vec::new();
        rename(super::super::args::command(), "", &chinese_help(), &mut missing);
        assert!(missing.is_empty(), "no Chinese help for: {missing:#?}");
    }
}
