//! The page in Markdown: one table row per record, whatever the names hold, and every citation in the list of sources.

use super::shipped;
use sociogram::dataset::Dataset;
use sociogram::interchange::{ExportSettings, ExportTarget, Format, escaped_markdown, export};

fn page(dataset: &Dataset) -> String {
    let format = Format::ALL.iter().copied().find(|f| f.as_str() == "markdown").unwrap();
    let done = export(dataset, format, ExportSettings::default(), &ExportTarget::Memory).unwrap();
    String::from_utf8(done.bytes).unwrap()
}

/// Cells of the rows below a heading, without the two lines that make it a table.
fn rows<'p>(page: &'p str, heading: &str) -> Vec<Vec<&'p str>> {
    let (_, after) = page.split_once(&format!("## {heading}\n\n")).unwrap();
    let table = after.split("\n\n").next().unwrap();
    let lines = table.lines().skip(2);
    lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn every_record_is_a_row_and_every_citation_a_source() {
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        let page = page(&dataset);
        let (nodes, edges, sources) =
            (rows(&page, "Nodes"), rows(&page, "Edges"), rows(&page, "Sources"));
        assert_eq!(nodes.len(), dataset.nodes.len());
        assert_eq!(edges.len(), dataset.edges.len());
        assert_eq!(sources.len(), dataset.sources.len());
        for (row, edge) in edges.iter().zip(&dataset.edges) {
            assert_eq!(row.len(), 7, "{row:?}");
            assert_eq!(row[0], escaped_markdown(&dataset.node(&edge.from).unwrap().name));
            assert_eq!(row[2], escaped_markdown(&dataset.node(&edge.to).unwrap().name));
            for evidence in &edge.evidence {
                let at = dataset.sources.iter().position(|s| s.id == evidence.source).unwrap();
                assert!(row[6].contains(&format!("\\[{}\\]", at + 1)), "{row:?}");
                assert_eq!(sources[at][1], escaped_markdown(&dataset.sources[at].title));
            }
        }
        for (row, node) in nodes.iter().zip(&dataset.nodes) {
            let date = node.when.as_ref().map_or("", |when| when.as_str());
            assert_eq!(row[2].split(" (so dated").next(), Some(&*escaped_markdown(date)));
        }
    }
}

#[test]
fn names_stay_in_their_cells() {
    let mut dataset = shipped("harbour-lights");
    dataset.nodes[0].name = "a|b <img src=x onerror=y> [x](javascript:1) `c` # & \\|".to_owned();
    dataset.sources[0].url = Some("javascript:alert(1)".to_owned());
    dataset.title = "![x](http://a)".to_owned();
    let page = page(&dataset);
    assert!(page.starts_with("# \\!\\[x\\](http://a)\n"), "{page}");
    assert!(!page.contains("<img") && !page.contains("<javascript"));
    let row = page.lines().find(|line| line.starts_with("| a")).unwrap();
    // Bars that are not escaped part the cells.
    let n_bars = row.replace("\\\\", "").replace("\\|", "").matches('|').count();
    assert_eq!(n_bars, 8, "{row}");
}
