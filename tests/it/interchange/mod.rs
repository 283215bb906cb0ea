//! Files of other tools: what goes out comes back, what does not is said, and hostile files are refused.

mod cypher;
mod cytoscape;
mod dot;
mod edge_list;
#[cfg(not(any(feature = "parquet", feature = "sqlite")))]
mod features;
mod ftm;
mod gexf;
mod graphml;
mod hostile;
mod import;
mod json_graph;
mod json_lines;
mod littlesis;
mod losses;
mod markdown;
mod neo4j;
mod pajek;
#[cfg(feature = "parquet")]
mod parquet;
mod peers;
#[cfg(feature = "rdf")]
mod rdf;
mod round_trip;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tables;
mod worlds;
mod xml;

use sociogram::algo::Unwatched;
use sociogram::dataset::{Dataset, Mode, load};
use sociogram::interchange::{
    Citing, ExportSettings, ExportTarget, Format, ImportError, ImportSettings, ImportTarget,
    Imported, Layout, Loss, export, import,
};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A dataset that ships.
fn shipped(name: &str) -> Dataset {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("graph-data").join(name)).unwrap().dataset
}

/// Writes a dataset in a format into `folder`; the files in the order of their names, and the losses.
fn written(dataset: &Dataset, format: Format, folder: &Path) -> (Vec<PathBuf>, Vec<Loss>) {
    let target = match format.layout() {
        Layout::File(extension) | Layout::BinaryFile(extension) => {
            folder.join("graph").with_extension(extension)
        }
        Layout::Folder => folder.join("graph"),
    };
    let done =
        export(dataset, format, ExportSettings::default(), &ExportTarget::Path(&target)).unwrap();
    let mut files: Vec<PathBuf> = done.files.into_iter().map(|file| file.path).collect();
    files.sort();
    (files, done.losses)
}

/// Brings files into a new dataset.
fn brought_in(
    files: &[PathBuf],
    settings: &ImportSettings,
) -> Result<(Dataset, Imported), ImportError> {
    let folder = TempDir::new().unwrap();
    let dataset = folder.path().join("imported");
    let target = ImportTarget::Folder(&dataset);
    let imported = import(
        files.iter().cloned().map(Into::into).collect(),
        settings,
        target,
        Mode::Write,
        &Unwatched,
    )?;
    let loaded = load(&dataset).unwrap();
    assert_eq!(imported.digest, Some(loaded.dataset.digest), "what is written is what is said");
    Ok((loaded.dataset, imported))
}

/// Settings that add nothing to what a file says.
fn plain(format: Option<Format>) -> ImportSettings {
    ImportSettings { format, citing: Citing::Nothing, ..ImportSettings::default() }
}

/// One file with a content, brought in as it is recognised.
fn import_text(name: &str, content: &str) -> Result<(Dataset, Imported), ImportError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    brought_in(&[path], &plain(None))
}

/// What a content says, without making a dataset of it: for many contents.
fn stream_text(name: &str, content: &[u8]) -> Result<Imported, ImportError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let mut nowhere = std::io::sink();
    let target = ImportTarget::Stream(&mut nowhere);
    import(vec![path.into()], &plain(None), target, Mode::Write, &Unwatched)
}
