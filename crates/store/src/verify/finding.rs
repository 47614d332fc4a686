//! What can be wrong, and how it is told to the people who look after the records.

use std::fmt;

use crate::journal::Entry;

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The place in the journal, if it is a row's.
    pub seq: Option<i64>,
    /// The stream, if it is one's.
    pub stream: Option<String>,
    /// The version within the stream, if it is a row's.
    pub version: Option<u64>,
    /// The seal, if it is one's.
    pub seal: Option<u64>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The row's content does not give its hash.
    Hash,
    /// The row does not name the hash of the row before it in its stream.
    Chain,
    /// The row should be another version: rows of the stream before it are missing.
    Version {
        /// The version that should stand here.
        expected: u64,
    },
    /// The column `kind` is not what the body says.
    Kind,
    /// The body cannot be read as an event of its room.
    Unreadable(String),
    /// No room that is known has such a stream.
    UnknownRoom,
    /// The room's table has no row for the stream.
    StateMissing,
    /// The room's table has a row without a stream: the whole stream was removed.
    StreamMissing,
    /// The room's table stands at a later version than the stream: the stream's tail was cut off.
    TailMissing {
        /// The last version in the journal.
        journal: u64,
        /// The version in the room's table.
        table: u64,
    },
    /// The room's table says otherwise than the events.
    State {
        /// The column: `version`, `state`, or one of the room's own.
        column: String,
    },
    /// The seal's number does not follow, or it covers no more than the one before it.
    SealOrder,
    /// No key given signed the seal's note: it was forged.
    SealSignature,
    /// A column of the seal is not what its signed note says.
    SealColumn {
        /// The column.
        column: &'static str,
    },
    /// The seal does not name the one before it: that one was replaced.
    SealPrevious,
    /// The rows do not give the sealed root: rows after the last good seal were changed, removed or put in.
    SealRoot {
        /// Rows up to here are as they were sealed.
        good: u64,
        /// Rows up to here were sealed.
        size: u64,
    },
    /// There are fewer rows than were sealed: the tail of the journal was cut off.
    SealTail {
        /// Rows there are.
        rows: u64,
        /// Rows up to here were sealed.
        size: u64,
    },
    /// A note kept elsewhere was not signed by any key given.
    KeptSignature,
    /// The rows are not those of a note kept elsewhere.
    KeptRoot {
        /// Rows that the note covers.
        size: u64,
    },
}

impl Finding {
    pub(super) fn row(entry: &Entry, wrong: Wrong) -> Finding {
        let (seq, version) = (Some(entry.seq), Some(entry.version));
        Finding { seq, stream: Some(entry.stream.clone()), version, seal: None, wrong }
    }

    pub(super) fn stream(stream: impl Into<String>, wrong: Wrong) -> Finding {
        Finding { seq: None, stream: Some(stream.into()), version: None, seal: None, wrong }
    }

    pub(super) fn seal(seal: Option<u64>, wrong: Wrong) -> Finding {
        Finding { seq: None, stream: None, version: None, seal, wrong }
    }

    /// Rows by place, then streams, then seals.
    pub(super) fn order(&self) -> (bool, Option<i64>, bool, Option<String>, Option<u64>) {
        (self.seq.is_none(), self.seq, self.stream.is_none(), self.stream.clone(), self.seal)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seq) = self.seq {
            write!(f, "日志第 {seq} 行")?;
        }
        if let Some(stream) = &self.stream {
            write!(f, "（{stream}")?;
            if let Some(version) = self.version {
                write!(f, " 第 {version} 版")?;
            }
            write!(f, "）")?;
        }
        if let Some(seal) = self.seal {
            write!(f, "第 {seal} 号封存")?;
        }
        match &self.wrong {
            Wrong::Hash => write!(f, "内容与其散列值不符，记录被改动过"),
            Wrong::Chain => write!(f, "与同一事项的上一行接不上，上一行被改动过"),
            Wrong::Version { expected } => write!(f, "此处应为第 {expected} 版，之前的记录被删除"),
            Wrong::Kind => write!(f, "“kind”栏与正文不符"),
            Wrong::Unreadable(why) => write!(f, "正文无法读出：{why}"),
            Wrong::UnknownRoom => write!(f, "不属于任何已知的事项类别"),
            Wrong::StateMissing => write!(f, "日志中有记录，现状表中没有"),
            Wrong::StreamMissing => write!(f, "现状表中有，日志中的全部记录被删除"),
            Wrong::TailMissing { journal, table } => {
                write!(f, "日志只到第 {journal} 版，现状表为第 {table} 版，最后的记录被删除")
            }
            Wrong::State { column } => write!(f, "现状表的“{column}”栏与日志推算的不符"),
            Wrong::SealOrder => write!(f, "编号或行数不连续，前面的封存被删除或顺序被改"),
            Wrong::SealSignature => write!(f, "签名不是所给公钥所签，封存系伪造"),
            Wrong::SealColumn { column } => write!(f, "“{column}”栏与签名的内容不符"),
            Wrong::SealPrevious => write!(f, "与上一号封存接不上，上一号被替换"),
            Wrong::SealRoot { good, size } => {
                write!(f, "与日志不符：前 {good} 行无误，其后至第 {size} 行之间有增删改")
            }
            Wrong::SealTail { rows, size } => write!(f, "封存了 {size} 行，日志只剩 {rows} 行，末尾被删除"),
            Wrong::KeptSignature => write!(f, "另存的封存凭据签名不对"),
            Wrong::KeptRoot { size } => write!(f, "日志前 {size} 行与另存的封存凭据不符"),
        }
    }
}
