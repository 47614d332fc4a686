//! Names of things: opaque texts that the shell draws (chance is an argument), kept apart by type.

/// A type of ids.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&$name> for crate::room::Field {
            fn from(id: &$name) -> crate::room::Field {
                crate::room::Field::Text(id.0.clone())
            }
        }
    )*};
}

id! {
    /// 账号 A person.
    AccountId,
    /// 企业.
    EnterpriseId,
    /// 申报通知.
    NoticeId,
    /// 申报批次, within its notice.
    BatchId,
    /// 申报 A case.
    ApplicationId,
    /// 抽签.
    DrawId,
    /// 特色化指标表, one version.
    LocalTableId,
    /// 实地抽查.
    InspectionId,
    /// 征求意见.
    ConsultationId,
    /// 推荐名单.
    RecommendationId,
    /// 公示.
    PublicityId,
    /// 异议.
    ObjectionId,
    /// 公告.
    AnnouncementId,
    /// 更正公告.
    CorrectionId,
    /// 更正填报数据的申请.
    CorrectionRequestId,
    /// 回避 Of one person from one enterprise.
    RecusalId,
    /// 替岗.
    SubstitutionId,
    /// 导入 of a list of others.
    ImportId,
    /// A list that enterprises are compared with (A3).
    ComplianceListId,
    /// A list published by MIIT (A11).
    MiitListId,
    /// 称号.
    RecognitionId,
    /// 年度更新 of one enterprise in one year.
    AnnualUpdateId,
    /// 年度更新安排 of one year.
    UpdateYearId,
    /// A file that proves something, by the SHA-256 of its bytes.
    EvidenceId,
}

impl BatchId {
    /// The `n`th batch of a notice.
    pub fn of(notice: &NoticeId, n: usize) -> BatchId {
        BatchId(format!("{notice}.{n}"))
    }

    /// The notice it belongs to.
    pub fn notice(&self) -> NoticeId {
        NoticeId(self.0.rsplit_once('.').map_or(self.0.as_str(), |(notice, _)| notice).to_owned())
    }
}

impl RecusalId {
    /// That of a person from an enterprise; there is one at most.
    pub fn of(account: &AccountId, enterprise: &EnterpriseId) -> RecusalId {
        RecusalId(format!("{account}.{enterprise}"))
    }
}

impl AnnualUpdateId {
    /// That of an enterprise in a year; there is one at most.
    pub fn of(enterprise: &EnterpriseId, year: i16) -> AnnualUpdateId {
        AnnualUpdateId(format!("{year}.{enterprise}"))
    }
}

impl UpdateYearId {
    /// That of a year.
    pub fn of(year: i16) -> UpdateYearId {
        UpdateYearId(year.to_string())
    }
}
