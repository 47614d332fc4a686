//! The enterprises of the judge's bench as people would file them: openly synthetic names and credit codes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use titian_rulebook::catalogue::{Catalogue, Kind, Slot};
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::judge::Edition;
use titian_rulebook::population::Population;

/// How the cells are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Plain numbers in the unit of the heading, options by their labels.
    Clean,
    /// The same, with an industry, from which sizes follow.
    Industry,
    /// Money as `"1,234.56"` in one row of ten, with full-width digits in another.
    Dirty,
}

const CITIES: [&str; 4] = ["南宁市", "柳州市", "桂林市", "玉林市"];
const INDUSTRIES: [&str; 4] = ["C3562", "C3670", "I6510", "C1340"];

/// Writes the columns that an edition reads, behind code, name and city.
pub fn write(
    path: &Path,
    catalogue: &Catalogue,
    edition: &Edition,
    population: &Population,
    manner: Manner,
) -> io::Result<()> {
    let mut slots = edition.standard.slots();
    slots.extend(edition.gates.gates.iter().flat_map(|gate| gate.condition.slots()));
    if manner == Manner::Industry {
        slots.extend(catalogue.slot("employees.y1"));
    }
    slots.sort();
    slots.dedup();
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    write!(file, "统一社会信用代码,企业名称,所在设区市")?;
    if manner == Manner::Industry {
        write!(file, ",所属行业代码")?;
    }
    for slot in &slots {
        let unit = catalogue.fact_of(*slot).kind.unit();
        let unit = if unit.is_empty() { String::new() } else { format!("({unit})") };
        write!(file, ",{}{unit}", catalogue.label(*slot))?;
    }
    writeln!(file)?;
    for row in 0..population.rows() {
        let code = synthetic("450100", row as u64).ok_or(io::ErrorKind::InvalidData)?;
        write!(file, "{code},梯田示例{row:07}号,{}", CITIES[row % CITIES.len()])?;
        if manner == Manner::Industry {
            write!(file, ",{}", INDUSTRIES[row % INDUSTRIES.len()])?;
        }
        for slot in &slots {
            write!(file, ",")?;
            if let Some(figure) = population.column(*slot).and_then(|column| column.get(row)) {
                cell(&mut file, catalogue, *slot, figure, if manner == Manner::Dirty { row % 10 } else { 2 })?;
            }
        }
        writeln!(file)?;
    }
    file.flush()
}

fn cell(file: &mut impl Write, catalogue: &Catalogue, slot: Slot, figure: i64, turn: usize) -> io::Result<()> {
    match &catalogue.fact_of(slot).kind {
        // 万元 with two decimals, as statements give it.
        Kind::Money { .. } => {
            let hundreds = figure / 10_000;
            let sign = if hundreds < 0 { "-" } else { "" };
            let (whole, rest) = (hundreds.unsigned_abs() / 100, hundreds.unsigned_abs() % 100);
            match turn {
                0 if whole >= 1_000 => write!(file, "\"{sign}{},{:03}.{rest:02}\"", whole / 1_000, whole % 1_000),
                1 => {
                    let wide = |digit: char| char::from_u32(digit as u32 + 0xFEE0).unwrap_or(digit);
                    let digits: String = format!("{whole}").chars().map(wide).collect();
                    write!(file, "{sign}{digits}.{rest:02}")
                }
                _ => write!(file, "{sign}{whole}.{rest:02}"),
            }
        }
        kind @ (Kind::YesNo | Kind::Choice { .. }) => write!(file, "{}", kind.option_label(figure).unwrap_or_default()),
        _ => write!(file, "{figure}"),
    }
}
