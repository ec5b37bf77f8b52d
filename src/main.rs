//! The `sucheng` program: hands the command line to [`sucheng::cli`] and exits with its code.

fn main() -> std::process::ExitCode {
    sucheng::cli::main()
}
