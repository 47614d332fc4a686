//! 统一社会信用代码 Unified social credit codes (GB 32100-2015, A3.1).
//!
//! Eighteen characters: registering authority, kind of organisation, six digits of the registering division, the
//! nine-character subject id (GB 11714, with a check character of its own) and the outer check character. What cannot
//! be a code is refused with the position; a wrong check character only warns, because codes that fail it stand on
//! real licences. The code tells nothing about today's seat or about legal personality: those are facts of their own.

mod error;
mod synthetic;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use error::{BadCharacter, CreditCodeError};
pub use synthetic::synthetic;

const LENGTH: usize = 18;

/// The 31 characters in the order of their values: digits, and capital letters without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The value of each character; [`NO_VALUE`] for those that stand in no code.
const VALUES: [u8; 256] = {
    let mut values = [NO_VALUE; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

const NO_VALUE: u8 = u8::MAX;

/// 3^(i-1) mod 31. All differ, so the outer check notices every single wrong character and every two exchanged among
/// the first seventeen; the check character itself weighs 1 like the first.
const OUTER_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// GB 11714 over the first eight characters of the subject id.
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code of the right form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CreditCode([u8; LENGTH]);

/// Which of the two check characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// Position 18, over the whole code (modulo 31).
    Outer,
    /// Position 17, over the subject id (modulo 11).
    Inner,
}

/// A check character that does not fit. To be confirmed against the licence, not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckDigitWarning {
    /// Which check character.
    pub check: Check,
    /// What the other characters ask for.
    pub expected: char,
    /// What stands there.
    pub found: char,
}

impl fmt::Display for CheckDigitWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (position, name) = match self.check {
            Check::Outer => (18, "校验码"),
            Check::Inner => (17, "主体标识码的校验码"),
        };
        let CheckDigitWarning { expected, found, .. } = self;
        write!(
            f,
            "第 {position} 位({name})按规则应为“{expected}”,现为“{found}”:请对照营业执照逐位核对,确认无误的可以继续"
        )
    }
}

/// 登记管理部门 The registering authority, position 1. Only those that matter here are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegisteringAuthority {
    /// 机构编制
    Establishment,
    /// 民政
    CivilAffairs,
    /// 市场监管 (formerly 工商)
    MarketRegulation,
    /// Another authority's character.
    Other(char),
}

/// 机构类别 The kind of organisation, position 2, read with position 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// 企业: legal persons, and branches, partnerships and sole proprietorships as well
    Enterprise,
    /// 个体工商户
    SoleTrader,
    /// 农民专业合作社
    FarmersCooperative,
    /// Another kind, or one of another authority.
    Other(char),
}

impl CreditCode {
    /// Reads a code as people type and paste it: blanks around it, full-width characters and lower case are folded.
    pub fn parse(text: &str) -> Result<CreditCode, CreditCodeError> {
        if let Ok(code) = <[u8; LENGTH]>::try_from(text.as_bytes())
            && (1..).zip(code).fold(true, |all, (position, byte)| all & allowed_at(position, byte))
        {
            // As it is printed: there is nothing to fold.
            return Ok(CreditCode(code));
        }
        let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}');
        let trimmed = text.trim_matches(blank);
        let mut code = [0; LENGTH];
        let mut characters = Vec::new();
        for ((position, slot), found) in (1..).zip(&mut code).zip(trimmed.chars()) {
            match u8::try_from(fold(found)) {
                Ok(byte) if allowed_at(position, byte) => *slot = byte,
                _ => characters.push(BadCharacter { position, found }),
            }
        }
        match trimmed.chars().count() {
            LENGTH if characters.is_empty() => Ok(CreditCode(code)),
            length => Err(CreditCodeError { length, characters }),
        }
    }

    /// The eighteen characters.
    pub fn as_str(&self) -> &str {
        // Always ASCII: `parse` lets nothing else in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The check characters that do not fit; empty for a sound code.
    pub fn warnings(&self) -> Vec<CheckDigitWarning> {
        let [.., inner, outer] = self.0;
        let warn = |check, expected: u8, found: u8| {
            (expected != found).then_some(CheckDigitWarning { check, expected: expected.into(), found: found.into() })
        };
        let outer = warn(Check::Outer, outer_check(&self.0), outer);
        let inner = warn(Check::Inner, inner_check(&self.0), inner);
        outer.into_iter().chain(inner).collect()
    }

    /// Whether both check characters fit.
    pub fn is_sound(&self) -> bool {
        let [.., inner, outer] = self.0;
        outer_check(&self.0) == outer && inner_check(&self.0) == inner
    }

    /// 登记管理部门
    pub fn registering_authority(&self) -> RegisteringAuthority {
        match self.0[0] {
            b'1' => RegisteringAuthority::Establishment,
            b'5' => RegisteringAuthority::CivilAffairs,
            b'9' => RegisteringAuthority::MarketRegulation,
            other => RegisteringAuthority::Other(other.into()),
        }
    }

    /// 机构类别
    pub fn organisation_kind(&self) -> OrganisationKind {
        match (self.0[0], self.0[1]) {
            (b'9', b'1') => OrganisationKind::Enterprise,
            (b'9', b'2') => OrganisationKind::SoleTrader,
            (b'9', b'3') => OrganisationKind::FarmersCooperative,
            (_, other) => OrganisationKind::Other(other.into()),
        }
    }

    /// 登记管理机关行政区划码: six digits of the office that issued the code. A firm that moves keeps them, so this is
    /// not where it is registered today.
    pub fn division(&self) -> &str {
        self.as_str().get(2..8).unwrap_or_default()
    }

    /// 主体标识码: nine characters, the former 组织机构代码.
    pub fn subject_id(&self) -> &str {
        self.as_str().get(8..17).unwrap_or_default()
    }
}

/// Full-width to half-width, lower to upper case.
fn fold(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    half.to_ascii_uppercase()
}

/// Positions 3 to 8 hold digits only, all others the 31 characters.
fn allowed_at(position: usize, byte: u8) -> bool {
    VALUES[usize::from(byte)] < if (3..=8).contains(&position) { 10 } else { NO_VALUE }
}

fn outer_check(code: &[u8; LENGTH]) -> u8 {
    let sum: u32 =
        code.iter().zip(OUTER_WEIGHTS).map(|(byte, weight)| u32::from(VALUES[usize::from(*byte)]) * weight).sum();
    ALPHABET[((31 - sum % 31) % 31) as usize]
}

fn inner_check(code: &[u8; LENGTH]) -> u8 {
    // As in base 36: A is 10, Z is 35.
    let value = |byte: &u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A' - 10) });
    let sum: u32 = code.iter().skip(8).zip(INNER_WEIGHTS).map(|(byte, weight)| value(byte) * weight).sum();
    b"0123456789X"[((11 - sum % 11) % 11) as usize]
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<CreditCode, CreditCodeError> {
        CreditCode::parse(text)
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditCode({self})")
    }
}

impl Serialize for CreditCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CreditCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CreditCode, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        CreditCode::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
