//! 各市分布 The fourteen cities by rough place, each with its figure and its rows. Not a map: a boundary map that is
//! published needs a 审图号.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::show;

/// Where each city stands: column and row, by the first four digits of its code.
const PLACES: [(&str, &str, i32, i32); 14] = [
    ("450100", "南宁", 1, 1),
    ("450200", "柳州", 2, 0),
    ("450300", "桂林", 3, 0),
    ("450400", "梧州", 4, 1),
    ("450500", "北海", 3, 2),
    ("450600", "防城港", 1, 2),
    ("450700", "钦州", 2, 2),
    ("450800", "贵港", 3, 1),
    ("450900", "玉林", 4, 2),
    ("451000", "百色", 0, 1),
    ("451100", "贺州", 4, 0),
    ("451200", "河池", 1, 0),
    ("451300", "来宾", 2, 1),
    ("451400", "崇左", 0, 2),
];

/// A figure for each city.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/tilemap.html")]
pub struct TileMap {
    /// What is counted, for those who hear it.
    pub label: String,
    /// Heading of the figures in the table: 家数.
    pub figure: String,
    tiles: Vec<Tile>,
    table: Vec<(String, String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Tile {
    city: &'static str,
    href: String,
    shown: String,
    shade: usize,
    x: i32,
    y: i32,
}

impl TileMap {
    /// Figures by city code, and what leads to the rows of a city: its code is put at the end of `before`. A code that
    /// is none of the fourteen is passed over.
    pub fn new(label: impl ToString, figure: &str, figures: &[(&str, i64)], before: &str) -> TileMap {
        let mut ranked: Vec<i64> = figures.iter().map(|(_, n)| *n).collect();
        ranked.sort_unstable();
        let mut tiles = Vec::new();
        let mut rows = Vec::new();
        for (code, n) in figures {
            let Some((_, city, column, row)) = PLACES.iter().find(|(place, ..)| place == code) else { continue };
            // Five shades with about as many cities in each; equal figures share a shade.
            let below = ranked.partition_point(|other| other < n);
            let shade = 1 + below * 5 / ranked.len().max(1);
            let href = format!("{before}{code}");
            let shown = show::count(*n);
            rows.push((*n, (format!("{city}市"), href.clone(), shown.clone())));
            tiles.push(Tile { city, href, shown, shade, x: column * 100, y: row * 84 });
        }
        rows.sort_by_key(|(n, _)| -n);
        // Read from the north-west, as the eye goes.
        tiles.sort_by_key(|tile| (tile.y, tile.x));
        let table = rows.into_iter().map(|(_, row)| row).collect();
        TileMap { label: label.to_string(), figure: figure.into(), tiles, table }
    }
}

impl HtmlSafe for TileMap {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_darker_and_equal_is_equal() {
        let map = TileMap::new("", "家数", &[("450100", 9), ("450200", 1), ("450300", 1), ("999999", 5)], "?city=");
        let shades: Vec<(&str, usize)> = map.tiles.iter().map(|tile| (tile.city, tile.shade)).collect();
        assert_eq!(shades, [("柳州", 1), ("桂林", 1), ("南宁", 4)]);
        assert_eq!(map.table[0].0, "南宁市");
    }
}
