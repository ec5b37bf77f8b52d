//! `sucheng.yaml`: what a workspace is set to.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check;
use super::value::shown;
use super::yaml::{self, Node};
use crate::domain::party::Creditor;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::{CREDITOR, Field, Shape};

/// The version line of `sucheng.yaml`.
const SCHEMA: &str = "sucheng/workspace/v1";

/// The name that places give the file.
const FILE: &str = "sucheng.yaml";

const fn field(
    name: &'static str,
    shape: Shape,
    required: bool,
    meaning: [&'static str; 2],
    example: &'static str,
) -> Field {
    Field { name, shape, required, meaning, example }
}

const NAME: Shape = Shape::Text(200);
const PATH: Shape = Shape::Text(500);
const FACES: Shape = Shape::List(&NAME);

const SMTP: &[Field] = &[
    field("host", NAME, true, ["服务器", "server"], "smtp.bank.example"),
    field("port", NAME, false, ["端口", "port"], "587"),
    field("tls", Shape::OneOf(&["starttls", "tls", "none"]), false, ["加密方式", "encryption"], "starttls"),
    field("user", NAME, false, ["用户名", "user name"], "legal"),
    field(
        "password_env",
        NAME,
        false,
        ["存放密码的环境变量", "environment variable that holds the password"],
        "SUCHENG_SMTP_PASSWORD",
    ),
    field(
        "password_file",
        PATH,
        false,
        ["存放密码的文件", "file that holds the password"],
        "/etc/sucheng/smtp-password",
    ),
    field("ca_file", PATH, false, ["私有根证书", "certificate of a private CA"], "/etc/sucheng/ca.pem"),
    field("hello", NAME, false, ["EHLO 主机名", "host name given to the server (EHLO)"], "app.bank.example"),
    field("timeout", COUNT, false, ["等待秒数", "seconds to wait for an answer"], "30"),
    field("dkim", Shape::Record(DKIM), false, ["DKIM 签名", "DKIM signature"], "{domain: bank.example, …}"),
];

const DKIM: &[Field] = &[
    field("domain", NAME, true, ["签名域名", "domain that signs"], "bank.example"),
    field("selector", NAME, true, ["选择器", "selector"], "s2026"),
    field("key_file", PATH, true, ["私钥文件", "file of the private key (PEM)"], "/etc/sucheng/dkim.pem"),
];

const QUIET: &[Field] =
    &[field("from", NAME, true, ["起", "from"], "22:00"), field("to", NAME, true, ["止", "to"], "08:00")];

const COUNT: Shape = Shape::Text(6);
const MAILBOX: Shape = Shape::Text(254);

const MAIL: &[Field] = &[
    field("from", NAME, false, ["发件人", "sender"], "法务部 <legal@bank.example>"),
    field("transport", Shape::OneOf(&["spool", "smtp"]), false, ["发送方式", "transport"], "spool"),
    field("smtp", Shape::Record(SMTP), false, ["邮件服务器", "mail server"], "{host: smtp.bank.example}"),
    field(
        "test_address",
        MAILBOX,
        false,
        ["测试收件地址，所有邮件只发往此处", "test mailbox: every mail goes there and nowhere else"],
        "test@bank.example",
    ),
    field(
        "managers",
        Shape::List(&MAILBOX),
        false,
        ["管理人员邮箱", "mailboxes of managers"],
        "[head@bank.example]",
    ),
    field("per_minute", COUNT, false, ["同一域名每分钟最多发送", "most mails a minute to one domain"], "60"),
    field(
        "quiet",
        Shape::Record(QUIET),
        false,
        ["不向债务人发送的时段", "hours without mail to debtors"],
        "{from: 22:00, to: 08:00}",
    ),
];

const FONTS: &[Field] = &[
    field("dirs", Shape::List(&PATH), false, ["字体目录", "folders of fonts"], "[]"),
    field("song", FACES, false, ["宋体", "Song faces"], "[]"),
    field("fangsong", FACES, false, ["仿宋体", "FangSong faces"], "[]"),
    field("hei", FACES, false, ["黑体", "Hei faces"], "[]"),
    field("kai", FACES, false, ["楷体", "Kai faces"], "[]"),
];

const COURT_EXPORT: &[Field] = &[
    field("court", NAME, true, ["法院", "court"], "北京市西城区人民法院"),
    field("folder", NAME, true, ["案件文件夹名", "folder of a case"], "{seq}_{被告姓名}"),
];

const EXPORT: &[Field] = &[
    field("folder", NAME, false, ["案件文件夹名", "folder of a case"], "{seq}_{被告姓名}_{身份证后4位}"),
    field("profile", NAME, false, ["案卷要求", "what courts ask of bundles"], "single"),
    field(
        "courts",
        Shape::List(&Shape::Record(COURT_EXPORT)),
        false,
        ["各法院的要求", "what single courts ask for"],
        "[]",
    ),
];

const ROUNDING: &[Field] = &[field(
    "court_fee",
    Shape::OneOf(&["fen", "jiao", "yuan"]),
    false,
    ["诉讼费取整", "what court fees are rounded to"],
    "fen",
)];

const WORKSPACE: &[Field] = &[
    field("schema", Shape::OneOf(&[SCHEMA]), true, ["格式版本", "format version"], SCHEMA),
    field("lang", Shape::OneOf(&["zh-CN", "en"]), false, ["语言", "language"], "zh-CN"),
    field("creditor", Shape::Record(CREDITOR), false, ["默认债权人", "default creditor"], "{name: …}"),
    field("store", Shape::OneOf(&["sled", "memory"]), false, ["登记库", "store"], "sled"),
    field("mail", Shape::Record(MAIL), false, ["邮件", "mail"], "{from: 法务部 <legal@bank.example>}"),
    field("fonts", Shape::Record(FONTS), false, ["字体", "fonts"], "{dirs: []}"),
    field("export", Shape::Record(EXPORT), false, ["递交文件夹", "folders for courts"], "{folder: …}"),
    field("rounding", Shape::Record(ROUNDING), false, ["取整", "rounding"], "{court_fee: fen}"),
];

/// A workspace's settings. What the file does not say has its default here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkspaceConfig {
    /// The language of messages, `zh-CN` or `en`; by default what the environment says.
    pub lang: Option<String>,
    /// The creditor that case files call `default`.
    pub creditor: Option<Creditor>,
    /// Where the registry lives.
    pub store: StoreKind,
    /// E-mail, if any is to be written.
    pub mail: Option<Mail>,
    /// Faces to prefer.
    pub fonts: Fonts,
    /// How folders for courts are called.
    pub export: Export,
    /// Rounding that courts differ in.
    pub rounding: Rounding,
}

/// How folders for courts are called; the places of a pattern are those of `documents::folder_name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Export {
    /// The pattern for every court that has none of its own.
    pub folder: Option<String>,
    /// What is asked of bundles for the court, by the name of a profile.
    pub profile: Option<String>,
    /// Courts with their own.
    pub courts: Vec<CourtExport>,
}

/// What one court asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourtExport {
    /// Its name, as `contract.forum.court` has it.
    pub court: String,
    /// Its pattern.
    pub folder: String,
}

/// Where the registry lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreKind {
    /// On disk.
    #[default]
    Sled,
    /// In memory, for tests.
    Memory,
}

/// E-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The sender, as it goes into messages.
    #[serde(default)]
    pub from: Option<String>,
    /// How messages leave.
    #[serde(default)]
    pub transport: Transport,
    /// The server; there is one where the transport is SMTP.
    #[serde(default)]
    pub smtp: Option<Smtp>,
    /// Every mail goes to this mailbox instead of its addressee: for trying things out.
    #[serde(default)]
    pub test_address: Option<String>,
    /// Mailboxes of managers: the weekly status goes there.
    #[serde(default)]
    pub managers: Vec<String>,
    /// The most mails a minute to one domain; where none is set, 60 to a server and any number into a folder.
    #[serde(default)]
    pub per_minute: Option<u32>,
    /// Hours in which no debtor gets mail; those of the table of contact rules where none are given.
    #[serde(default)]
    pub quiet: Option<Quiet>,
}

/// Hours in which no debtor gets mail, local time in China.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// The first minute: `22:00`.
    pub from: NaiveTime,
    /// The first minute after: `08:00`.
    pub to: NaiveTime,
}

/// How messages leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// As `.eml` files in `out/mail`.
    #[default]
    Spool,
    /// To a server.
    Smtp,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name or address.
    pub host: String,
    /// Its port; by default the usual one of the encryption.
    #[serde(default)]
    pub port: Option<u16>,
    /// Encryption. `None` only towards this very machine.
    #[serde(default)]
    pub tls: Tls,
    /// User name.
    #[serde(default)]
    pub user: Option<String>,
    /// The environment variable that holds the password.
    #[serde(default)]
    pub password_env: Option<String>,
    /// The file that holds the password.
    #[serde(default)]
    pub password_file: Option<String>,
    /// The certificate of a private CA.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// The host name given to the server.
    #[serde(default)]
    pub hello: Option<String>,
    /// Seconds to wait for an answer; by default 30.
    #[serde(default)]
    pub timeout: Option<u16>,
    /// A signature that receivers can check.
    #[serde(default)]
    pub dkim: Option<Dkim>,
}

/// A DKIM signature (RFC 6376).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    /// The domain that signs.
    pub domain: String,
    /// Under which selector its DNS has the key.
    pub selector: String,
    /// The file of the private key: RSA or Ed25519, PEM.
    pub key_file: String,
}

/// Encryption towards a mail server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Begins in the clear and must switch.
    #[default]
    Starttls,
    /// From the first byte.
    Tls,
    /// None: loopback only.
    None,
}

/// Faces and folders of fonts to prefer, before the built-in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fonts {
    /// Folders to look in first.
    pub dirs: Vec<String>,
    /// 宋体
    pub song: Vec<String>,
    /// 仿宋体
    pub fangsong: Vec<String>,
    /// 黑体
    pub hei: Vec<String>,
    /// 楷体
    pub kai: Vec<String>,
}

/// Rounding that courts differ in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rounding {
    /// What court fees are rounded to.
    pub court_fee: CourtFee,
}

/// What court fees are rounded to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CourtFee {
    /// 分
    #[default]
    Fen,
    /// 角
    Jiao,
    /// 元
    Yuan,
}

/// Reads `sucheng.yaml`, given as text or as the bytes of the file.
///
/// # Errors
/// Every problem of the file.
pub fn workspace_file(text: impl AsRef<[u8]>) -> Result<WorkspaceConfig, Vec<Problem>> {
    let tree = yaml::read(text.as_ref(), FILE).map_err(|problem| vec![problem])?;
    let checked = check::record(&tree.root, WORKSPACE, FILE);
    let mut problems: Vec<Problem> = tree.repeated.into_iter().chain(checked.problems).collect();
    let mut facts = Value::Object(checked.facts);
    problems.extend(smtp(&mut facts, &tree.root));
    problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
    if !problems.is_empty() {
        return Err(problems);
    }
    if let Value::Object(facts) = &mut facts {
        facts.shift_remove("schema");
    }
    serde_json::from_value(facts).map_err(|error| {
        let place = Place { file: Some(FILE.to_owned()), ..Place::default() };
        vec![Problem::error("E-CASE-SHAPE", place).with("detail", error)]
    })
}

fn place(root: &Node, path: &str) -> Place {
    let node = root.nearest(path);
    Place {
        file: Some(FILE.to_owned()),
        line: Some(node.line),
        column: Some(node.column),
        field: Some(path.to_owned()),
        ..Place::default()
    }
}

/// What the table of fields cannot say of the mail server; puts numbers and hours in as what they are.
fn smtp(facts: &mut Value, root: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    if facts["mail"]["transport"] == "smtp" && !facts["mail"]["smtp"].is_object() {
        problems.push(Problem::error("E-WORKSPACE-NO-SERVER", place(root, "mail.smtp")));
    }
    for (path, largest) in
        [("mail.smtp.port", u64::from(u16::MAX)), ("mail.smtp.timeout", 600), ("mail.per_minute", 100_000)]
    {
        let Some(value) = facts.pointer_mut(&format!("/{}", path.replace('.', "/"))) else { continue };
        let Some(text) = value.as_str().map(str::to_owned) else { continue };
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u64>().ok().filter(|n| (1..=largest).contains(n) && digits) {
            Some(number) => *value = number.into(),
            None => problems.push(
                Problem::error("E-WORKSPACE-NUMBER", place(root, path))
                    .with("found", shown(&text))
                    .with("largest", largest),
            ),
        }
    }
    for path in ["mail.quiet.from", "mail.quiet.to"] {
        let Some(value) = facts.pointer_mut(&format!("/{}", path.replace('.', "/"))) else { continue };
        let Some(text) = value.as_str().map(str::to_owned) else { continue };
        match NaiveTime::parse_from_str(&text, "%H:%M") {
            Ok(time) => *value = time.format("%H:%M:%S").to_string().into(),
            Err(_) => problems
                .push(Problem::error("E-WORKSPACE-HOUR", place(root, path)).with("found", shown(&text))),
        }
    }
    let Some(smtp) = facts.pointer_mut("/mail/smtp").and_then(Value::as_object_mut) else { return problems };
    let host = smtp.get("host").and_then(Value::as_str).unwrap_or_default();
    let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if smtp.get("tls").is_some_and(|tls| tls == "none") && !here {
        problems
            .push(Problem::error("E-WORKSPACE-TLS", place(root, "mail.smtp.tls")).with("found", shown(host)));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::wording::assert_worded;

    /// The file of formats.md.
    const FULL: &str = "schema: sucheng/workspace/v1\nlang: zh-CN\ncreditor: {name: 示例银行, lender: licensed}\n\
        store: sled\nmail:\n  from: 法务部 <legal@bank.example>\n  transport: spool\n\
        \x20 smtp: {host: smtp.bank.example, port: 587, tls: starttls, user: legal, password_env: SUCHENG_SMTP_PASSWORD}\n\
        fonts: {dirs: [fonts], song: [], fangsong: [FandolFang], hei: [], kai: []}\nrounding: {court_fee: yuan}\n";

    fn wrong(text: &str) -> Vec<(&'static str, String)> {
        let problems = workspace_file(text).unwrap_err();
        assert_worded(&problems);
        problems.into_iter().map(|p| (p.code, p.place.field.unwrap_or_default())).collect()
    }

    #[test]
    fn a_whole_file_and_the_least() {
        let config = workspace_file(FULL).unwrap();
        let mail = config.mail.unwrap();
        let smtp = mail.smtp.unwrap();
        assert_eq!((mail.transport, smtp.port, smtp.tls), (Transport::Spool, Some(587), Tls::Starttls));
        assert_eq!(smtp.password_env.as_deref(), Some("SUCHENG_SMTP_PASSWORD"));
        assert_eq!((mail.per_minute, smtp.timeout, mail.quiet), (None, None, None));
        let slow =
            "schema: sucheng/workspace/v1\nmail: {per_minute: 5, quiet: {from: '21:30', to: '09:00'}}\n";
        let mail = workspace_file(slow).unwrap().mail.unwrap();
        assert_eq!(mail.per_minute, Some(5));
        let at = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
        assert_eq!(mail.quiet, Some(Quiet { from: at(21, 30), to: at(9, 0) }));
        assert_eq!(config.fonts.fangsong, ["FandolFang"]);
        assert_eq!(config.rounding.court_fee, CourtFee::Yuan);
        assert_eq!(config.creditor.unwrap().name, "示例银行");
        let least = workspace_file("schema: sucheng/workspace/v1\n").unwrap();
        assert_eq!(least, WorkspaceConfig::default());
        assert_eq!(least.store, StoreKind::Sled);
    }

    #[test]
    fn every_mistake_is_named() {
        let text = "schema: sucheng/workspace/v1\nlanguage: en\nstore: postgres\nmail:\n  transport: smtp\n  smtp:\n    \
            host: smtp.bank.example\n    port: 70000\n    tls: none\n    password: geheim\nfonts: {song: SimSun}\n";
        assert_eq!(
            wrong(text),
            [
                ("E-CASE-UNKNOWN-KEY", "language".to_owned()),
                ("E-VALUE-WORD", "store".to_owned()),
                ("E-WORKSPACE-NUMBER", "mail.smtp.port".to_owned()),
                ("E-WORKSPACE-TLS", "mail.smtp.tls".to_owned()),
                ("E-CASE-UNKNOWN-KEY", "mail.smtp.password".to_owned()),
                ("E-CASE-NOT-LIST", "fonts.song".to_owned()),
            ]
        );
        // A password that someone wrote into the file is not repeated in the message.
        assert!(!format!("{:?}", workspace_file(text).unwrap_err()).contains("geheim"));
        let hours = "schema: sucheng/workspace/v1\nmail: {per_minute: 0, quiet: {from: '22.00', to: '08:00'}, \
            smtp: {host: h.example, timeout: '9999'}}\n";
        assert_eq!(
            wrong(hours),
            [
                ("E-WORKSPACE-NUMBER", "mail.per_minute".to_owned()),
                ("E-WORKSPACE-HOUR", "mail.quiet.from".to_owned()),
                ("E-WORKSPACE-NUMBER", "mail.smtp.timeout".to_owned()),
            ]
        );
        let no_server = "schema: sucheng/workspace/v1\nmail: {transport: smtp}\n";
        assert_eq!(wrong(no_server), [("E-WORKSPACE-NO-SERVER", "mail.smtp".to_owned())]);
        assert_eq!(wrong("lang: en\n"), [("E-CASE-MISSING", "schema".to_owned())]);
        assert_eq!(wrong(""), [("E-YAML-EMPTY", String::new())]);
        assert_eq!(workspace_file(b"\xFF").unwrap_err()[0].code, "E-FILE-NOT-UTF8");
    }

    #[test]
    fn unencrypted_mail_goes_to_this_machine_only() {
        let at = |host: &str| {
            workspace_file(format!(
                "schema: sucheng/workspace/v1\nmail: {{smtp: {{host: '{host}', tls: none}}}}\n"
            ))
        };
        for here in ["localhost", "127.0.0.1", "::1"] {
            assert!(at(here).is_ok(), "{here}");
        }
        for there in ["10.0.0.1", "localhost.evil.example", "127.0.0.1.example"] {
            assert_eq!(at(there).unwrap_err()[0].code, "E-WORKSPACE-TLS", "{there}");
        }
    }
}
