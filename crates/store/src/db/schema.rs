//! What tables there are, as each engine's catalogue says it.

use super::{Engine, Work};
use crate::args;
use crate::error::StoreError;
use crate::migrate;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// `number`, `text` or `bytes`.
    pub kind: String,
    /// Its place in the table's key, from 1.
    pub key: Option<u64>,
}

impl Table {
    /// The names of its columns.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// The places of the key's columns among all.
    pub(crate) fn key(&self) -> Vec<usize> {
        let keyed = self.columns.iter().enumerate().filter_map(|(at, column)| Some((column.key?, at)));
        let mut keyed: Vec<(u64, usize)> = keyed.collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, at)| at).collect()
    }
}

const SQLITE: &str = "SELECT t.name AS table_name, c.name AS name, \
    CASE WHEN c.type LIKE '%INT%' THEN 'number' WHEN c.type = 'BLOB' THEN 'bytes' ELSE 'text' END AS kind, \
    NULLIF(c.pk, 0) AS key_place \
    FROM sqlite_master t JOIN pragma_table_info(t.name) c \
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid";

const POSTGRES: &str = "SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS name, \
    CASE c.data_type WHEN 'bigint' THEN 'number' WHEN 'bytea' THEN 'bytes' ELSE 'text' END AS kind, \
    CAST(k.ordinal_position AS BIGINT) AS key_place \
    FROM information_schema.columns c \
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
    LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema \
        AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
    LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema \
        AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name \
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
    ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";

/// PostgreSQL counts on by itself only from where it counted to.
const SEQUENCES: &str = "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS name \
    FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'";

impl Work {
    /// All tables but the one that says how they came to be, by name.
    pub(crate) async fn tables(&mut self) -> Result<Vec<Table>, StoreError> {
        let sql = match self.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        let mut tables: Vec<Table> = Vec::new();
        for row in self.rows(sql, args![]).await? {
            let name = row.text("table_name")?;
            if tables.last().is_none_or(|table| table.name != name) {
                tables.push(Table { name: name.into(), columns: Vec::new() });
            }
            let key = row.maybe_number("key_place")?.map(i64::unsigned_abs);
            let column = Column { name: row.text("name")?.into(), kind: row.text("kind")?.into(), key };
            if let Some(table) = tables.last_mut() {
                table.columns.push(column);
            }
        }
        tables.retain(|table| table.name != migrate::TABLE);
        Ok(tables)
    }

    /// Goes on counting after the highest number in each table, once rows were put in with their numbers.
    pub(crate) async fn count_on(&mut self) -> Result<(), StoreError> {
        if self.engine() == Engine::Sqlite {
            return Ok(());
        }
        for row in self.rows(SEQUENCES, args![]).await? {
            let (table, column) = (row.text("table_name")?, row.text("name")?);
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), MAX({column})) AS n FROM {table} \
                 HAVING MAX({column}) IS NOT NULL"
            );
            self.rows(sql, args![]).await?;
        }
        Ok(())
    }
}
