//! Tables as the sheets of a workbook.

use crate::papers::sheets::{WriteError, Writer};
use crate::reports::Table;

/// A workbook with a sheet for each table.
///
/// # Errors
/// No table, two of one name, or more rows than a sheet can have.
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>, WriteError> {
    workbook(tables)?.bytes()
}

/// The same, open for more sheets.
///
/// # Errors
/// As [`xlsx`].
pub fn workbook(tables: &[Table]) -> Result<Writer, WriteError> {
    let mut writer = Writer::new();
    for table in tables {
        writer.sheet(&table.name, &table.columns)?;
        if table.landscape {
            writer.landscape()?;
        }
        for row in &table.rows {
            writer.row(row)?;
        }
    }
    Ok(writer)
}
