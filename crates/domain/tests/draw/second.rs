//! The method a second time, from `docs/draw.md` alone: plain loops over the published JSON, no type of the house.

use serde_json::Value;
use sha2::{Digest, Sha256};

fn digest(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
        text.push('\n');
    }
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn texts(list: &Value, field: &str) -> Vec<Value> {
    list[field].as_array().cloned().unwrap_or_default()
}

/// The hash of a list.
pub fn hash(list: &Value) -> String {
    let mut page = String::from("titian-draw/1\n");
    for field in ["draw", "batch", "office", "title", "fixed"] {
        page += &format!("{field}\t{}\n", text(&list[field]));
    }
    let source = &list["source"];
    page += &format!("source\t{}\t{}\t{}\n", text(&source["on"]), text(&source["what"]), text(&source["form"]));
    page += &format!("commitment\t{}\n", text(&list["commitment"]));
    let plan = &list["plan"];
    if plan == "all" {
        page += "plan\tall\n";
    } else {
        for kind in ["count", "percent"] {
            if let Some(number) = plan[kind].as_u64() {
                page += &format!("plan\t{kind}\t{number}\n");
            }
        }
    }
    page += &format!("visitors\t{}\n", list["visitors"]);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for case in texts(list, "cases") {
        rows.push(vec![text(&case["number"]), text(&case["city"]), text(&case["industry"])]);
    }
    rows.sort();
    for row in &rows {
        page += &format!("case\t{}\t{}\t{}\n", row[0], row[1], row[2]);
    }
    let mut targets: Vec<String> = texts(list, "targets").iter().map(text).collect();
    targets.sort();
    for target in targets {
        page += &format!("target\t{target}\n");
    }
    let mut keys: Vec<String> = texts(list, "inspectors").iter().map(|one| text(&one["key"])).collect();
    keys.sort();
    for key in keys {
        page += &format!("inspector\t{key}\n");
    }
    let mut recusals: Vec<(String, String)> = Vec::new();
    for one in texts(list, "recusals") {
        let pair = (text(&one["inspector"]), text(&one["case"]));
        if !recusals.contains(&pair) {
            recusals.push(pair);
        }
    }
    recusals.sort();
    for (inspector, case) in recusals {
        page += &format!("recusal\t{inspector}\t{case}\n");
    }
    Sha256::digest(page.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The promise of a contribution.
pub fn commitment(draw: &str, contribution: &str) -> String {
    digest(&["titian-draw/1", "contribution", draw, contribution])
}

/// The seed.
pub fn seed(hash: &str, value: &str, contribution: &str) -> String {
    digest(&["titian-draw/1", "seed", hash, value, contribution])
}

/// Number, how, stratum, inspectors.
pub type Row = (String, String, String, Vec<String>);

/// The result.
pub fn draw(list: &Value, seed: &str) -> Vec<Row> {
    let lot = |words: &[&str]| {
        let mut parts = vec!["titian-draw/1", seed];
        parts.extend(words);
        digest(&parts)
    };
    let targets: Vec<String> = texts(list, "targets").iter().map(text).collect();

    // How many.
    let mut pool: Vec<(String, String, String)> = Vec::new();
    for case in texts(list, "cases") {
        if !targets.contains(&text(&case["number"])) {
            pool.push((text(&case["number"]), text(&case["city"]), text(&case["industry"])));
        }
    }
    let total = pool.len();
    let plan = &list["plan"];
    let wanted = if plan == "all" {
        total
    } else if let Some(count) = plan["count"].as_u64() {
        if (count as usize) < total { count as usize } else { total }
    } else {
        let percent = plan["percent"].as_u64().unwrap() as usize;
        let mut wanted = 0;
        while wanted * 100 < percent * total {
            wanted += 1;
        }
        wanted
    };

    // Strata: the label of each case, changed where its stratum is small.
    let mut labels: Vec<String> = pool.iter().map(|(_, city, industry)| format!("{city}/{industry}")).collect();
    let size = |labels: &[String], label: &str| labels.iter().filter(|one| one.as_str() == label).count();
    for round in 0..2 {
        let before = labels.clone();
        for at in 0..labels.len() {
            if wanted * size(&before, &before[at]) < total {
                labels[at] = if round == 0 { format!("{}/*", pool[at].1) } else { "*/*".to_owned() };
            }
        }
    }
    let rest = size(&labels, "*/*");
    if 0 < wanted && 0 < rest && wanted * rest < total {
        let mut largest = String::new();
        for label in labels.clone() {
            let (here, there) = (size(&labels, &label), size(&labels, &largest));
            if label != "*/*" && (largest.is_empty() || there < here || (there == here && label < largest)) {
                largest = label;
            }
        }
        for label in labels.iter_mut().filter(|label| *label == "*/*") {
            *label = largest.clone();
        }
    }
    let mut strata = labels.clone();
    strata.sort();
    strata.dedup();

    // Quotas.
    let mut quotas: Vec<usize> = Vec::new();
    let mut remainders: Vec<usize> = Vec::new();
    for stratum in &strata {
        let share = wanted * size(&labels, stratum);
        quotas.push(share / total);
        remainders.push(share % total);
    }
    let mut given = vec![false; strata.len()];
    while quotas.iter().sum::<usize>() < wanted {
        let mut best: Option<usize> = None;
        for at in 0..strata.len() {
            let better = |than: usize| {
                remainders[than] < remainders[at]
                    || (remainders[than] == remainders[at]
                        && lot(&["stratum", &strata[at]]) < lot(&["stratum", &strata[than]]))
            };
            if !given[at] && best.is_none_or(better) {
                best = Some(at);
            }
        }
        let best = best.unwrap();
        given[best] = true;
        quotas[best] += 1;
    }

    // Who is drawn.
    let mut chosen: Vec<(String, String, String, String)> = Vec::new();
    for (stratum, quota) in strata.iter().zip(quotas) {
        let mut lots: Vec<(String, String)> = Vec::new();
        for (at, (number, ..)) in pool.iter().enumerate() {
            if labels[at] == *stratum {
                lots.push((lot(&["case", number]), number.clone()));
            }
        }
        lots.sort();
        for (lot, number) in lots.into_iter().take(quota) {
            chosen.push((lot, number, "drawn".into(), stratum.clone()));
        }
    }
    for number in targets {
        chosen.push((lot(&["case", &number]), number, "target".into(), "-".into()));
    }
    chosen.sort();

    // Who goes.
    let keys: Vec<String> = texts(list, "inspectors").iter().map(|one| text(&one["key"])).collect();
    let mut loads = vec![0; keys.len()];
    let mut result = Vec::new();
    for (_, number, how, stratum) in chosen {
        let mut sent: Vec<usize> = Vec::new();
        for _ in 0..list["visitors"].as_u64().unwrap() {
            let mut next: Option<(u64, String, usize)> = None;
            for (at, key) in keys.iter().enumerate() {
                let recused = texts(list, "recusals")
                    .iter()
                    .any(|one| text(&one["inspector"]) == *key && (one["case"] == "-" || text(&one["case"]) == number));
                let order = (loads[at], lot(&["inspector", &number, key]), at);
                if !recused && !sent.contains(&at) && next.as_ref().is_none_or(|known| order < *known) {
                    next = Some(order);
                }
            }
            sent.push(next.unwrap().2);
        }
        sent.iter().for_each(|at| loads[*at] += 1);
        result.push((number, how, stratum, sent.iter().map(|at| keys[*at].clone()).collect()));
    }
    result
}
