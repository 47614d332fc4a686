//! What is submitted, frozen, and what is declared about exactly this.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use titian_rulebook::region::DivisionCode;

use crate::answers::Answers;
use crate::enterprise::{Enterprise, Evidence};
use crate::id::{AccountId, EvidenceId, ImportId};

/// 真实性声明 (A9.1), this version's words. A declaration keeps the words it was made under.
pub const TRUTH: &str =
    "本企业声明:所填报的全部信息和所附的全部材料真实、准确、完整,复印件与原件一致;如有不实,愿意承担由此产生的责任。";

/// 合规经营承诺 (A9.1).
pub const PLEDGE: &str =
    "本企业承诺:依法合规经营,近三年没有发生细则第三条所列的事故和违法违规行为;情况变化时及时报告。";

/// The frozen content of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Name at the time.
    pub name: String,
    /// Code at the time.
    pub code: String,
    /// City at the time.
    pub city: DivisionCode,
    /// All answers.
    pub answers: Answers,
    /// All evidence.
    pub evidence: Vec<Evidence>,
}

impl Content {
    /// What an enterprise has in its dossier now.
    pub fn of(enterprise: &Enterprise) -> Content {
        Content {
            name: enterprise.name.clone(),
            code: enterprise.code().to_owned(),
            city: enterprise.city,
            answers: enterprise.answers.clone(),
            evidence: enterprise.evidence.clone(),
        }
    }

    /// SHA-256 over a canonical form: what is answered and which files prove it, not when it was typed.
    pub fn digest(&self) -> String {
        let mut evidence: Vec<(&str, &str)> =
            self.evidence.iter().map(|one| (one.kind.as_str(), one.id.as_str())).collect();
        evidence.sort_unstable();
        let canonical = json!({
            "name": self.name,
            "code": self.code,
            "city": self.city,
            "answers": self.answers.content(),
            "evidence": evidence,
        });
        Sha256::digest(canonical.to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A declaration, bound to a content by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// 真实性声明, the words.
    pub truth: String,
    /// 合规经营承诺, the words.
    pub pledge: String,
    /// Who declared.
    pub by: AccountId,
    /// By name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// About which content.
    pub digest: String,
}

/// Where a filing was declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Declared {
    /// Here.
    Here(Declaration),
    /// On the national platform: who signed it there is not known here, and nobody is made up.
    OnPlatform(OnPlatform),
}

/// Where a filing of the national platform comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPlatform {
    /// By which import.
    pub import: ImportId,
    /// The file that the platform gave out.
    pub file: EvidenceId,
    /// Its row, as a spreadsheet counts it.
    pub row: u64,
}

impl Declared {
    /// The declaration, if it was made here.
    pub fn here(&self) -> Option<&Declaration> {
        match self {
            Declared::Here(declaration) => Some(declaration),
            Declared::OnPlatform(_) => None,
        }
    }
}
