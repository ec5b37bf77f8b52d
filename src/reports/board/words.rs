//! What buttons and headings of the page say.

use serde_json::{Map, Value};

use super::content::{Board, Wording};

/// By the name that template and script use: Chinese, English.
const WORDS: &[(&str, [&str; 2])] = &[
    ("figures", ["关键指标", "Key figures"]),
    ("charts", ["走势与结构", "Course and structure"]),
    ("grids", ["统计与预警", "Tables"]),
    ("cases", ["案件明细", "Cases"]),
    ("formula", ["口径", "Formula"]),
    ("see", ["查看案件", "Cases"]),
    ("notes", ["说明", "Notes"]),
    ("search", ["搜索", "Search"]),
    ("search_hint", ["案件编号、债务人、法院、节点…", "account, debtor, court, stage…"]),
    ("all", ["全部", "All"]),
    ("none", ["未记录", "not recorded"]),
    ("clear", ["清除筛选", "Clear filters"]),
    ("only", ["仅显示：", "Only: "]),
    (
        "shown",
        ["显示 {shown} 件，符合条件 {found} 件，共 {all} 件", "{shown} shown, {found} match, {all} in all"],
    ),
    ("overdue", ["逾期", "OVERDUE"]),
    ("more", ["继续显示", "Show more"]),
    ("nothing", ["没有符合条件的案件", "No case matches"]),
    ("sort", ["排序", "Sort by"]),
    ("ascending", ["升序", "ascending"]),
    ("descending", ["降序", "descending"]),
    ("back", ["返回案件明细", "Back to the cases"]),
    ("print", ["打印", "Print"]),
    ("unknown", ["本页没有该案件的详情。", "This page has no details of that case."]),
    (
        "cut",
        [
            "本页收录详情的案件以 {most} 件为限；请缩小选择范围（如 --batch、--handler）后重新生成。",
            "This page holds details of {most} cases at most; choose fewer (--batch, --handler) and write it again.",
        ],
    ),
    ("past", ["已过", "past"]),
    ("week", ["7日内", "within 7 days"]),
    ("month", ["30日内", "within 30 days"]),
    (
        "chief_only",
        [
            "打印只含主要栏目；全部栏目请点开单个案件，或导出 .pdf、.xlsx。",
            "Only the chief columns are printed; all of them are in each case, in .pdf and in .xlsx.",
        ],
    ),
    (
        "rows_cut",
        [
            "明细表只列出前 {rows} 件（共 {all} 件）；指标和图表按全部案件统计。",
            "The table lists the first {rows} of {all} cases; figures and charts count all of them.",
        ],
    ),
    (
        "noscript",
        [
            "案件明细需要启用 JavaScript；指标、图表和分类统计不需要。",
            "The table of cases needs JavaScript; figures, charts and breakdowns do not.",
        ],
    ),
    ("made", ["诉呈生成；离线文件，不访问网络。", "Made by Sucheng; this file asks nothing of any network."]),
    (
        "confidential",
        [
            "内部资料，含个人信息（证件、卡号、电话已脱敏）。",
            "Internal. Contains personal information; numbers of identity papers, cards and telephones are masked.",
        ],
    ),
    (
        "unmasked",
        [
            "内部资料，含未脱敏的个人信息（证件、卡号、电话），不得外传。",
            "Internal. Contains numbers of identity papers, cards and telephones in full: not to be passed on.",
        ],
    ),
];

/// What is said at the foot of every page.
pub(super) fn confidential(board: &Board) -> Value {
    if let Some(words) = &board.audience {
        return words.clone().into();
    }
    let name = if board.masked { "confidential" } else { "unmasked" };
    word(board.wording, name, &[]).into()
}

/// Those that stand in the template of the page.
pub(super) const ON_PAGE: &[&str] = &[
    "figures",
    "charts",
    "grids",
    "cases",
    "formula",
    "see",
    "notes",
    "print",
    "noscript",
    "confidential",
    "made",
];
/// Those that the printed page needs.
pub(super) const ON_PAPER: &[&str] = &["figures", "charts", "grids", "notes", "formula", "confidential"];

/// Those that printed tables of many columns need.
pub(super) const ON_PANELS: &[&str] = &["past", "week", "month"];

/// All of them in one language.
pub(super) fn words(wording: Wording) -> Map<String, Value> {
    WORDS.iter().map(|(name, pair)| ((*name).to_owned(), wording(*pair).into())).collect()
}

/// Those of these names.
pub(super) fn some(wording: Wording, names: &[&str]) -> Map<String, Value> {
    let mut words = words(wording);
    words.retain(|name, _| names.contains(&name.as_str()));
    words
}

/// One of them, with its numbers.
pub(super) fn word(wording: Wording, name: &str, numbers: &[(&str, usize)]) -> String {
    let found = WORDS.iter().find(|(known, _)| *known == name);
    let text = found.map_or(name, |(_, pair)| wording(*pair)).to_owned();
    numbers.iter().fold(text, |text, (key, n)| text.replace(&format!("{{{key}}}"), &n.to_string()))
}
