//! Who stands between, as users see it.

use super::{Sandbox, edge, node};
use insta::assert_snapshot;
use serde_json::Value;

fn shown(args: &[&str]) -> String {
    Sandbox::new().run(args).shown()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
}

fn row_ids(answer: &Value) -> Vec<&str> {
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn who_stands_between_two_countries() {
    assert_snapshot!(shown(&[ "brokers", "--between", "country=kazakhstan", "--and", "country=korea", "--top", "2", "--paths", "1" ]), @"
    exit: 0
    --- stdout
    Who stands between country=kazakhstan (14) and country=korea (23)?
    322 pairs, 65 of them connected; 2 of 10 who stand between shown (--top N)
    In neither set, as nothing says to which they belong: 20 actors,
      Kazakhstan-Korea Center for Technological Cooperation, Astana;
      Kazakhstan-Korea Center for Technological Cooperation, Daejeon; Conference on
      Interaction and Confidence Building Measures in Asia; Committee of Geology and
      Resource Exploitation; Committee on Energy Cooperation; Companies with Korean
      capital registered in Kazakhstan and 14 more

     1  ◆ Petrochemical complex in Atyrau City (facility) planned: 9.3% of the pairs
        (30 of 322)
        Without it 30 of 65 connected pairs lose every connection: Darkhan
          Berdaliyev and Hyundai Engineering and Construction; Darkhan Berdaliyev
          and Korea Institute of Energy Research; and 28 more
        bridge: Set of agreements on the Balkhash plant and the Atyrau petrochemical
          complex, August 2011 concerns Petrochemical complex in Atyrau City [1];
          without it 18 nodes are cut off
        bridge: Agreement for constructing a petrochemical complex in Atyrau City
          concerns Petrochemical complex in Atyrau City [2]; without it 17 nodes are
          cut off
        betweenness 0.1650, constraint 0.5000, effective size 2.0000
        path through it: Government of the Republic of Kazakhstan to Lee Myung-bak,
          3 steps
          ■ Government of the Republic of Kazakhstan (government)
            1 ├─ signed [3]
          ▬ Agreement for constructing a petrochemical complex in Atyrau City
              (agreement, 2012 or earlier)
            2 ├─ concerns [2]
          ◆ Petrochemical complex in Atyrau City (facility) planned
            3 ├─ is the subject of [1]
          ▬ Set of agreements on the Balkhash plant and the Atyrau petrochemical
              complex, August 2011 (agreement, Aug 2011)
            4 ├─ came about during [4]
          ★ State visit of Lee Myung-bak to Kazakhstan, August 2011 (visit, Aug
              2011)
            5 └─ visited by, Aug 2011 [5]
          ● Lee Myung-bak (leader)
          Weakest hop: 1, one origin

     2  ■ Government of the Republic of Kazakhstan (government): 6.2% of the pairs
        (20 of 322)
        Without it 2 of country=kazakhstan lose every connection to country=korea:
          Darkhan Berdaliyev; Embassy of Kazakhstan in Seoul
        In all 20 of 65 connected pairs lose every connection.
        bridge: Government of the Republic of Kazakhstan signed Agreement for
          constructing a petrochemical complex in Atyrau City [3]; without it 14
          nodes are cut off
        bridge: Government of the Republic of Kazakhstan opened Embassy of
          Kazakhstan in Seoul, between 1993 and 2012 (date worked out) [6]; without
          it 13 nodes are cut off
        betweenness 0.1363, constraint 0.5000, effective size 2.0000
        path through it: Embassy of Kazakhstan in Seoul to Korea Eximbank, 2 steps
          ■ Embassy of Kazakhstan in Seoul (embassy)
            1 ├─ opened by, between 1993 and 2012 (date worked out) [6]
          ■ Government of the Republic of Kazakhstan (government)
            2 ├─ signed [3]
          ▬ Agreement for constructing a petrochemical complex in Atyrau City
              (agreement, 2012 or earlier)
            3 └─ signed by [7]
          ▲ Korea Eximbank (bank)
          Weakest hop: 1, one origin

    share: share of the pairs whose shortest paths go through it; of a pair with
      several the part of them that do
    measures: as rank gives them, on its graph: --by betweenness, constraint (Burt;
      high where contacts know each other) and effective-size
    projection: edges of passable kinds in either direction, denied and cancelled
      ones left out; hubs are ends and not passed through: 145 nodes, 180 edges

    Citations
    [1]  the agreements are about constructing the Atyrau complex
         (businesskorea-2012, 5201-5322, unchecked)
    [2]  the agreement is about constructing the complex (businesskorea-2012,
         5535-5608, unchecked)
    [3]  Kazakhstan's government is one of the parties that signed
         (businesskorea-2012, 5535-5706, unchecked)
    [4]  signed during Lee's visit of August 2011 (businesskorea-2012, 5106-5418,
         unchecked)
    [5]  Lee's state visit to Kazakhstan, in August 2011 (businesskorea-2012,
         5128-5199, unchecked)
    [6]  Kazakhstan's government opened its embassy in Seoul not long after the
         Korean one (businesskorea-2012, 1724-1837, unchecked)
    [7]  Korea Eximbank is one of the parties that signed (businesskorea-2012,
         5535-5706, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path government-of-kazakhstan lee-myung-bak
    --- stderr
    ");
}

#[test]
fn who_stands_between_a_company_and_the_ministries() {
    assert_snapshot!(shown(&[ "brokers", "--between", "kepco", "--and", "kind=leader", "--top", "1" ]), @"
    exit: 0
    --- stdout
    Who stands between KEPCO and kind=leader (6)?
    6 pairs, 5 of them connected; 1 of 3 who stand between shown (--top N)

     1  ◆ Balkhash Thermal Power Plant (facility) ongoing: 58.3% of the pairs (3.5
        of 6)
        Without it 2 of kind=leader lose every connection to KEPCO: Park Geun-hye;
          Serik Akhmetov
        In all 2 of 5 connected pairs lose every connection.
        betweenness 0.0711, constraint 0.3551, effective size 3.0000
        path through it: KEPCO to Park Geun-hye, 2 steps
          ▲ KEPCO (company)
            1 ├─ signed, 25 Mar 2009 [1]
          ▬ Main framework for the Balkhash project (framework, 25 Mar 2009)
            2 ├─ concerns, inferred [2]
                 because the sentence says only this project, after one that names
                 two; the next sentence gives the Atyrau complex another agreement
                 with other signers, which leaves Balkhash
          ◆ Balkhash Thermal Power Plant (facility) ongoing
            3 ├─ is the subject of [3]
          ★ Opening talks of Serik Akhmetov with Park Geun-hye, December 2013
              (meeting, 9–10 Dec 2013)
            4 └─ attended by, 9–10 Dec 2013 (date worked out) [4]
          ● Park Geun-hye (leader)
          Weakest hop: 2, inferred by the curator
        path through it: KEPCO to Serik Akhmetov, 2 steps
          ▲ KEPCO (company)
            1 ├─ signed, 25 Mar 2009 [1]
          ▬ Main framework for the Balkhash project (framework, 25 Mar 2009)
            2 ├─ concerns, inferred [2]
                 because the sentence says only this project, after one that names
                 two; the next sentence gives the Atyrau complex another agreement
                 with other signers, which leaves Balkhash
          ◆ Balkhash Thermal Power Plant (facility) ongoing
            3 └─ discussed by, 9–10 Dec 2013 (date worked out) [5]
          ● Serik Akhmetov (leader)
          Weakest hop: 2, inferred by the curator

    share: share of the pairs whose shortest paths go through it; of a pair with
      several the part of them that do
    measures: as rank gives them, on its graph: --by betweenness, constraint (Burt;
      high where contacts know each other) and effective-size
    projection: edges of passable kinds in either direction, denied and cancelled
      ones left out; hubs are ends and not passed through: 145 nodes, 180 edges

    Citations
    [1]  KEPCO signed the framework on 25 March 2009 (businesskorea-2012, 5419-5534,
         unchecked)
    [2]  the framework is for the project just spoken of (businesskorea-2012,
         5106-5534, unchecked)
    [3]  the Balkhash plant came up in the talks (hop-forum-2013, 1015-1232,
         unchecked)
    [4]  one of the two who talked (hop-forum-2013, 1015-1102, unchecked)
    [5]  Akhmetov spoke of the Balkhash plant (hop-forum-2013, 1015-1232, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012
    hop-forum-2013: HOP, “Expectations of South Korea - Kazakhstan Ties?”, 13 Dec
         2013, copies original-statement-2013

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path kepco park-geun-hye
    --- stderr
    ");
}

#[test]
fn what_hangs_on_the_port_authority() {
    assert_snapshot!(shown(&[ "--data", "harbour-lights", "brokers", "--kind", "agency", "--paths", "1" ]), @"
    exit: 0
    --- stdout
    Who stands between the others?
    276 pairs of 25 nodes, 231 of them connected; 1 node stands between

     1  ■ Marezh Port Authority (agency): 23.9% of the pairs (66.1 of 276)
        Without it 2 nodes are cut off from 24 others: Naruteo Bank; Pyo Nurion
        betweenness 0.1653, constraint 0.3333, effective size 3.0000
        path through it: Byeoldeung Marine Lighting to Naruteo Bank, 2 steps
          ▲ Byeoldeung Marine Lighting (company)
            1 ├─ signed, 16 Mar 2022 [1][2]
          ▬ Framework agreement for Harbour Lights (framework, 16 Mar 2022)
            2 ├─ signed by, 16 Mar 2022 [3][4]
          ■ Marezh Port Authority (agency)
            3 └─ borrowed from, 4 Nov 2022 [5]
                 also planned: borrowed from, Q3 2022 (date worked out), claimed by
                   Pyo Nurion [6][7]
          ▲ Naruteo Bank (bank)
          Weakest hop: 3, one origin

    share: share of the pairs whose shortest paths go through it; of a pair with
      several the part of them that do
    measures: as rank gives them, on its graph: --by betweenness, constraint (Burt;
      high where contacts know each other) and effective-size
    projection: edges of passable kinds in either direction, denied and cancelled
      ones left out; hubs are ends and not passed through: 37 nodes, 50 edges

    Citations
    [1]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [2]  The same three parties, the lamp maker among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [3]  Three parties signed on 16 March, the port authority among them
         (saltglass-2022, 248-370, verified)
    [4]  The same three parties, the port authority among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [5]  The loan was paid out (registry-2023, 964-996, verified)
    [6]  The bank's president expects a loan in the third quarter (saltglass-2022,
         829-947, verified)
    [7]  The blog's headline repeats the wire (quayside-2022, 28-87, verified)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022
    registry-2023: Register of companies of Tarvonia, “Register of companies of
         Tarvonia, extract of 8 February 2023”, 8 Feb 2023,
         https://register.example/extract/2023-02-08
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    selection: only kind agency
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights path byeoldeung naruteo-bank
    --- stderr
    ");
}

const TWO_COUNTRIES: [&str; 5] =
    ["brokers", "--between", "country=kazakhstan", "--and", "country=korea"];

#[test]
fn an_attribute_is_met_by_id_name_and_folded_words() {
    let sandbox = Sandbox::new();
    let answer = sandbox.json(&TWO_COUNTRIES);
    assert_eq!(answer["between"][0]["asked"], "country=kazakhstan");
    assert_eq!(ids(&answer["between"][0]["nodes"]).len(), 14);
    assert_eq!(ids(&answer["between"][1]["nodes"]).len(), 23);
    for korea in ["country=KOREA", "country=Republic of Korea", "country=South Korea"] {
        let other = sandbox.json(&["brokers", "--between", "country=kazakhstan", "--and", korea]);
        assert_eq!(other["rows"], answer["rows"], "{korea}");
    }
    let turned =
        sandbox.json(&["brokers", "--between", "country=korea", "--and", "country=kazakhstan"]);
    assert_eq!(row_ids(&turned), row_ids(&answer));
    assert_eq!(turned["pairs"], answer["pairs"]);
}

#[test]
fn sets_are_unions_of_names_kinds_and_attributes() {
    let sandbox = Sandbox::new();
    let set = |terms: &[&str]| -> Vec<String> {
        let mut args = vec!["brokers", "--and", "samsung"];
        for term in terms {
            args.extend(["--between", term]);
        }
        let answer = sandbox.json(&args);
        ids(&answer["between"][0]["nodes"]).into_iter().map(str::to_owned).collect()
    };
    let ministries = set(&["ministry"]);
    assert_eq!(ministries, set(&["kind=ministry"]));
    assert_eq!(ministries.len(), 2);
    let mut all = ministries.clone();
    all.push("kepco".to_owned());
    all.sort();
    assert_eq!(set(&["KEPCO", "ministry", "kepco"]), all);
    // Children of a kind are of it.
    assert!(ministries.iter().all(|id| set(&["public-body"]).contains(id)));
}

#[test]
fn a_set_without_nodes_says_what_was_looked_for() {
    let sandbox = Sandbox::new();
    for (set, code, said, hint) in [
        ("country=mars", 1, "no node has a fact country=mars", "country is kazakhstan, korea"),
        ("colour=red", 1, "no node has a fact colour=red", "facts of nodes are: "),
        ("nobody at all", 1, "nobody and nothing is called", "find"),
        ("fund=", 2, "lacks a key or a value", "KEY=VALUE"),
        ("kind=magic", 2, "there is no kind “magic”", "kinds"),
        ("kind=signed", 2, "a kind of relationships", "kinds"),
        ("media", 1, "no node of the kind “media”", "kinds"),
    ] {
        let run = sandbox.run(&["brokers", "--between", set, "--and", "kepco"]);
        assert_eq!(run.code, code, "{set}: {}", run.stderr);
        assert!(run.stderr.contains(said) && run.stderr.contains(hint), "{set}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    let avoided =
        sandbox.run(&["brokers", "--between", "ministry", "--and", "kepco", "--avoid", "ministry"]);
    assert_eq!(avoided.code, 1);
    assert!(avoided.stderr.contains("nothing of it is admitted (without ministry)"));
    let ambiguous =
        ["--data", "harbour-lights", "brokers", "--between", "Dorian", "--and", "company"];
    assert_eq!(sandbox.run(&ambiguous).code, 1);
    assert_eq!(sandbox.run(&["brokers", "--between", "kepco"]).code, 2);
    assert_eq!(sandbox.run(&["brokers", "--and", "kepco"]).code, 2);
    assert_eq!(sandbox.run(&["brokers", "--within", "2"]).code, 2);
}

#[test]
fn a_name_that_may_mean_two_is_ambiguous() {
    let sandbox = Sandbox::new();
    let twin = |id: &str| format!("{{\"id\": \"{id}\", \"kind\": \"person\", \"name\": \"Twin\"}}");
    let nodes = [twin("a"), twin("b"), node("c", "person")];
    let data = sandbox.dataset(&nodes.each_ref().map(String::as_str), &[]);
    let run = sandbox.run(&["--data", data, "brokers", "--between", "Twin", "--and", "c"]);
    assert_eq!(run.code, 5);
}

#[test]
fn evidence_comes_with_every_path_and_bridge() {
    let answer = Sandbox::new().json(&TWO_COUNTRIES);
    for row in answer["rows"].as_array().unwrap() {
        for path in row["paths"].as_array().unwrap() {
            assert!(path["from"].is_string() && path["to"].is_string());
            for hop in path["hops"].as_array().unwrap() {
                assert!(!hop["evidence"].as_array().unwrap().is_empty(), "{hop}");
            }
        }
        for bridge in row["bridges"].as_array().unwrap() {
            assert!(!bridge["edge"]["evidence"].as_array().unwrap().is_empty(), "{bridge}");
            assert!(!ids(&bridge["cuts_off"]).is_empty());
        }
    }
}

/// An actor whose country nobody tells is in neither set, and is named.
#[test]
fn who_may_belong_to_a_set_is_named() {
    let sandbox = Sandbox::new();
    let fact =
        |value: &str| format!(", \"facts\": [{{\"key\": \"country\", \"value\": \"{value}\"}}]");
    let actor = |id: &str, rest: &str| {
        format!("{{\"id\": \"{id}\", \"kind\": \"person\", \"name\": \"{id}\"{rest}}}")
    };
    let nodes = [
        actor("a", &fact("x")),
        actor("b", &fact("y")),
        actor("elsewhere", &fact("z")),
        actor("unsaid", ""),
        node("deal", "agreement"),
        node("town", "city"),
    ];
    let edges = [edge("e1", "met", "a", "unsaid", ""), edge("e2", "met", "b", "unsaid", "")];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let unsaid = |between: &str, and: &str| {
        let answer = sandbox.json(&["--data", data, "brokers", "--between", between, "--and", and]);
        ids(&answer["unsaid"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(unsaid("country=x", "country=y"), ["unsaid"]);
    assert_eq!(unsaid("country=x", "b"), ["unsaid"]);
    assert!(unsaid("country=x", "unsaid").is_empty());
    assert!(unsaid("a", "b").is_empty());
}

#[test]
fn kinds_and_records_restrict_the_rows_alone() {
    let sandbox = Sandbox::new();
    let rows = |more: &[&str]| {
        let answer = sandbox.json(&[&TWO_COUNTRIES[..], &["--top", "99"], more].concat());
        let rows = answer["rows"].as_array().unwrap().clone();
        rows.into_iter()
            .map(|row| (row["id"].as_str().unwrap().to_owned(), row["score"].as_f64().unwrap()))
            .collect::<Vec<_>>()
    };
    let (actors, all, leaders) = (rows(&[]), rows(&["--records"]), rows(&["--kind", "leader"]));
    assert!(actors.iter().all(|row| all.contains(row)) && all.len() > actors.len());
    assert!(!leaders.is_empty() && leaders.iter().all(|row| actors.contains(row)));
    assert!(!rows(&["--kind", "agreement"]).is_empty());
}

/// What is the same is counted as one, under the name with most relationships.
#[test]
fn two_names_of_one_person_are_one_broker() {
    let sandbox = Sandbox::new();
    let nodes = ["a", "b", "x", "y"].map(|id| node(id, "person"));
    let edges = [
        edge("e1", "met", "a", "x", ""),
        edge("e2", "met", "b", "y", ""),
        edge("e3", "same-as", "x", "y", ""),
        edge("e4", "associate", "b", "y", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "brokers"]);
    assert_eq!(answer["pairs"], 3);
    assert_eq!(row_ids(&answer), ["y"]);
    let row = &answer["rows"][0];
    assert_eq!(ids(&row["same_as"]), ["x"]);
    assert_eq!(row["score"], 1.0 / 3.0);
    let kinds: Vec<_> =
        row["paths"][0]["hops"].as_array().unwrap().iter().map(|hop| &hop["kind"]).collect();
    assert_eq!(kinds, ["met", "same-as", "met"]);
    // Of the edges to b there are two: only the one to a holds alone.
    assert_eq!(row["bridges"].as_array().unwrap().len(), 1);
    assert_eq!(row["bridges"][0]["edge"]["edge"], "e1");
}

#[test]
fn estimates_say_how_exact_they_are() {
    let sandbox = Sandbox::new();
    let exact = sandbox.json(&[&TWO_COUNTRIES[..], &["--top", "99"]].concat());
    let found = sandbox.json(&[&TWO_COUNTRIES[..], &["--top", "99", "--within", "0.02"]].concat());
    assert_eq!(exact["estimate"], Value::Null);
    assert!(found["joined"].is_null() && found["estimate"]["error"].as_f64().unwrap() <= 0.02);
    for row in found["rows"].as_array().unwrap() {
        let same = exact["rows"].as_array().unwrap().iter().find(|other| other["id"] == row["id"]);
        let gap = same.unwrap()["score"].as_f64().unwrap() - row["score"].as_f64().unwrap();
        assert!(gap.abs() <= 0.02, "{row}");
    }
    let text = sandbox.run(&[&TWO_COUNTRIES[..], &["--within", "0.02"]].concat());
    assert!(text.stdout.contains("random shortest paths"), "{}", text.stdout);
}
