//! The files of `policy/` that ship with the binary. A test compares the list with the folder.

/// Path below `policy/` and text.
pub(super) const FILES: &[(&str, &str)] = &[
    ("facts.toml", include_str!("../../../../policy/facts.toml")),
    ("industries.csv", include_str!("../../../../policy/industries.csv")),
    ("calendar/guangxi.csv", include_str!("../../../../policy/calendar/guangxi.csv")),
    ("calendar/national.csv", include_str!("../../../../policy/calendar/national.csv")),
    ("applicability.toml", include_str!("../../../../policy/applicability.toml")),
    ("gates/guangxi-2023.toml", include_str!("../../../../policy/gates/guangxi-2023.toml")),
    ("gates/miit-2022.toml", include_str!("../../../../policy/gates/miit-2022.toml")),
    ("gates/miit-2026.toml", include_str!("../../../../policy/gates/miit-2026.toml")),
    ("size/miit-2011.toml", include_str!("../../../../policy/size/miit-2011.toml")),
    ("standards/miit-2022/definitions.toml", include_str!("../../../../policy/standards/miit-2022/definitions.toml")),
    ("standards/miit-2022/innovative.toml", include_str!("../../../../policy/standards/miit-2022/innovative.toml")),
    ("standards/miit-2022/little_giant.toml", include_str!("../../../../policy/standards/miit-2022/little_giant.toml")),
    ("standards/miit-2022/specialised.toml", include_str!("../../../../policy/standards/miit-2022/specialised.toml")),
    ("standards/miit-2026/definitions.toml", include_str!("../../../../policy/standards/miit-2026/definitions.toml")),
    ("standards/miit-2026/little_giant.toml", include_str!("../../../../policy/standards/miit-2026/little_giant.toml")),
    ("standards/miit-2026/specialised.toml", include_str!("../../../../policy/standards/miit-2026/specialised.toml")),
];
