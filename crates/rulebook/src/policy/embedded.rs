//! The files of `policy/` that ship with the binary; a test compares the list with the folder.

/// Names each file once.
macro_rules! files {
    ($($path:literal),* $(,)?) => { &[$(($path, include_str!(concat!("../../../../policy/", $path)))),*] };
}

/// Path below `policy/` and text.
pub(super) const FILES: &[(&str, &str)] = files![
    "applicability.toml",
    "distinctive/examples/shandong.toml",
    "distinctive/examples/sichuan.toml",
    "facts.toml",
    "industries.csv",
    "calendar/guangxi.csv",
    "calendar/national.csv",
    "gates/guangxi-2023.toml",
    "gates/miit-2022.toml",
    "gates/miit-2026.toml",
    "procedures/guangxi-2023.toml",
    "procedures/national-2026.toml",
    "regions/guangxi/division-changes.csv",
    "regions/guangxi/divisions.csv",
    "regions/guangxi/targets.toml",
    "regulation/guangxi-2023.manifest.toml",
    "regulation/guangxi-2023.toml",
    "signals.toml",
    "size/miit-2011.toml",
    "standards/miit-2022/definitions.toml",
    "standards/miit-2022/innovative.toml",
    "standards/miit-2022/little_giant.toml",
    "standards/miit-2022/specialised.toml",
    "standards/miit-2026/definitions.toml",
    "standards/miit-2026/little_giant.toml",
    "standards/miit-2026/specialised.toml",
];
