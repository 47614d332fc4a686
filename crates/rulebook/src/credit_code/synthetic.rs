//! Codes for demonstration data: well formed, both check characters right, and nobody's.

use super::{CreditCode, LENGTH, inner_check, outer_check};

/// Position 1 says market regulation; position 2 is a letter that the code table of GB 32100-2015, as we know it, gives
/// to no kind of organisation registered there (1 企业, 2 个体工商户, 3 农民专业合作社, 9 其他).
const MARK: [u8; 2] = *b"9X";

/// The openly synthetic code number `serial` of a division (six digits): `9X`, the division, the serial in eight
/// digits, two check characters. `None` if the division is not six digits or the serial is above 99 999 999.
pub fn synthetic(division: &str, serial: u64) -> Option<CreditCode> {
    if division.len() != 6 || !division.bytes().all(|byte| byte.is_ascii_digit()) || serial > 99_999_999 {
        return None;
    }
    let mut code = [b'0'; LENGTH];
    let known = MARK.into_iter().chain(division.bytes()).chain(format!("{serial:08}").into_bytes());
    for (slot, byte) in code.iter_mut().zip(known) {
        *slot = byte;
    }
    code[16] = inner_check(&code);
    code[17] = outer_check(&code);
    Some(CreditCode(code))
}

impl CreditCode {
    /// Whether this is a code for demonstration, made by [`synthetic`]. Pages mark such firms as examples.
    pub fn is_synthetic(&self) -> bool {
        self.0.starts_with(&MARK)
    }
}
