//! The datasets that ship with the program, compiled in, read-only.

/// A dataset compiled into the program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Builtin {
    /// Its name.
    pub(super) name: &'static str,
    /// Its files by path inside the dataset.
    pub(super) files: &'static [(&'static str, &'static [u8])],
}

macro_rules! builtin {
    ($name:literal: $($file:literal),+ $(,)?) => {
        Builtin {
            name: $name,
            files: &[$((
                $file,
                include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/graph-data/", $name, "/", $file)),
            )),+],
        }
    };
}

/// All of them; the first is the default, the second the example that `init --example` copies.
pub(super) static ALL: [Builtin; 2] = [
    builtin!(
        "kazakhstan-korea": "dataset.json", "sources.json", "nodes.json", "edges.json", "checks.json",
        "views/map.json", "views/overview.json", "views/path.json", "views/timeline.json",
    ),
    builtin!(
        "harbour-lights": "dataset.json", "sources.json", "nodes.json", "edges.json", "checks.json",
        "README.md",
        "sources/byeoldeung-release-2022-03-18.txt",
        "sources/marezh-courier-2021-11-23.txt",
        "sources/quayside-notes-2022-03-17.txt",
        "sources/saltglass-wire-2022-03-16.txt",
        "sources/tarvonia-registry-2023-02-08.txt",
    ),
];

/// The one of this name.
pub(super) fn by_name(name: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|builtin| builtin.name == name)
}
