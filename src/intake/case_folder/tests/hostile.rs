//! Case folders as nobody should send them.

use super::*;

#[test]
fn files_that_are_not_a_case() {
    for (bytes, code) in [
        (b"".as_slice(), "E-YAML-EMPTY"),
        (b"# only a comment\n\n", "E-YAML-EMPTY"),
        (b"---\n...\n", "E-YAML-EMPTY"),
        (b"null", "E-YAML-EMPTY"),
        (b"just text", "E-CASE-NOT-RECORD"),
        (b"- a\n- b\n", "E-CASE-NOT-RECORD"),
        (b"a: b: c\n", "E-YAML-COLON"),
        (b"a: \"b\nc: d\n", "E-YAML-QUOTE"),
        (b"a:\n\tb: c\n", "E-YAML-TAB"),
        (b"a: b\n  c d\n", "E-YAML-JOINED"),
        ("a: b\n  c：d\n".as_bytes(), "E-YAML-WIDE-COLON"),
        ("a: b\nc：d\ne: f\n".as_bytes(), "E-YAML-WIDE-COLON"),
        ("a：b\nc: d\n".as_bytes(), "E-YAML-WIDE-COLON"),
        ("- {a：b, c: d\n".as_bytes(), "E-YAML-WIDE-COLON"),
        (b"a: [b\n", "E-YAML-SYNTAX"),
        (b"a: {b: c\n", "E-YAML-SYNTAX"),
        (b"a: &x b\nc: *x\n", "E-YAML-ANCHOR"),
        (b"a: *x\n", "E-YAML-ANCHOR"),
        (b"a: !!python/object:os.system x\n", "E-YAML-TAG"),
        (b"a: !x b\n", "E-YAML-TAG"),
        (b"a: b\n---\nc: d\n", "E-YAML-DOCUMENTS"),
        (b"? [a]\n: b\n", "E-YAML-KEY"),
        (b": b\n", "E-YAML-KEY"),
        (b"a: b\x07c\n", "E-YAML-CONTROL"),
        (b"a: \xFF\n", "E-FILE-NOT-UTF8"),
        (b"\xFF\xFEa\0", "E-FILE-UTF16"),
        (b"a: b\0\n", "E-FILE-NUL"),
        (b"a: \xC0\xEE\xCA\xBE\xC0\xFD\n", "E-FILE-GB18030"),
    ] {
        let problems = read(&folder(bytes)).unwrap_err();
        assert_eq!(problems[0].code, code, "{:?}: {problems:?}", String::from_utf8_lossy(bytes));
        assert!(problems[0].place.line.is_some() && problems[0].place.file.is_some());
    }
}

#[test]
fn a_key_that_stands_twice_is_named_with_both_lines() {
    let problems = read_case(&format!("{LEAST}batch: a\nbatch: b\n")).unwrap_err();
    let problem = &problems[0];
    assert_eq!((problem.code, problem.place.line), ("E-YAML-DUPLICATE-KEY", Some(6)));
    assert_eq!((arg(problem, "found"), arg(problem, "first")), (Some("batch"), Some("5")));
}

/// None of these takes long or much memory, and each is refused by a code.
#[test]
fn bombs_and_floods() {
    let started = std::time::Instant::now();
    let billion = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n";
    assert_eq!(codes(billion), ["E-YAML-ANCHOR"]);
    assert_eq!(codes(&"[".repeat(100_000)), ["E-YAML-DEPTH"]);
    assert_eq!(codes(&"{a: ".repeat(100_000)), ["E-YAML-DEPTH"]);
    assert_eq!(codes(&"- ".repeat(100_000)), ["E-YAML-DEPTH"]);
    let nested: String = (0..1000).map(|n| " ".repeat(n) + "a:\n").collect();
    assert_eq!(codes(&nested), ["E-YAML-DEPTH"]);
    assert_eq!(codes(&LEAST.replace("李示例", &"长".repeat(600_000))), ["E-VALUE-LONG"]);
    assert_eq!(codes(&"x".repeat(2_000_001)), ["E-PAPER-TOO-LARGE"]);
    let flood: String = (0..10_000).map(|n| format!("k{n}: v\n")).collect();
    let problems = read_case(&(LEAST.to_owned() + &flood)).unwrap_err();
    assert_eq!(problems.len(), 201);
    assert_eq!((problems[200].code, arg(&problems[200], "count")), ("E-CASE-MORE", Some("9800")));
    let twice: String = (0..100_000).map(|_| "a: b\n").collect();
    assert_eq!(read_case(&twice).unwrap_err().len(), 201);
    let home = folder(format!("{LEAST}contacts: contacts.csv\n").as_bytes());
    let rows = "x,x,x,x\n".repeat(20_000);
    fs::write(home.path().join("contacts.csv"), format!("at,channel,party,outcome\n{rows}")).unwrap();
    assert_eq!(read(&home).unwrap_err().len(), 201);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// Whatever a parser may stumble over, many times: the time grows with the length and no faster.
#[test]
fn no_text_takes_for_ever() {
    let patterns = [
        "a: b\n",
        "- a\n",
        "a, ",
        "[a, ",
        "{a: b, ",
        "? a\n",
        ": ",
        "\"",
        "'a'",
        "\\",
        "|\n",
        "a:\n",
        "#",
        " ",
        "\n",
        "&a ",
        "*a ",
        "!a ",
        "%",
        "---\n",
        "a: [b, c]\n",
        "- - ",
        "李",
        "a\n",
        "\r",
        "x: |\n a\n",
    ];
    for start in ["", "a: [", "a: \"", "a: |\n  "] {
        for pattern in patterns {
            let text = start.to_owned() + &pattern.repeat(200_000 / pattern.len());
            let started = std::time::Instant::now();
            let _ = yaml::read(text.as_bytes(), "case.yaml");
            assert!(started.elapsed().as_secs() < 5, "{start:?} {pattern:?} {:?}", started.elapsed());
        }
    }
}

#[test]
fn paths_that_lead_out_or_to_no_file() {
    let evidence =
        |file: &str| format!("{LEAST}evidence:\n  - {{id: a, kind: other, title: x, file: {file:?}}}\n");
    for (file, code) in [
        ("../secret.pdf", "E-FILE-OUTSIDE"),
        ("/etc/passwd", "E-FILE-OUTSIDE"),
        ("none.pdf", "E-PAPER-MISSING"),
        ("dir.pdf", "E-PAPER-NOT-A-FILE"),
        ("pipe.pdf", "E-PAPER-NOT-A-FILE"),
        ("link.pdf", "E-FILE-OUTSIDE"),
        ("up/secret.pdf", "E-FILE-OUTSIDE"),
        ("huge.pdf", "E-PAPER-TOO-LARGE"),
        ("empty.pdf", "E-PAPER-EMPTY"),
        ("picture.pdf", "E-PAPER-MISNAMED"),
        ("cut.pdf", "E-PAPER-CUT-SHORT"),
        ("locked.pdf", "E-PAPER-ENCRYPTED"),
        ("pageless.pdf", "E-PAPER-NO-PAGES"),
        ("text.pdf", "E-PAPER-MISNAMED-UNKNOWN"),
        ("text.txt", "E-PAPER-UNKNOWN"),
    ] {
        let outer = tempfile::tempdir().unwrap();
        let home = outer.path().join("case");
        fs::create_dir_all(home.join("dir.pdf")).unwrap();
        let put = |name: &str, bytes: &[u8]| fs::write(home.join(name), bytes).unwrap();
        put(CASE_FILE, evidence(file).as_bytes());
        fs::write(outer.path().join("secret.pdf"), specimens::pdf(1)).unwrap();
        std::os::unix::fs::symlink("../secret.pdf", home.join("link.pdf")).unwrap();
        std::os::unix::fs::symlink("..", home.join("up")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(home.join("pipe.pdf")).status().unwrap().success());
        fs::File::create(home.join("huge.pdf")).unwrap().set_len(1 << 30).unwrap();
        put("empty.pdf", b"");
        put("picture.pdf", &specimens::png());
        put("cut.pdf", &specimens::pdf(9)[..800]);
        put("locked.pdf", &specimens::encrypted("geheim"));
        put("pageless.pdf", &specimens::pdf(0));
        put("text.pdf", "text".as_bytes());
        put("text.txt", "text".as_bytes());
        let problems = case_folder(&home, &Defaults::default()).unwrap_err();
        assert_worded(&problems);
        assert_eq!(problems[0].code, code, "{file}");
        assert_eq!((problems.len(), problems[0].place.line), (1, Some(6)), "{file}");
        assert_eq!(arg(&problems[0], "file"), Some(file));
    }
}

/// The tables are held to the same rules as evidence, and so is the case file itself.
#[test]
fn tables_and_the_case_file_stay_inside_too() {
    for line in ["contacts: ../x.csv", "milestones: /etc/passwd", "contacts: none.csv", "contacts: ."] {
        let found = codes(&format!("{LEAST}{line}\n"));
        assert!(
            ["E-FILE-OUTSIDE", "E-PAPER-MISSING", "E-PAPER-NOT-A-FILE"].contains(&found[0]),
            "{line}: {found:?}"
        );
        assert_eq!(found.len(), 1);
    }
    let outer = folder(LEAST.as_bytes());
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    std::os::unix::fs::symlink("../case.yaml", inner.join(CASE_FILE)).unwrap();
    assert_eq!(case_folder(&inner, &Defaults::default()).unwrap_err()[0].code, "E-FILE-OUTSIDE");
    fs::remove_file(inner.join(CASE_FILE)).unwrap();
    assert_eq!(case_folder(&inner, &Defaults::default()).unwrap_err()[0].code, "E-PAPER-MISSING");
    let nowhere = case_folder(Path::new("nowhere/at/all"), &Defaults::default()).unwrap_err();
    assert_eq!(nowhere[0].code, "E-PAPER-MISSING");
}

/// Whatever is cut out of a good file or put into it, reading it ends with facts or with problems that have a place.
#[test]
fn mutilated_files_never_end_the_program() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let scraps = [
        "\n", "\t", "- ", ": ", "{", "}", "[", "]", "\"", "'", "|", ">", "&a ", "*a", "!!", "%", "---\n",
        "#", "?", ",", "\u{85}", "\0", "李", "  ",
    ];
    for _ in 0..3000 {
        let mut bytes = FULL.as_bytes().to_vec();
        for _ in 0..1 + next(4) {
            let at = next(bytes.len());
            match next(3) {
                0 => drop(bytes.drain(at..(at + next(40)).min(bytes.len()))),
                1 => drop(bytes.splice(at..at, scraps[next(scraps.len())].bytes())),
                _ => bytes[at] = next(256) as u8,
            }
        }
        if let Ok(tree) = yaml::read(&bytes, "case.yaml") {
            let checked = check::record(&tree.root, CASE, "case.yaml");
            assert!(checked.problems.iter().all(|p| p.place.line.is_some()));
            coherence::check(&Value::Object(checked.facts), &|_| Place::default());
        }
    }
}
