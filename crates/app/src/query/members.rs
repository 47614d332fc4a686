//! People of enterprises, as the city that vouches for them sees them: who is there, and one of them.

use titian_domain::account::Account;
use titian_store::{Row, StoreError, Value};

use super::within;
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, extent};

/// People on a page.
pub const MEMBERS: u32 = 50;

/// Somebody who acts for an enterprise, or wants to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their account.
    pub account: Account,
    /// The name of the enterprise.
    pub enterprise: String,
    /// Its code.
    pub code: String,
}

/// A page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// How many fit.
    pub all: u32,
    /// Those of this page, by enterprise.
    pub members: Vec<Member>,
}

const COLUMNS: &str = "SELECT a.state AS account, e.name AS enterprise, e.code AS code";
const TABLES: &str = "FROM account a JOIN enterprise e ON e.id = a.enterprise";

impl App {
    /// People of enterprises in the reader's cities whose name, login, enterprise or code holds each of these words; on
    /// page `page`, from 1.
    pub async fn members(&self, actor: &Actor, words: &[String], page: u32) -> Result<Members, Failure> {
        let seen = extent(actor, Act::ManageMember)?;
        let mut args = vec![];
        let mut wheres = vec![within(&seen, "a.city", &mut args)];
        for word in words {
            let plain = word.replace(['%', '_', '\\'], "");
            // One engine minds the case of letters and the other does not.
            args.push(Value::from(format!("%{}%", plain.to_uppercase())));
            let n = args.len();
            wheres.push(format!(
                "(UPPER(a.name) LIKE ${n} OR UPPER(a.login) LIKE ${n} OR UPPER(e.name) LIKE ${n} OR e.code LIKE ${n})"
            ));
        }
        let fits = wheres.join(" AND ");
        let mut reading = self.store.read().await?;
        let all = reading.number(format!("SELECT COUNT(*) AS n {TABLES} WHERE {fits}"), args.clone()).await?;
        let from = u64::from(page.max(1) - 1) * u64::from(MEMBERS);
        let sql = format!("{COLUMNS} {TABLES} WHERE {fits} ORDER BY e.code, a.id LIMIT {MEMBERS} OFFSET {from}");
        let rows = reading.rows(sql, args).await?;
        let members = rows.iter().map(member).collect::<Result<_, _>>()?;
        Ok(Members { all: u32::try_from(all).unwrap_or(u32::MAX), members })
    }

    /// One of them. Somebody of another city looks like nobody.
    pub async fn member(&self, actor: &Actor, id: &str) -> Result<Option<Member>, Failure> {
        let seen = extent(actor, Act::ManageMember)?;
        let mut args = vec![id.into()];
        let here = within(&seen, "a.city", &mut args);
        let sql = format!("{COLUMNS} {TABLES} WHERE a.id = $1 AND {here}");
        let row = self.store.read().await?.row(sql, args).await?;
        Ok(row.map(|row| member(&row)).transpose()?)
    }
}

fn member(row: &Row) -> Result<Member, StoreError> {
    let text = |name| row.text(name).map(str::to_owned);
    Ok(Member { account: row.json("account")?, enterprise: text("enterprise")?, code: text("code")? })
}
