//! Templates are embedded by folder. The compiler watches the files it has embedded, but not for new ones.

#[allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=templates");
}
