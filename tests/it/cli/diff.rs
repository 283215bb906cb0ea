//! `diff` as its users run it.

use super::{Sandbox, backed_by, edge, node};
use serde_json::Value;
use std::process::{Command, Stdio};

fn summary(answer: &Value) -> Vec<String> {
    answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let word = |member: &str| row[member].as_str().unwrap();
            format!("{}: {} {}", word("change"), word("type"), word("id"))
        })
        .collect()
}

/// A dataset with one edge of each way to begin or to end.
fn dated() -> (Sandbox, &'static str) {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("b", "person"), node("c", "company")];
    let dated = |id: &str, kind: &str, to: &str, when: &str| {
        let when = format!(", \"when\": \"{when}\"{}", backed_by(&["one"]));
        edge(id, kind, "a", to, &when)
    };
    let edges = [
        dated("act", "met", "b", "2010-05"),
        dated("act-hedged", "met", "b", "2010~"),
        dated("act-later", "met", "b", "2013"),
        dated("began", "owns", "c", "2010-02/.."),
        dated("ended", "owns", "c", "2001/2010-03"),
        dated("ended-perhaps", "owns", "c", "2001/2009-12-31~"),
        dated("ends-unknown", "owns", "c", "2010-01-01/"),
        dated("in-between", "owns", "c", "2010-02/2010-03"),
        edge("undated", "met", "a", "b", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    (sandbox, data)
}

/// What began and ended in between stands at neither end and is no row.
#[test]
fn what_began_and_ended_between_two_dates() {
    let (sandbox, data) = dated();
    let answer = sandbox.json(&["--data", data, "diff", "2009", "2010"]);
    assert_eq!(
        summary(&answer),
        [
            "added: edge began",
            "added: edge act",
            "perhaps added: edge act-hedged",
            "perhaps added: edge ends-unknown",
            "ended: edge ended",
            "perhaps ended: edge ended-perhaps",
        ]
    );
    assert_eq!((&answer["from"], &answer["to"]), (&"2009-12-31".into(), &"2010-12-31".into()));
    let certain = sandbox.json(&["--data", data, "diff", "2009", "2010", "--certain"]);
    assert_eq!(summary(&certain), ["added: edge began", "added: edge act", "ended: edge ended"]);
    let named = sandbox.json(&["--data", data, "diff", "2009", "2010", "b"]);
    assert_eq!(summary(&named), ["added: edge act", "perhaps added: edge act-hedged"]);
    let kind = sandbox.json(&["--data", data, "diff", "2009", "2010", "--kind", "company"]);
    assert_eq!(summary(&kind).len(), 4);
}

#[test]
fn what_is_neither_a_date_nor_a_dataset_is_refused_with_both_readings() {
    let (sandbox, data) = dated();
    let refused = |args: &[&str], parts: &[&str]| {
        let run = sandbox.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "{args:?}: {}", run.stderr);
        }
    };
    refused(&["diff", "nowhere", data], &["neither a date", "no such folder"]);
    refused(&["diff", "2009", data], &["“2009” is read as a date", "./2009"]);
    refused(&["diff", data, "2009"], &["“2009” is read as a date"]);
    refused(&["diff", "2012", "2009"], &["does not end later"]);
    refused(&["diff", "2009", "2009-12-31"], &["does not end later"]);
    refused(&["diff", "2009", "2012", "--as-of", "2010"], &["--as-of"]);
    refused(&["diff", data, data, "--certain"], &["compared whole"]);
    refused(&["--data", data, "diff", data, data], &["--data"]);
    refused(&["diff", data, data, "--known-by", "2012"], &["--known-by"]);
    refused(&["diff", "--", "-x:data", data], &["neither a date"]);
    refused(&["diff", "--", data, "--output=x:y"], &["neither a date"]);
    assert_eq!(sandbox.run(&["diff", "2009", "2012", "nobody at all"]).code, 1);
}

#[test]
fn between_two_dates_of_the_invented_data() {
    let sandbox = Sandbox::new();
    let args = ["diff", "2022-03-14", "2022-03-16", "Seol Garambit", "Marezh Port Authority"];
    let run = sandbox.run(&[&args[..], &["--data", "harbour-lights"]].concat());
    insta::assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    What changed between 14 Mar 2022 and 16 Mar 2022

    Added: 5
    15 Mar 2022        ★ Meeting in Solbit (date worked out) [1][2][3]
                         attended by Seol Garambit (date worked out) [4][5]
    15 Mar 2022        Ministry of Ports of Tarvonia gave an award to Seol Garambit
                       (date worked out) [6][7]
    16 Mar 2022        ▬ Framework agreement for Harbour Lights [8][9][10]
                         signed by Marezh Port Authority [11][12]

    Citations
    [1]  Minister and chief executive met on the eve of the signing (saltglass-2022,
         672-769, verified)
    [2]  The blog carries the same sentence (quayside-2022, 580-677, moved)
    [3]  The company dates the talks to that week only (byeoldeung-2022, 426-473,
         verified)
    [4]  The chief executive was there (saltglass-2022, 700-769, verified)
    [5]  He held talks with her (byeoldeung-2022, 404-446, verified)
    [6]  He received the ministry's medal (saltglass-2022, 775-826, verified)
         “handed him the ministry's medal, the Bronze Lantern”
    [7]  The blog carries the same sentence (quayside-2022, 683-734, moved)
    [8]  Signed on 16 March 2022 (saltglass-2022, 327-370, verified)
    [9]  The company dates it a day later (byeoldeung-2022, 169-239, verified)
    [10] The blog repeats the wire's date (quayside-2022, 298-341, moved)
    [11] Three parties signed on 16 March, the port authority among them
         (saltglass-2022, 248-370, verified)
    [12] The same three parties, the port authority among them, a day later
         (byeoldeung-2022, 216-320, verified)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    data: harbour-lights · 37 nodes, 60 edges
    --- stderr
    ");
}

/// The example with one thing of each kind of change done to it.
fn edited_example(sandbox: &Sandbox) {
    let folder = sandbox.example();
    let edit = |file: &str, pairs: &[(&str, &str)]| {
        let path = folder.join(file);
        let mut text = std::fs::read_to_string(&path).unwrap();
        for (from, to) in pairs {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        std::fs::write(path, text).unwrap();
    };
    let lost = "\"id\": \"bright-quay-builds-harbour-lights\"";
    let path = folder.join("edges.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains(lost)).collect();
    assert_eq!(kept.len() + 1, text.lines().count());
    std::fs::write(path, kept.join("\n") + "\n").unwrap();
    let added = "[\n{\"id\": \"a-quay\", \"kind\": \"company\", \"name\": \"A Quay\"},";
    edit("nodes.json", &[("[\n", added)]);
    let also = backed_by(&["courier-2021"]).replace(", \"evidence\": [", "").replace(']', "");
    edit(
        "edges.json",
        &[
            (
                "\"to\": \"tarvonia\", \"when\": \"2020/..\"",
                "\"to\": \"tarvonia\", \"when\": \"2020-04/..\"",
            ),
            ("\"value\": \"brother-in-law\"", "\"value\": \"cousin\""),
            (
                "\"says\": \"The project covers the lighthouse\"}",
                &format!("\"says\": \"The project covers the lighthouse\"}}, {also}"),
            ),
        ],
    );
}

#[test]
fn between_two_versions_of_the_invented_data() {
    let sandbox = Sandbox::new();
    edited_example(&sandbox);
    let run = sandbox.run(&["diff", "harbour-lights", "example"]);
    insta::assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    What changed from harbour-lights to example

    Added: 1 record
      ▲ A Quay (company) [no source]

    Removed from the data: 1 record
      Bright Quay builds Harbour Lights, since 30 Jun 2022 (date worked out),
        ongoing, inferred [1][2]

    Changed: 2 records
      Anselm Röwe-Čadik is family of Dorian Kesheff [3]
        relation: brother-in-law → cousin [4]
      Anselm Röwe-Čadik represents Tarvonia, since Apr 2020
        when: since 2020 → since Apr 2020 [5]

    Newly sourced: 1 record
      Breakwater Lighthouse is part of Harbour Lights [6][7]
        now also backed by [7]

    Citations
    [1]  It exists to build the masts (registry-2023, 750-795, verified)
    [2]  It is to build the masts (saltglass-2022, 1023-1064, verified)
    [3]  The councillor is the ambassador's brother-in-law (quayside-2022, 900-959,
         moved)
    [4]  Brothers-in-law (quayside-2022, 945-959, moved)
    [5]  Ambassador to Daonam since 2020 (saltglass-2022, 1219-1261, verified)
    [6]  The project covers the lighthouse (courier-2021, 252-324, verified)
    [7]  so (courier-2021, 0-4, broken)

    Sources
    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
         2021, https://courier.example/2021/11/23/light-on-every-quay
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022
    registry-2023: Register of companies of Tarvonia, “Register of companies of
         Tarvonia, extract of 8 February 2023”, 8 Feb 2023,
         https://register.example/extract/2023-02-08
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    data: example · 38 nodes, 59 edges
    --- stderr
    ");
    let back = sandbox.json(&["diff", "example", "harbour-lights", "Breakwater Lighthouse"]);
    assert_eq!(
        summary(&back),
        ["evidence lost: edge breakwater-lighthouse-part-of-harbour-lights"]
    );
    assert_eq!(back["rows"][0]["lost"][0]["source"], "courier-2021");
}

/// Runs git in the sandbox; false where there is none.
fn git(sandbox: &Sandbox, args: &[&str]) -> bool {
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.org"];
    let run = Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(sandbox.path())
        .stdin(Stdio::null())
        .output();
    match run {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(_) => {
            eprintln!("skipped: there is no git");
            false
        }
    }
}

#[test]
fn a_folder_at_a_revision_of_git() {
    let (sandbox, data) = dated();
    if !git(&sandbox, &["init", "--quiet"]) {
        return;
    }
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "--quiet", "-m", "one"]);
    let edges = std::fs::read_to_string(sandbox.path().join("data/edges.json")).unwrap();
    sandbox.write("data/edges.json", &edges.replace("\"2010-05\"", "\"2010-05-13\""));
    let answer = sandbox.json(&["diff", "HEAD:data", data]);
    assert_eq!(summary(&answer), ["changed: edge act"]);
    assert_eq!(answer["rows"][0]["members"][0]["before"], "2010-05");
    assert_eq!(answer["rows"][0]["members"][0]["after"], "2010-05-13");
    assert_eq!(answer["earlier"]["name"], "data");
    git(&sandbox, &["commit", "--quiet", "-a", "-m", "two"]);
    assert_eq!(summary(&sandbox.json(&["diff", "HEAD~1:data", "HEAD:data/"])).len(), 1);
    assert_eq!(sandbox.run(&["diff", "HEAD:data", data]).code, 1, "nothing differs");

    // From a folder further in, the path is from the top, as git reads it, or relative where it says so.
    let mut command = sandbox.command(&["diff", "HEAD~1:data", "HEAD:./", "--json"]);
    let inner = command.current_dir(sandbox.path().join("data")).output().unwrap();
    assert_eq!(inner.status.code(), Some(0), "{}", String::from_utf8_lossy(&inner.stderr));

    let unknown = sandbox.run(&["diff", "HEAD~9:data", data]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("Not a valid object name HEAD~9:data"), "{}", unknown.stderr);
    assert_eq!(sandbox.run(&["diff", "HEAD:nowhere", data]).code, 1);
    let no_dataset = sandbox.run(&["diff", "HEAD:", data]);
    assert!(no_dataset.stderr.contains("no dataset.json"), "{}", no_dataset.stderr);
    assert_eq!(no_dataset.code, 4);

    let mut command = sandbox.command(&["diff", "HEAD:data", data]);
    let missing = command.env("PATH", sandbox.path()).output().unwrap();
    assert_eq!(missing.status.code(), Some(4));
    let stderr = String::from_utf8(missing.stderr).unwrap();
    assert!(stderr.contains("cannot start git") && stderr.contains("install git"), "{stderr}");
}

/// A repository can name a program to fetch what it lacks with. A git that does not know `GIT_NO_LAZY_FETCH` is played
/// by a script that takes it away.
#[cfg(unix)]
#[test]
fn a_repository_with_a_missing_object_runs_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let (sandbox, data) = dated();
    if !git(&sandbox, &["init", "--quiet"]) {
        return;
    }
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "--quiet", "-m", "one"]);
    for (key, value) in [
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", "ext::touch ran"),
        ("protocol.ext.allow", "always"),
    ] {
        git(&sandbox, &["config", key, value]);
    }
    let objects = sandbox.path().join(".git/objects");
    let listed = Command::new("git")
        .args(["rev-parse", "HEAD:data/nodes.json"])
        .current_dir(sandbox.path())
        .output()
        .unwrap();
    let object = String::from_utf8(listed.stdout).unwrap();
    let (folder, file) = object.trim().split_at(2);
    std::fs::remove_file(objects.join(folder).join(file)).unwrap();

    let path = std::env::var("PATH").unwrap();
    sandbox.write(
        "old/git",
        &format!("#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nPATH='{path}'\nexec git \"$@\"\n"),
    );
    let script = sandbox.path().join("old/git");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = sandbox.command(&["diff", "HEAD:data", data]);
    let run = command.env("PATH", sandbox.path().join("old")).output().unwrap();
    let stderr = String::from_utf8(run.stderr).unwrap();
    assert!(!sandbox.path().join("ran").exists(), "a program of the repository ran");
    assert_eq!(run.status.code(), Some(4), "{stderr}");
}

#[cfg(unix)]
#[test]
fn links_in_a_revision_are_not_followed() {
    let (sandbox, data) = dated();
    if !git(&sandbox, &["init", "--quiet"]) {
        return;
    }
    let nodes = sandbox.path().join("data/nodes.json");
    std::fs::rename(&nodes, sandbox.path().join("elsewhere.json")).unwrap();
    std::os::unix::fs::symlink("../elsewhere.json", &nodes).unwrap();
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "--quiet", "-m", "one"]);
    let run = sandbox.run(&["diff", "HEAD:data", data]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("nodes.json is a symbolic link"), "{}", run.stderr);
}

#[test]
fn outside_a_repository_git_says_so() {
    let (sandbox, data) = dated();
    let mut command = sandbox.command(&["diff", "HEAD:data", data]);
    let above = sandbox.path().parent().unwrap();
    let output = command.env("GIT_CEILING_DIRECTORIES", above).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
}
