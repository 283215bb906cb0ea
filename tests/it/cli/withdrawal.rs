//! Rankings year by year and without each source, and what a source carries alone, as users see them.

use super::{Sandbox, backed_by, edge, node};
use insta::assert_snapshot;
use serde_json::{Value, json};

fn shown(args: &[&str]) -> String {
    Sandbox::new().run(args).shown()
}

#[test]
fn who_mattered_when() {
    assert_snapshot!(shown(&["rank", "--over-time", "--since", "2005", "--top", "4"]), @"
    exit: 0
    --- stdout
    Places by betweenness, 2005 to 2013, 4 of 67
    place of                              2005–2013  2005  2007  2009  2011  2013
    Lee Myung-bak                         ▁▁▁▁▁▂▇▇█    3?    3?    5?    2?     1
    Petrochemical complex in Atyrau City  ▁▁▁▁▁▁▇▇█     –     –     –    1?     2
    Nursultan Nazarbayev                  ▁▁▁▁▂▂▅▆▆    2?    1?    2?    6?     4
    Darkhan Berdaliyev                    ▁▁▁▂▂▂▅▅▆    1?    1?    1?    5?     6

    line: scores, █ is 0.1683, ▁ is 0 or little more, · has none
    – stands for no place, or one with score 0
    ? marks a year of whose edges more than half are only possible (--certain leaves
      these out)
    years: 9 ranked as of their last day, 8 of them with a graph of their own; 75
      nodes with 34 edges, 25 of them only possible in 2005; 103 nodes with 88
      edges, 28 of them only possible in 2013
    undated: 3 edges, possible in every year (--certain leaves out what is only
      possible)
    score: share of the shortest paths between other nodes that pass through it
    normalisation: divided by (n-1)(n-2)/2
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 103 nodes, 89 edges
    of these edges 18 inferred, 4 planned, 0 claimed (--basis stated, --status done,
      --claims drop leave them out)

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram timeline lee-myung-bak --until 2013
    --- stderr
    ");
}

#[test]
fn how_much_of_a_ranking_rests_on_one_source() {
    let args = ["--data", "harbour-lights", "rank", "--sensitivity", "--top", "4"];
    assert_snapshot!(shown(&args), @"
    exit: 0
    --- stdout
    Ranked by betweenness, without each source, 4 of 25
       1  Byeoldeung Marine Lighting (company)
          place 1 to 2, score 0.3540 (0.2915 to 0.5364); falls from 1 to 2 without
          byeoldeung-2022
       2  Ministry of Ports of Tarvonia (ministry)
          place 1 to 14, score 0.2329 (0.0386 to 0.3523); falls from 2 to 14 without
          gazette-2020
       3  Milena Torvash (leader)
          place 3 to 7, score 0.1828 (0.0924 to 0.2405); falls from 3 to 7 without
          saltglass-2022
       4  Harbour Safety Committee (committee)
          place 3 to 7, score 0.1828 (0.1182 to 0.2877); falls from 4 to 7 without
          gazette-2020

    score: share of the shortest paths between other nodes that pass through it
    normalisation: divided by (n-1)(n-2)/2

    withdrawn one by one, each with its copies: 6 sources; 6 of them change the
      graph that is ranked
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 30 nodes, 38 edges
    of these edges 4 inferred, 4 planned, 2 claimed (--basis stated, --status done,
      --claims drop leave them out)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03; 3 nodes and 10 relationships fall
         without it
    gazette-2020: State of Tarvonia, “Tarvonia Gazette, no. 7 of 2020”, 2020; 1 node
         and 3 relationships fall without it
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia; 6 nodes and 16
         relationships fall without it

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights sources byeoldeung-2022
    --- stderr
    ");
}

#[test]
fn what_falls_with_a_forum_post() {
    assert_snapshot!(shown(&["sources", "hop-forum-2013", "--limit", "2"]), @"
    exit: 0
    --- stdout
    If this source is withdrawn
    hop-forum-2013: HOP, “Expectations of South Korea - Kazakhstan Ties?”, 13 Dec
         2013, copies original-statement-2013

    Falls: 7 nodes
      ● Serik Akhmetov (leader) [1]
      ● Park Geun-hye (leader) [2]
      and 5 more (--limit)

    Falls: 28 relationships
      Opening talks of Serik Akhmetov with Park Geun-hye, December 2013 concerns
        Balkhash Thermal Power Plant [3]
      Balkhash Thermal Power Plant is in Kazakhstan [4]
      and 26 more (--limit)

    Falls: 27 facts
      Republic of Korea takes part in Balkhash Thermal Power Plant, ongoing: role:
        involved in it as a joint project [5]
      Serik Akhmetov spoke of Balkhash Thermal Power Plant: stance: sees in the
        projects a strong push for Kazakhstan's economy and for joint work in
        investment and technology, claimed by Serik Akhmetov [6]
      and 25 more (--limit)

    Stays, with fewer origins: 12 statements
      Chemical plant in Atyrau Region may be the same as Petrochemical complex in
        Atyrau City, inferred, 2 origins, 1 left [7][8]
        because both are chemical works under the name Atyrau that come up in the
        dealings of the two countries, but one is a plant in the region, the other a
        complex in the city, and neither text joins them
      ■ Government of the Republic of Kazakhstan (government), 2 origins, 1 left
        [9][10]
      and 10 more (--limit)

    How the network hangs together
      nodes 103 to 98; edges 89 to 79; components 25 to 26; nodes of the largest 68
        to 62; cut points 26 to 24; bridges 57 to 56
      no longer hold parts together: Balkhash Thermal Power Plant

    Places by betweenness that change: 9
      Balkhash Thermal Power Plant: 7 to none, score 0.0711 to 0.0000
      Conference on Interaction and Confidence Building Measures in Asia: 9 to 7,
        score 0.0128 to 0.0129
      and 7 more (--limit)

    Connections lost: 150 of 794 pairs
      pairs that a path joined, hubs and records aside: 114 because one of the two
        falls; 36 between two that stay
      Lee Myung-bak and Chemical plant in Atyrau Region
      Petrochemical complex in Atyrau City and Chemical plant in Atyrau Region
      and 34 more

    score: share of the shortest paths between other nodes that pass through it
    normalisation: divided by (n-1)(n-2)/2
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 103 nodes, 89 edges
    of these edges 18 inferred, 4 planned, 0 claimed (--basis stated, --status done,
      --claims drop leave them out)

    Citations
    [1]  Akhmetov, named as Prime Minister; the text has lost the space in his name
         (hop-forum-2013, 784-812, unchecked)
    [2]  Park, named as President of Korea (hop-forum-2013, 1041-1076, unchecked)
    [3]  the Balkhash plant came up in the talks (hop-forum-2013, 1015-1232,
         unchecked)
    [4]  the Balkhash plant counts among the projects in Kazakhstan (hop-forum-2013,
         1117-1232, unchecked)
    [5]  South Korea has a part in these projects (hop-forum-2013, 1117-1190,
         unchecked)
    [6]  the projects help the economy and the ties, he says (hop-forum-2013,
         1361-1567, unchecked)
    [7]  the statement of 2013 has a chemical plant in the region (hop-forum-2013,
         1234-1269, unchecked)
    [8]  the article of 2012 has a petrochemical complex in the city
         (businesskorea-2012, 5557-5608, unchecked)
    [9]  the government that opened the embassy in Seoul (businesskorea-2012,
         1741-1801, unchecked)
    [10] the forum member follows this government's news (hop-forum-2013, 380-405,
         unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012
    hop-forum-2013: HOP, “Expectations of South Korea - Kazakhstan Ties?”, 13 Dec
         2013, copies original-statement-2013

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path lee-myung-bak atyrau-chemical-plant
    --- stderr
    ");
}

#[test]
fn what_falls_with_a_wire_and_its_copy() {
    let args = ["--data", "harbour-lights", "sources", "saltglass-2022", "--limit", "1"];
    assert_snapshot!(shown(&args), @"
    exit: 0
    --- stdout
    If this source is withdrawn
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia
      and with it quayside-2022: Quayside Notes, “Copied from Saltglass Wire:
         Naruteo Bank expects to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022

    Falls: 6 nodes
      ● Anselm Röwe-Čadik (diplomat) [1]
      and 5 more (--limit)

    Falls: 16 relationships
      Ministry of Ports of Tarvonia gave an award to Seol Garambit, 15 Mar 2022
        (date worked out) [2][3]
      and 15 more (--limit)

    Falls: 7 facts
      Ministry of Ports of Tarvonia gave an award to Seol Garambit: award: Bronze
        Lantern [4]
      and 6 more (--limit)

    Stays, with fewer origins: 12 statements
      Byeoldeung Marine Lighting signed Framework agreement for Harbour Lights, 16
        Mar 2022, 2 origins, 1 left [5][6]
      and 11 more (--limit)

    How the network hangs together
      nodes 30 to 26; edges 38 to 31; components 4; nodes of the largest 27 to 23;
        cut points 6 to 5; bridges 6 to 5
      now hold parts together: Byeoldeung Marine Lighting
      and 1 more (--limit)
      no longer hold parts together: Milena Torvash
      and 2 more (--limit)

    Places by betweenness that change: 16
      Dorian Kesheff: 11 to none, score 0.0616 to 0.0000
      and 15 more (--limit)

    Connections lost: 63 of 253 pairs
      pairs that a path joined, hubs and records aside: 63 because one of the two
        falls; 0 between two that stay

    Longer ways among the 20 highest that stay: 5
      Ministry of Ports of Tarvonia and Seol Garambit: 1 to 3 steps
      and 4 more (--limit)

    score: share of the shortest paths between other nodes that pass through it
    normalisation: divided by (n-1)(n-2)/2
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 30 nodes, 38 edges
    of these edges 4 inferred, 4 planned, 2 claimed (--basis stated, --status done,
      --claims drop leave them out)

    Citations
    [1]  He is Tarvonia's ambassador to Daonam (saltglass-2022, 1219-1280, verified)
    [2]  He received the ministry's medal (saltglass-2022, 775-826, verified)
         “handed him the ministry's medal, the Bronze Lantern”
    [3]  The blog carries the same sentence (quayside-2022, 683-734, moved)
    [4]  The medal's name (saltglass-2022, 808-826, verified)
    [5]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [6]  The same three parties, the lamp maker among them, a day later
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
    next: sociogram --data harbour-lights path ministry-of-ports seol-garambit
    --- stderr
    ");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let sandbox = Sandbox::new();
    for (arguments, code, said) in [
        (&["rank", "--over-time", "--as-of", "2010"][..], 2, "cannot be used with"),
        (&["rank", "--over-time", "--sensitivity"], 2, "cannot be used with"),
        (&["rank", "--every", "5"], 2, "--over-time"),
        (&["rank", "--over-time", "--every", "0"], 2, "not in 1"),
        (
            &["rank", "--over-time", "--since", "0001", "--until", "2000", "--every", "1"],
            2,
            "more than 200 years",
        ),
        (&["rank", "--over-time", "--since", "2010", "--until", "2000"], 2, "before"),
        (&["rank", "--by", "degree", "--by", "core"], 2, "--sensitivity"),
        (&["rank", "--by", "all"], 2, "--sensitivity"),
        (&["rank", "--sensitivity", "--by", "all", "--near", "kepco"], 2, "--near goes with"),
        (&["rank", "--sensitivity", "--by", "degree", "--within", "0.1"], 2, "always exact"),
        (&["sources", "nosuch"], 1, "there is no source"),
        (&["sources", "--limit", "3"], 2, "SOURCE"),
    ] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn every_form_of_the_answers_is_valid_and_fits() {
    let sandbox = Sandbox::new();
    for (arguments, schema) in [
        (&["rank", "--over-time"][..], "sociogram.rank.over-time/1"),
        (&["rank", "--over-time", "--every", "10", "--certain"], "sociogram.rank.over-time/1"),
        (&["rank", "--sensitivity", "--by", "all"], "sociogram.rank.sensitivity/1"),
        (&["rank", "--sensitivity", "--within", "0.1"], "sociogram.rank.sensitivity/1"),
        (&["sources", "businesskorea-2012"], "sociogram.sources.withdrawal/1"),
        (
            &["sources", "saltglass-2022", "--data", "harbour-lights", "--within", "0.1"],
            "sociogram.sources.withdrawal/1",
        ),
    ] {
        assert_eq!(sandbox.json(arguments)["schema"], schema);
        for format in ["text", "jsonl", "csv", "tsv", "markdown"] {
            let all = [arguments, &["--format", format]].concat();
            let (run, again) = (sandbox.run(&all), sandbox.run(&all));
            assert_eq!((run.code, &run.stdout), (0, &again.stdout), "{all:?}: {}", run.stderr);
            for line in run.stdout.lines() {
                match format {
                    "text" => {
                        let width = unicode_width::UnicodeWidthStr::width(line);
                        assert!(width <= 80, "{arguments:?}: {width} columns: {line}");
                    }
                    "jsonl" => drop(serde_json::from_str::<Value>(line).unwrap()),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn estimates_say_which_differences_may_be_the_draws() {
    let sandbox = Sandbox::new();
    for arguments in [
        &["rank", "--over-time", "--within", "0.1"][..],
        &["rank", "--sensitivity", "--within", "0.1"],
        &["sources", "hop-forum-2013", "--within", "0.1"],
    ] {
        let run = sandbox.run(arguments);
        let text = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("may be the draw's"), "{arguments:?}: {}", run.stdout);
    }
    let answer = sandbox.json(&["sources", "hop-forum-2013", "--within", "0.1"]);
    let error = answer["estimate"]["error"].as_f64().unwrap();
    let score = |row: &Value, when: &str| row[when]["score"].as_f64().unwrap();
    for row in answer["places"]["rows"].as_array().unwrap() {
        assert!((score(row, "before") - score(row, "after")).abs() >= 2.0 * error, "{row}");
    }
}

#[test]
fn nothing_found_is_valid_and_exits_1() {
    let sandbox = Sandbox::new();
    let lonely = [node("a", "person"), node("b", "person")];
    for nodes in [&[][..], &lonely.each_ref().map(String::as_str)[..]] {
        let data = sandbox.dataset(nodes, &[]);
        // Nothing has a date, so there is no year; the source of the sandbox backs nothing.
        for args in [&["rank", "--over-time"][..], &["sources", "one"]] {
            let all = [&["--data", data, "--json"], args].concat();
            let run = sandbox.run(&all);
            assert_eq!(run.code, 1, "{all:?}: {}", run.stderr);
            serde_json::from_str::<Value>(&run.stdout).unwrap();
            assert_eq!(sandbox.run(&[&["--data", data], args].concat()).code, 1);
        }
        let run = sandbox.run(&["--data", data, "rank", "--sensitivity"]);
        assert_eq!(run.code, i32::from(nodes.is_empty()), "{}", run.stderr);
    }
}

#[test]
fn one_year_and_a_source_that_does_not_count_yet() {
    let sandbox = Sandbox::new();
    let year = sandbox.run(&["rank", "--over-time", "--since", "2009-05", "--until", "2009"]);
    assert!(year.stdout.starts_with("Places by betweenness, 2009, 10 of 67\n"), "{}", year.stdout);
    let early = sandbox.run(&["sources", "hop-forum-2013", "--known-by", "2012"]);
    assert_eq!(early.code, 1);
    assert!(early.stdout.contains("Nothing that is admitted rests on it."), "{}", early.stdout);
    let answer = sandbox.json(&["rank", "--sensitivity", "--known-by", "2012"]);
    let counted = answer["sources"].as_array().unwrap().iter().map(|source| &source["source"]);
    assert_eq!(counted.collect::<Vec<_>>(), ["businesskorea-2012"]);
}

/// A chain a - b - c, where a copy of one stands behind the second edge, and d that only two speaks of.
#[test]
fn a_copy_falls_with_its_origin_and_not_the_other_way_round() {
    let sandbox = Sandbox::new();
    let nodes = ["a", "b", "c", "d"].map(|id| node(id, "person"));
    let edges = [
        edge("ab", "met", "a", "b", &backed_by(&["one", "two"])),
        edge("bc", "met", "b", "c", &backed_by(&["copy"])),
        edge("cd", "met", "c", "d", &backed_by(&["one", "copy"])),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let of = |source: &str| sandbox.json(&["--data", data, "sources", source]);
    let fallen = |answer: &Value| -> Vec<String> {
        let rows = answer["rows"].as_array().unwrap().iter().filter(|row| row["change"] == "falls");
        rows.map(|row| row["what"].as_str().unwrap().to_owned()).collect()
    };
    let one = of("one");
    assert_eq!(one["copies"], json!(["copy"]));
    assert_eq!(fallen(&one), ["C", "D", "B met C", "C met D"]);
    assert_eq!(one["total"], json!({"nodes": 2, "edges": 2, "facts": 0, "weakened": 1}));
    assert_eq!(one["connections"]["before"], 6);
    assert_eq!(one["connections"]["lost"], 5);
    let copy = of("copy");
    assert_eq!(copy["copies"], json!([]));
    assert_eq!(fallen(&copy), ["B met C"]);
    // The copy has no origin of its own, so nothing that stays loses one.
    assert_eq!(copy["total"]["weakened"], 0);
    assert_eq!(copy["connections"]["parted"], 4);
    assert_eq!(copy["connections"]["rows"][0], json!(["b", "c"]));
    assert_eq!(of("two")["total"], json!({"nodes": 0, "edges": 0, "facts": 0, "weakened": 1}));

    let answer = sandbox.json(&["--data", data, "rank", "--sensitivity", "--by", "degree"]);
    let changes: Vec<&Value> =
        answer["sources"].as_array().unwrap().iter().map(|source| &source["changes"]).collect();
    assert_eq!(changes, [true, true, false]);
    let row =
        |id: &str| answer["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(
        row("c")["moved"],
        json!({"source": "one", "rank": null, "score": null, "gone": true})
    );
    assert_eq!(row("b")["moved"]["source"], "copy");
    assert_eq!(row("b")["scores"], json!([1.0, 2.0]));
}
