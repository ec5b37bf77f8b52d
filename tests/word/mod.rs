//! Word templates made by other programs, and the judgement of other programs on what comes of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use sucheng::press::docx::WordTemplate;

use crate::support;

mod built_in;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/word/corpus.py");

/// Runs the script; gives what it prints.
fn run(python: &str, order: &str, folder: &Path) -> String {
    let output = Command::new(python).arg(CORPUS).arg(order).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Makes the corpus and renders each template; gives the python and the names, or none where docxtpl is missing.
fn rendered(folder: &Path, test: &str) -> Option<(&'static str, Vec<String>)> {
    let python = support::python_with("docxtpl", "python3-docx and, by pip, docxtpl", test)?;
    let names: Vec<String> = run(python, "make", folder).lines().map(str::to_owned).collect();
    assert_eq!(names.len(), 16);
    let data = serde_json::from_slice(&fs::read(folder.join("data.json")).unwrap()).unwrap();
    for name in &names {
        let template = fs::read(folder.join(format!("{name}.docx"))).unwrap();
        let template = WordTemplate::open(&template).unwrap_or_else(|e| panic!("{name}: {e}"));
        let ours = template.render(&data).unwrap_or_else(|e| panic!("{name}: {e}"));
        fs::write(folder.join(format!("{name}.ours.docx")), ours).unwrap();
    }
    Some((python, names))
}

/// Split runs, nested tables and loops, headers, text boxes, tracked changes, Chinese punctuation: docxtpl is the judge.
#[test]
fn templates_written_for_docxtpl_come_out_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let Some((python, _)) = rendered(folder.path(), "templates_written_for_docxtpl_come_out_the_same") else {
        return;
    };
    let differences = run(python, "compare", folder.path());
    assert!(differences.is_empty(), "{differences}");
}

/// LibreOffice opens what comes out, and reads the same words in it; and what LibreOffice saves is a template too.
#[test]
fn libreoffice_opens_what_comes_out_and_its_files_are_templates() {
    let test = "libreoffice_opens_what_comes_out_and_its_files_are_templates";
    let folder = tempfile::tempdir().unwrap();
    if !support::installed("soffice", "libreoffice-writer", test) {
        return;
    }
    let Some((_, names)) = rendered(folder.path(), test) else { return };
    let convert = |format: &str, outdir: &str, suffix: &str| {
        let files = names.iter().map(|name| folder.path().join(format!("{name}{suffix}")));
        let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
        let status = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", format, "--outdir"])
            .arg(folder.path().join(outdir))
            .args(files)
            .output()
            .unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    };
    convert("txt:Text (encoded):UTF8", "read", ".ours.docx");
    let read = |name: &str| fs::read_to_string(folder.path().join(format!("read/{name}.ours.txt"))).unwrap();
    for (name, words) in [
        ("split_runs", "原告：示例银行股份有限公司，负责人周示例。"),
        ("loops", "2. 保证人：赵<示例>&"),
        ("tables", "支付利息3,120.55元"),
        ("lines", "房屋已约定送达地址"),
        ("tracked", "修订 北京市西城区人民法院"),
    ] {
        assert!(read(name).contains(words), "{name}: {}", read(name));
    }
    // Saved by LibreOffice, the template gives the same words.
    convert("docx", "saved", ".docx");
    let data = serde_json::from_slice(&fs::read(folder.path().join("data.json")).unwrap()).unwrap();
    for name in &names {
        let saved = fs::read(folder.path().join(format!("saved/{name}.docx"))).unwrap();
        let template = WordTemplate::open(&saved).unwrap_or_else(|e| panic!("{name}: {e}"));
        template.render(&data).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}
