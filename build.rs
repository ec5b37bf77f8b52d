//! Templates, cases, tables and messages are embedded by folder. The compiler watches the files it has embedded, but not
//! for new ones: Cargo does.

#[allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]
fn main() {
    for path in ["build.rs", "templates", "cases", "src/rules/tables", "src/cli/messages"] {
        println!("cargo:rerun-if-changed={path}");
    }
}
