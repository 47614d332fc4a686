//! What can go wrong with keeping. `Display` is for people; [`StoreError::detail`] is for the log.

/// A failure of the store. Its `Display` may stand on a page: plain, and no word of SQL or of paths.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody was faster: what was read is no longer so.
    #[error("这件事刚刚被别人办过或改过，这次没有保存。请刷新页面，看过最新情况后再办")]
    Conflict {
        /// What was raced for: a stream `NAME/id`, a job, a key.
        stream: String,
    },
    /// It could not be done now and may be tried again.
    #[error("系统正忙，这次没有保存。请稍后再试")]
    Busy(String),
    /// The disk is full.
    #[error("服务器磁盘已满，这次没有保存。请联系管理员清理磁盘后再办")]
    Full,
    /// A file or the disk failed.
    #[error("服务器读写磁盘出错，这次没有保存。请联系管理员")]
    Io(String),
    /// What was sent is larger than allowed.
    #[error("文件超过 {} 上限，请压缩或拆分后再上传", megabytes(*limit))]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// What was asked for is not there.
    #[error("没有找到要办的事项，可能链接不完整，请从首页重新进入")]
    Missing {
        /// The table.
        table: String,
        /// The id.
        row: String,
    },
    /// A row that cannot be.
    #[error("系统里的记录前后不一致，已停下来以免出错。请联系管理员核对")]
    Inconsistent {
        /// The table.
        table: String,
        /// Which row.
        row: String,
        /// What is wrong with it.
        what: String,
    },
    /// The database is not one we can work with: its address, its migrations.
    #[error("数据库与这一版程序不相符，请联系管理员")]
    Schema(String),
    /// The database failed.
    #[error("数据库出错，这次没有保存。请稍后再试，仍不行请联系管理员")]
    Database(String),
}

fn megabytes(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) { format!("{} MB", bytes >> 20) } else { format!("{bytes} 字节") }
}

impl StoreError {
    /// A row that cannot be.
    pub fn inconsistent(table: &str, row: impl ToString, what: impl ToString) -> StoreError {
        StoreError::Inconsistent { table: table.into(), row: row.to_string(), what: what.to_string() }
    }

    /// What happened, for the log: names rows and repeats the database's own words.
    pub fn detail(&self) -> String {
        match self {
            StoreError::Conflict { stream } => format!("conflict on {stream}"),
            StoreError::Busy(why) => format!("busy: {why}"),
            StoreError::Full => "the disk is full".into(),
            StoreError::Io(why) => format!("input or output: {why}"),
            StoreError::TooLarge { limit } => format!("more than {limit} bytes"),
            StoreError::Missing { table, row } => format!("{table} has no {row}"),
            StoreError::Inconsistent { table, row, what } => format!("{table} {row}: {what}"),
            StoreError::Schema(why) => format!("schema: {why}"),
            StoreError::Database(why) => format!("database: {why}"),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> StoreError {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::Io(error.to_string()),
        }
    }
}
