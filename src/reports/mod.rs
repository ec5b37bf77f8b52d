//! Lists, ledgers and key figures, as data; then table, CSV, XLSX, HTML, ICS.
