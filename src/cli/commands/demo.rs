//! `sucheng demo`.

use std::path::{Path, PathBuf};

use clap::Args;
use include_dir::{Dir, include_dir};
use serde_json::json;

use super::{draft, import, init};
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Format, Order};
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::mailing;
use crate::cli::register;
use crate::cli::rows;
use crate::cli::{workspace, write};
use crate::domain::event::NoticeStatus;

static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// Fill a fresh workspace with worked cases: import, draft, track, write the notices
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// The folder [default: sucheng-demo]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Fills the workspace and says where everything is.
///
/// # Errors
/// The folder is not empty; something of the demo fails.
pub fn run(args: DemoArgs, desk: &mut Desk<'_>) -> Done {
    let dir =
        args.dir.or_else(|| desk.settings.workspace.clone()).unwrap_or_else(|| PathBuf::from("sucheng-demo"));
    let root = std::path::absolute(&dir).map_err(|e| CommandError::file("E-WRITE", &dir, &e))?;
    if std::fs::read_dir(&root).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CommandError::new(Exit::Failed, "E-DEMO-NOT-EMPTY").with("path", root.display()));
    }
    if desk.settings.dry_run {
        if desk.settings.for_programs() {
            desk.json("demo", "", json!({ "workspace": root, "dry_run": true }))?;
        } else {
            desk.say("M-INIT-WOULD", &[("path", root.display().to_string())])?;
        }
        return Ok(Exit::Done);
    }
    workspace::create(&root, init::SETTINGS)?;
    unpack(&CASES, &root.join("cases"))?;
    desk.enter(&root)?;
    let begun = std::time::Instant::now();
    let imported = import::import(&[root.join("cases")], desk)?;
    if let Some(problem) = imported.refused.first() {
        return Err(CommandError::problems(Exit::Failed, vec![problem.clone()]));
    }
    let rows = rows::all(desk)?;
    let accounts: Vec<_> = rows.iter().map(|r| r.account.clone()).collect();
    // A paid-off account has nothing left to claim.
    let owing = rows.iter().filter(|r| r.owed.is_none_or(|owed| !owed.is_zero())).map(|r| r.account.clone());
    let order = Order {
        named: true,
        kinds: ["filing", "demand-letter"].map(str::to_owned).to_vec(),
        accounts: owing.collect(),
        formats: vec![Format::Pdf],
        jobs: draft::processors(),
        ..Order::default()
    };
    let mut drafted = drafting::draft(desk, &order)?;
    let mut with_counsel = Vec::new();
    for account in &order.accounts {
        if register::find(desk, account)?.is_some_and(|docket| docket.case.counsel.is_some()) {
            with_counsel.push(account.clone());
        }
    }
    let letters = Order { kinds: vec!["lawyers-letter".to_owned()], accounts: with_counsel, ..order.clone() };
    let lettered = drafting::draft(desk, &letters)?;
    drafted.drafted.extend(lettered.drafted);
    drafted.failed.extend(lettered.failed);
    let mut queued = Vec::new();
    for kind in ["counsel-handover", "demand-email"] {
        queued.extend(mailing::queue(kind, &order.accounts, desk)?.queued);
    }
    let waiting = mailing::all(desk)?;
    let waiting: Vec<&mailing::Found> =
        waiting.iter().filter(|f| f.notice.status == NoticeStatus::Queued).collect();
    let approved =
        mailing::move_all(&waiting, NoticeStatus::Approved, &desk.text("M-DEMO-REASON", &[]), desk)?;
    let sent = mailing::send(desk, &mailing::Order::default())?;
    let seconds = begun.elapsed().as_secs_f32();
    let failed: Vec<_> = drafted
        .failed
        .iter()
        .map(|f| json!({"account": f.account, "kind": f.kind, "code": f.problem.code}))
        .collect();
    if desk.settings.for_programs() {
        desk.json(
            "demo",
            "",
            json!({
                "workspace": root,
                "accounts": accounts,
                "drafted": drafted.drafted.iter().map(draft::for_programs).collect::<Vec<_>>(),
                "failed": failed,
                "queued": queued.len(),
                "approved": approved,
                "sent": sent.sent.len(),
                "out": root.join("out"),
                "mail": root.join("out/mail"),
                "dry_run": false,
            }),
        )?;
    } else {
        for row in &rows {
            let next = row
                .next(desk.settings.as_of)
                .map(|d| format!("{}  {}", d.due, desk.lang().of(&[&d.title[0], &d.title[1]])));
            desk.print(
                format!(
                    "  {:<18} {}  {}/{}  {}",
                    row.account,
                    row.debtor,
                    row.track,
                    row.stage,
                    next.unwrap_or_default()
                )
                .trim_end(),
            )?;
        }
        let open = match &desk.settings.workspace {
            Some(root) => root.display().to_string(),
            None => String::new(),
        };
        desk.say(
            "M-DEMO-DONE",
            &[
                ("accounts", accounts.len().to_string()),
                ("drafted", drafted.drafted.len().to_string()),
                ("sent", sent.sent.len().to_string()),
                ("seconds", format!("{seconds:.1}")),
                ("path", open),
            ],
        )?;
        for failure in &drafted.failed {
            desk.warn(&failure.problem)?;
        }
    }
    Ok(if drafted.failed.is_empty() { Exit::Done } else { Exit::Partial })
}

/// Writes the embedded cases.
fn unpack(dir: &Dir<'_>, to: &Path) -> Result<(), CommandError> {
    for file in dir.files() {
        write::file(&to.join(file.path()), file.contents())?;
    }
    dir.dirs().try_for_each(|sub| unpack(sub, to))
}
