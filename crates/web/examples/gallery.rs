//! Writes every sample page as a file, with its assets, so that pages can be looked at without a server:
//! `cargo run -p titian-web --example gallery -- DIR`.

use std::path::Path;
use std::{env, fs, io};

use titian_web::{look, sample};

fn main() -> io::Result<()> {
    let dir = env::args().nth(1).unwrap_or_else(|| "gallery".into());
    let dir = Path::new(&dir);
    fs::create_dir_all(dir.join("assets"))?;
    for asset in look::assets() {
        fs::write(dir.join("assets").join(asset.file()), asset.body)?;
    }
    let mut index = String::from(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>样例</title><h1>样例</h1><ul>",
    );
    for sample in sample::all() {
        // Files have no root: the assets lie beside them.
        let html = sample.html.replace("=\"/assets/", "=\"assets/");
        fs::write(dir.join(format!("{}.html", sample.name)), html)?;
        index.push_str(&format!("<li><a href=\"{0}.html\">{0}</a>", sample.name));
    }
    fs::write(dir.join("index.html"), index + "</ul></html>")
}
