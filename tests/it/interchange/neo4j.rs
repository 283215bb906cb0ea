//! Typed headers of Neo4j: groups, lists, fields that are left out, headers in files of their own.

use super::{brought_in, import_text, plain};
use sociogram::interchange::{Format, ImportError};
use std::fs;
use tempfile::TempDir;

#[test]
fn fields_say_what_cells_are() {
    let nodes = "personId:ID(Person),name,born:int,tags:string[],secret:IGNORE,:LABEL\n\
                 1,\"Doe, Jane\",1970,a;b,x,Person;Actor\n2,'=Bo,,,,Person\n";
    let (dataset, imported) = import_text("people.csv", nodes).unwrap();
    assert_eq!(imported.files[0].format, Format::Neo4j);
    let found: Vec<(&str, &str, &str)> =
        dataset.nodes.iter().map(|n| (&*n.id, &*n.kind, &*n.name)).collect();
    assert_eq!(found, [("Person-1", "person", "Doe, Jane"), ("Person-2", "person", "'=Bo")]);
    let facts: Vec<String> = dataset.nodes[0]
        .facts
        .iter()
        .map(|fact| format!("{} {:?}", fact.key, fact.value))
        .collect();
    assert_eq!(
        facts,
        ["born Text(\"1970\")", "tags Text(\"a\")", "tags Text(\"b\")", "label Text(\"Actor\")"]
    );
}

#[test]
fn a_header_may_stand_in_a_file_of_its_own() {
    let folder = TempDir::new().unwrap();
    let files = [
        ("movies-header.csv", "movieId:ID(Movie);title;:LABEL\n"),
        ("movies.csv", "m1;The Matrix;Movie\nm2;\"Two; too\";Movie\n"),
        ("movies2.csv", "m3;Three;Movie\n"),
        ("roles_header.csv", ":START_ID(Movie),role,:END_ID(Movie),:TYPE\n"),
        ("roles.csv", "m1,\"x, y\",m2,REMADE_AS\n"),
        ("people.csv", "id,name\np1,Jane\n"),
    ];
    let paths = files.map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    });
    let (dataset, imported) = brought_in(&paths, &plain(None)).unwrap();
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    let names: Vec<&str> = dataset.nodes.iter().map(|node| &*node.name).collect();
    assert_eq!(names, ["The Matrix", "Two; too", "Three", "Jane"]);
    let edge = &dataset.edges[0];
    assert_eq!((&*edge.kind, &*edge.from, &*edge.to), ("remade-as", "Movie-m1", "Movie-m2"));
}

#[test]
fn headers_that_join_nothing_are_refused() {
    for header in [":LABEL,name", ":START_ID,:TYPE", "name:string,:TYPE"] {
        let error = import_text("x.csv", &format!("{header}\na,b\n")).unwrap_err();
        let ImportError::Refused { findings } = error else { panic!("{error:?}") };
        assert_eq!(findings[0].line, 1, "{header}");
    }
}
