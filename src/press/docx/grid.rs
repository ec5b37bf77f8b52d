//! The columns of a table whose cells a template repeats, leaves out or merges: the grid must have as many as the widest
//! row (ISO 29500-1 §17.4.48), or Word draws the rest where it likes. Widths are shared out as docxtpl does.

use super::xml::{Id, Piece, Tree};

/// Rewrites the grid of each table that has another number of columns than its widest row.
///
/// # Errors
/// The part is not well-formed.
pub(super) fn fit(text: String) -> Result<String, String> {
    let mut tree = Tree::parse(&text)?;
    let everything = tree.below(tree.root());
    let tables: Vec<Id> = everything.into_iter().filter(|&id| tree.name(id) == "w:tbl").collect();
    let mut changed = false;
    for table in tables {
        if let Some(grid) = tree.child(table, "w:tblGrid") {
            let widest = rows(&tree, table).into_iter().map(|row| columns(&tree, row)).max().unwrap_or(0);
            changed |= widest > 0 && set(&mut tree, grid, widest);
        }
    }
    Ok(if changed { tree.write() } else { text })
}

/// The table's own rows, also those in content controls; not those of tables in its cells.
fn rows(tree: &Tree, table: Id) -> Vec<Id> {
    let mut found = Vec::new();
    let mut waiting = tree.node(table).children.clone();
    while let Some(id) = waiting.pop() {
        match tree.name(id) {
            "w:tr" => found.push(id),
            "w:tbl" => {}
            _ => waiting.extend(&tree.node(id).children),
        }
    }
    found
}

/// How many columns of the grid a row takes.
fn columns(tree: &Tree, row: Id) -> usize {
    let number = |properties: Option<Id>, name: &str, otherwise: usize| {
        let set = properties.and_then(|p| tree.child(p, name)).and_then(|n| tree.attribute(n, "w:val"));
        set.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let mut count = 0;
    let mut waiting = tree.node(row).children.clone();
    while let Some(id) = waiting.pop() {
        match tree.name(id) {
            "w:tc" => count += number(tree.child(id, "w:tcPr"), "w:gridSpan", 1),
            "w:trPr" => count += number(Some(id), "w:gridBefore", 0) + number(Some(id), "w:gridAfter", 0),
            _ => waiting.extend(&tree.node(id).children),
        }
    }
    count
}

/// Gives the grid this many columns, as wide together as before. Whether anything changed.
fn set(tree: &mut Tree, grid: Id, wanted: usize) -> bool {
    let children = tree.node(grid).children.iter().copied();
    let columns: Vec<Id> = children.filter(|&id| tree.name(id) == "w:gridCol").collect();
    let width = |tree: &Tree, id: Id| -> u64 {
        tree.attribute(id, "w:w").and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let write = |tree: &mut Tree, id: Id, width: u64| {
        tree.set(id, "w:w", vec![Piece::Text(width.to_string())]);
    };
    let (there, wanted_wide) = (columns.len() as u64, wanted as u64);
    let all: u64 = columns.iter().map(|&id| width(tree, id)).sum();
    if wanted > columns.len() {
        for &id in columns.iter().filter(|_| all > 0) {
            let scaled = width(tree, id) * there / wanted_wide;
            write(tree, id, scaled);
        }
        for _ in columns.len()..wanted {
            let new = tree.make("w:gridCol", &[]);
            if all > 0 {
                write(tree, new, all / wanted_wide);
            }
            let last = tree.node(grid).children.iter().rposition(|&id| tree.name(id) == "w:gridCol");
            tree.insert(grid, last.map_or(0, |at| at + 1), new);
        }
    } else if wanted < columns.len() {
        let (kept, gone) = columns.split_at(wanted);
        let freed: u64 = gone.iter().map(|&id| width(tree, id)).sum();
        gone.iter().for_each(|&id| tree.detach(id));
        for &id in kept.iter().filter(|_| freed > 0) {
            let wider = width(tree, id) + freed / wanted_wide;
            write(tree, id, wider);
        }
    }
    wanted != columns.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(widths: &[u32], rows: &[&str]) -> String {
        let grid: String = widths.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
        let rows: String = rows.iter().map(|cells| format!("<w:tr>{cells}</w:tr>")).collect();
        format!("<w:tbl><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
    }

    fn widths(text: String) -> Vec<u32> {
        let text = fit(text).unwrap();
        text.split("w:w=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
    }

    const CELL: &str = "<w:tc><w:p/></w:tc>";
    const WIDE: &str = "<w:tc><w:tcPr><w:gridSpan w:val=\"4\"/></w:tcPr><w:p/></w:tc>";

    /// Three columns of 3000 that become two, four or five keep 9000 in all, but for what rounding drops.
    #[test]
    fn the_grid_is_as_wide_as_the_widest_row() {
        let three = [3000; 3];
        assert_eq!(widths(table(&three, &[&CELL.repeat(3), &CELL.repeat(2)])), three);
        assert_eq!(widths(table(&three, &[&CELL.repeat(5)])), [1800; 5]);
        assert_eq!(widths(table(&three, &[&CELL.repeat(2)])), [4500; 2]);
        assert_eq!(widths(table(&three, &[&CELL.repeat(2), WIDE])), [2250; 4]);
    }

    #[test]
    fn a_table_in_a_cell_counts_for_itself() {
        let inner = table(&[1000], &[&CELL.repeat(2)]);
        let outer = table(&[3000; 2], &[&format!("<w:tc>{inner}<w:p/></w:tc>{CELL}")]);
        assert_eq!(widths(outer), [3000, 3000, 500, 500]);
    }
}
