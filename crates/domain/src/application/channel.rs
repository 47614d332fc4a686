//! 申报渠道 Where a case was filed: on this portal, or on the national platform (优质中小企业梯度培育平台).

use serde::{Deserialize, Serialize};

/// Where a case was filed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 本平台.
    #[default]
    Portal,
    /// 国家平台; its values came by an import, and what proves them may lie there.
    Platform,
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 2] = [Channel::Portal, Channel::Platform];

    /// Its word in columns and addresses.
    pub fn id(self) -> &'static str {
        match self {
            Channel::Portal => "portal",
            Channel::Platform => "platform",
        }
    }

    /// The channel with this word.
    pub fn from_id(id: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|one| one.id() == id)
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Channel::Portal => "本平台",
            Channel::Platform => "国家平台",
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
    pub(super) fn is_portal(&self) -> bool {
        *self == Channel::Portal
    }
}
