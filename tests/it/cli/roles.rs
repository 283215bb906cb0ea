//! Who sits with whom and who plays a like role: transcripts, the rules on small data, what is refused.

use super::{Sandbox, backed_by, edge, node};
use insta::assert_snapshot;
use serde_json::{Value, json};

fn shown(args: &[&str]) -> String {
    Sandbox::new().run(args).shown()
}

#[test]
fn who_sits_with_a_company() {
    assert_snapshot!(shown(&["affiliations", "samruk-energy"]), @"
    exit: 0
    --- stdout
    Who sits with whom: 2 pairs, by shared records

    KEPCO and Samruk-Energy
      1 shared record, strength 0.50, on 25 Mar 2009
      ▬ Main framework for the Balkhash project (framework, 25 Mar 2009), 3 parties
        [1]
          KEPCO signed, 25 Mar 2009 [2]
          Samruk-Energy signed, 25 Mar 2009 [3]

    Samruk-Energy and Samsung
      1 shared record, strength 0.50, on 25 Mar 2009
      ▬ Main framework for the Balkhash project (framework, 25 Mar 2009), 3 parties
        [1]
          Samruk-Energy signed, 25 Mar 2009 [3]
          Samsung signed, 25 Mar 2009 [4]

    left out: 2 hubs, Kazakhstan, Republic of Korea; --hubs keep lets them take part
    strength: for each shared record 1/(k-1), with k parties (Newman 2001)
    projection: actors and the records and awards in which they take part, hubs
      removed: 57 nodes, 43 edges

    Citations
    [1]  Samruk-Energy, KEPCO and Samsung signed it on 25 March 2009
         (businesskorea-2012, 5419-5534, unchecked)
    [2]  KEPCO signed the framework on 25 March 2009 (businesskorea-2012, 5419-5534,
         unchecked)
    [3]  Samruk-Energy signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)
    [4]  Samsung signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path kepco samruk-energy
    --- stderr
    ");
}

#[test]
fn who_sits_together_in_a_story_with_a_cancelled_contract() {
    assert_snapshot!(shown(&[
        "--data",
        "harbour-lights",
        "affiliations",
        "marezh-lantern-works",
        "--status",
        "cancelled",
        "--status",
        "done",
    ]), @"
    exit: 0
    --- stdout
    Who sits with whom: 3 pairs, by shared records

    Marezh Lantern Works and Silverfin Cables
      1 shared record, not done, strength 1.00, between 1 Aug 2021 and 30 Sep 2021
      ▬ Contract for harbour cable (contract, Aug 2021 or Sep 2021) cancelled [1]
          Marezh Lantern Works cancelled: signed, Aug 2021 or Sep 2021 (date worked
            out) [2]
          Silverfin Cables cancelled: signed, Aug 2021 or Sep 2021 (date worked out)
            [3]

    Byeoldeung Marine Lighting and Marezh Lantern Works
      1 shared record, strength 0.50, on 16 Mar 2022
      ▬ Framework agreement for Harbour Lights (framework, 16 Mar 2022), 3 parties
        [4][5][6]
          Byeoldeung Marine Lighting signed, 16 Mar 2022 [7][8]
          Marezh Lantern Works signed, 16 Mar 2022 [9][10]

    Marezh Lantern Works and Marezh Port Authority
      1 shared record, strength 0.50, on 16 Mar 2022
      ▬ Framework agreement for Harbour Lights (framework, 16 Mar 2022), 3 parties
        [4][5][6]
          Marezh Lantern Works signed, 16 Mar 2022 [9][10]
          Marezh Port Authority signed, 16 Mar 2022 [11][12]

    left out: 1 hub, Daonam; --hubs keep lets them take part
    strength: for each shared record 1/(k-1), with k parties (Newman 2001)
    projection: actors and the records and awards in which they take part, hubs
      removed: 15 nodes, 12 edges

    Citations
    [1]  The purchase was agreed in one of two months (courier-2021, 870-980,
         verified)
    [2]  The buyer (courier-2021, 918-991, verified)
    [3]  The seller (courier-2021, 918-991, verified)
    [4]  Signed on 16 March 2022 (saltglass-2022, 327-370, verified)
    [5]  The company dates it a day later (byeoldeung-2022, 169-239, verified)
    [6]  The blog repeats the wire's date (quayside-2022, 298-341, moved)
    [7]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [8]  The same three parties, the lamp maker among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [9]  Three parties signed on 16 March, the lantern works among them
         (saltglass-2022, 248-370, verified)
    [10] The same three parties, the lantern works among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [11] Three parties signed on 16 March, the port authority among them
         (saltglass-2022, 248-370, verified)
    [12] The same three parties, the port authority among them, a day later
         (byeoldeung-2022, 216-320, verified)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
         2021, https://courier.example/2021/11/23/light-on-every-quay
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    selection: only status done, cancelled
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights path marezh-lantern-works silverfin-cables
    --- stderr
    ");
}

#[test]
fn awards_bring_who_gave_and_who_received_together() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "affiliations", "--in", "award"]), @"
    exit: 0
    --- stdout
    Who sits with whom: 1 pair, by shared records

    Harbour Safety Committee and Ruzha Talimova
      1 shared record, strength 1.00, perhaps between 1 Jan 2021 and 31 Dec 2021
      ☆ Golden Fathom (award) [1]
          Harbour Safety Committee initiated, about 2021 (date worked out) [2]
          Ruzha Talimova received, Jun 2021 (date worked out) [3]

    strength: for each shared record 1/(k-1), with k parties (Newman 2001)
    projection: actors and what is of kind award in which they take part, hubs
      removed: 3 nodes, 2 edges

    Citations
    [1]  A prize of the committee, given for the first time (courier-2021,
         1418-1472, verified)
    [2]  The committee founded the prize (courier-2021, 1443-1472, verified)
    [3]  The committee gave her the prize in June (courier-2021, 1388-1481,
         verified)

    Sources
    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
         2021, https://courier.example/2021/11/23/light-on-every-quay

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights path harbour-safety-committee
      ruzha-talimova
    --- stderr
    ");
}

#[test]
fn records_that_share_the_states() {
    assert_snapshot!(shown(&[
        "affiliations",
        "strategic-partnership",
        "--of",
        "records",
        "--hubs",
        "keep",
    ]), @"
    exit: 0
    --- stdout
    Which records share actors: 2 pairs, by shared actors

    Cooperation agreements of Kazakhstan and Korea under further development and
      Strategic partnership between Kazakhstan and the Republic of Korea
      2 shared actors, strength 1.50, undated
      ⬢ Kazakhstan (state), 3 records [1][2]
          takes part in Cooperation agreements of Kazakhstan and Korea under further
            development, ongoing, inferred [3]
          established Strategic partnership between Kazakhstan and the Republic of
            Korea, between May 2009 and Dec 2012 (date worked out) [4][5]
      ⬢ Republic of Korea (state) [6][7]
          takes part in Cooperation agreements of Kazakhstan and Korea under further
            development, ongoing, inferred [3]
          established Strategic partnership between Kazakhstan and the Republic of
            Korea, between May 2009 and Dec 2012 (date worked out) [4][5]

    Kazakhstan's declaration of independence and Strategic partnership between
      Kazakhstan and the Republic of Korea
      1 shared actor, strength 0.50, between 16 Dec 1991 and 31 Dec 2012
      ⬢ Kazakhstan (state), 3 records [1][2]
          initiated Kazakhstan's declaration of independence, 16 Dec 1991 [8]
          established Strategic partnership between Kazakhstan and the Republic of
            Korea, between May 2009 and Dec 2012 (date worked out) [4][5]

    strength: for each shared actor 1/(k-1), party to k records (Newman 2001)
    projection: actors and the records and awards in which they take part, hubs
      kept: 62 nodes, 48 edges

    Citations
    [1]  Kazakhstan, as a republic, declared itself independent (businesskorea-2012,
         124-176, unchecked)
    [2]  Kazakhstan is one of the two countries of the statement (hop-forum-2013,
         734-778, unchecked)
    [3]  the agreements are read as those of the two countries (businesskorea-2012,
         2457-2752, unchecked)
    [4]  the partnership was set up after Lee's visit to Kazakhstan
         (businesskorea-2012, 1839-2000, unchecked)
    [5]  the heading names the two countries as the partners (businesskorea-2012,
         0-50, unchecked)
    [6]  the Republic of Korea is the other side of the relations
         (businesskorea-2012, 268-349, unchecked)
    [7]  South Korea is one of the two countries of the statement (hop-forum-2013,
         734-778, unchecked)
    [8]  the declaration was Kazakhstan's own, on 16 December 1991
         (businesskorea-2012, 124-220, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012
    hop-forum-2013: HOP, “Expectations of South Korea - Kazakhstan Ties?”, 13 Dec
         2013, copies original-statement-2013

    data: kazakhstan-korea · 145 nodes, 238 edges
    --- stderr
    ");
}

#[test]
fn who_signs_during_a_forum_does_not_sit_in_the_forum() {
    assert_snapshot!(shown(&["affiliations", "--in", "forum"]), @"
    exit: 1
    --- stdout
    Who sits with whom: 0 pairs, by shared records

    Only parties to one and the same agreement, event or award count, not who came
    about during it; neighbors lists direct relationships.
    strength: for each shared record 1/(k-1), with k parties (Newman 2001)
    projection: actors and what is of kind forum in which they take part, hubs
      removed: 0 nodes, 0 edges

    data: kazakhstan-korea · 145 nodes, 238 edges
    --- stderr
    ");
}

#[test]
fn who_plays_a_role_like_a_president() {
    assert_snapshot!(shown(&["similar", "lee-myung-bak", "--top", "3"]), @"
    exit: 0
    --- stdout
    Who plays a role like that of Lee Myung-bak: 3 of 6
    Lee Myung-bak has 8 ties

    ● Nursultan Nazarbayev (leader) 0.54, 7 of 13 ties alike
        visited (event): 2 and 3 [1][2][3][4][5][6]
        planned: met (person): 1 and 1, 2 inferred [7]
        received an award from (state): 1 and 1, 2 inferred [8][9]
        received (award): 1 and 1 [10][11]
        holds the post (post): 1 and 1 [12][13]
        spoke of (agreement): 1 and 1, 2 inferred [14]
        not alike: 1 of Lee Myung-bak, 5 of Nursultan Nazarbayev

    ● Roh Moo-hyun (leader) 0.25, 2 of 8 ties alike
        visited (event): 2 and 1 [1][2][3][15]
        holds the post (post): 1 and 1 [12][16]
        not alike: 6 of Lee Myung-bak, 0 of Roh Moo-hyun

    ● Unnamed Prime Minister of Korea of September 2006 (leader) 0.25, 2 of 8 ties
      alike
        visited (event): 2 and 1 [1][2][3][17]
        holds the post (post): 1 and 1 [12][18]
        not alike: 6 of Lee Myung-bak, 0 of Unnamed Prime Minister of Korea of
          September 2006

    score: the same kinds of ties to the same kinds of nodes, as often (Ruzicka
      similarity of neighbourhoods, towards regular equivalence)
    A tie that no source states counts as missing: little known, little alike.

    Citations
    [1]  Lee's state visit to Kazakhstan, in May 2009 (businesskorea-2012,
         1889-1999, unchecked)
    [2]  a second passage has the year only (businesskorea-2012, 7013-7058,
         unchecked)
    [3]  Lee's state visit to Kazakhstan, in August 2011 (businesskorea-2012,
         5128-5199, unchecked)
    [4]  Nazarbayev went to Korea on a first state visit, in 1995
         (businesskorea-2012, 531-692, unchecked)
    [5]  Nazarbayev went to Korea again in 2003, on a second state visit
         (businesskorea-2012, 619-722, unchecked)
    [6]  Nazarbayev's state visit of 2010; no destination is given
         (businesskorea-2012, 7060-7120, unchecked)
    [7]  the summit will let the two presidents meet again (businesskorea-2012,
         2274-2455, unchecked)
    [8]  Lee received Kazakhstan's highest state award (businesskorea-2012,
         2001-2073, unchecked)
    [9]  Nazarbayev received Korea's highest state decoration (businesskorea-2012,
         2083-2259, unchecked)
    [10] Lee received the Altyn Kyran (businesskorea-2012, 2001-2073, unchecked)
    [11] Nazarbayev received the Grand Order of Mugunghwa (businesskorea-2012,
         2083-2259, unchecked)
    [12] Lee is called Korea's President (businesskorea-2012, 1923-1972, unchecked)
    [13] Nazarbayev is called President of Kazakhstan (businesskorea-2012, 559-639,
         unchecked)
    [14] the two leaders are content with the partnership (businesskorea-2012,
         2457-2571, unchecked)
    [15] Roh came to Kazakhstan in 2004, on a state visit (businesskorea-2012,
         737-815, unchecked)
    [16] Roh is called a former President by the article of 2012
         (businesskorea-2012, 737-774, unchecked)
    [17] Korea's Prime Minister came to Kazakhstan in September 2006
         (businesskorea-2012, 1111-1195, unchecked)
    [18] whoever visited in September 2006 did so as Korea's Prime Minister
         (businesskorea-2012, 1111-1157, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path lee-myung-bak nursultan-nazarbayev
    --- stderr
    ");
}

#[test]
fn who_has_the_same_ties() {
    assert_snapshot!(shown(&["similar", "kepco", "--by", "ties"]), @"
    exit: 0
    --- stdout
    Who has the same ties as KEPCO: 2 of 2
    KEPCO has 1 tie; every score rests on it

    ▲ Samruk-Energy (company) 1.00, 1 of 1 tie alike: rests on one tie
        signed Main framework for the Balkhash project [1][2]

    ▲ Samsung (company) 0.50, 1 of 2 ties alike
        signed Main framework for the Balkhash project [1][3]
        not alike: 0 of KEPCO, 1 of Samsung

    score: the same kinds of ties to the same nodes, those between the two left out
      (Jaccard similarity, structural equivalence)
    A tie that no source states counts as missing: little known, little alike.

    Citations
    [1]  KEPCO signed the framework on 25 March 2009 (businesskorea-2012, 5419-5534,
         unchecked)
    [2]  Samruk-Energy signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)
    [3]  Samsung signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path kepco samruk-energy
    --- stderr
    ");
}

/// Three parties of a deal, a plan of two of them, a forum that a state hosts.
fn table(sandbox: &Sandbox) -> &'static str {
    let planned =
        "{\"id\": \"plan\", \"kind\": \"meeting\", \"name\": \"Plan\", \"status\": \"planned\"}";
    let nodes = [
        node("a", "company"),
        node("b", "company"),
        node("c", "person"),
        node("deal", "agreement"),
        node("forum", "forum"),
        planned.to_owned(),
        node("x", "state"),
    ];
    let edges = [
        edge("e1", "signed", "a", "deal", &backed_by(&["one"])),
        edge("e2", "signed", "b", "deal", ", \"when\": \"2010\""),
        edge("e3", "signed", "c", "deal", ", \"when\": \"2011-02~\""),
        edge("e4", "attended", "a", "plan", ""),
        edge("e5", "attended", "b", "plan", ""),
        edge("e6", "attended", "a", "forum", ""),
        edge("e7", "hosted", "x", "forum", ""),
        edge("e8", "concerns", "forum", "b", ""),
        edge("e9", "discussed", "c", "forum", ""),
    ];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str))
}

#[test]
fn a_plan_is_counted_and_not_as_done() {
    let sandbox = Sandbox::new();
    let data = table(&sandbox);
    let answer = sandbox.json(&["--data", data, "affiliations"]);
    let rows: Vec<Value> = answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            json!([
                row["first"]["id"],
                row["second"]["id"],
                row["count"],
                row["done"],
                row["strength"],
                row["since"],
                row["until"],
                row["hedged"],
                row["undated"],
            ])
        })
        .collect();
    assert_eq!(
        rows,
        [
            json!(["a", "b", 2, 1, 1.5, null, null, false, 2]),
            json!(["a", "c", 1, 1, 0.5, null, null, false, 1]),
            json!(["b", "c", 1, 1, 0.5, "2010-01-01", "2011-02-28", true, 0]),
        ]
    );
    let text = sandbox.run(&["--data", data, "affiliations", "a", "b", "--together"]).stdout;
    assert!(text.contains("2 shared records, 1 of them not done"), "{text}");
    assert!(text.contains("A planned: attended"), "{text}");
    assert!(text.contains("left out: 1 hub, X; --hubs keep"), "{text}");
    let only_done = sandbox.json(&["--data", data, "affiliations", "--status", "done"]);
    assert_eq!(only_done["rows"][0]["count"], 1);
}

#[test]
fn a_state_sits_when_hubs_are_kept_and_a_subject_or_talk_is_no_part() {
    let sandbox = Sandbox::new();
    let data = table(&sandbox);
    let pairs = |more: &[&str]| -> Vec<String> {
        let mut args = vec!["--data", data, "affiliations", "--in", "forum"];
        args.extend(more);
        let answer = sandbox.json(&args);
        let id = |row: &Value, side: &str| row[side]["id"].as_str().unwrap().to_owned();
        let rows = answer["rows"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", id(row, "first"), id(row, "second"))).collect()
    };
    assert_eq!(pairs(&[]), Vec::<String>::new());
    assert_eq!(pairs(&["--hubs", "keep"]), ["a x"]);
    assert_eq!(pairs(&["--kind", "attended", "--kind", "discussed"]), ["a c"]);
}

#[test]
fn a_hall_makes_no_pairs_unless_asked_and_is_named() {
    let sandbox = Sandbox::new();
    let mut nodes = vec![node("hall", "forum")];
    let mut edges = Vec::new();
    for at in 0..1001 {
        let id = format!("p{at:04}");
        nodes.push(node(&id, "person"));
        edges.push(edge(&format!("e{at:04}"), "attended", &id, "hall", ""));
    }
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let data = sandbox.dataset(&nodes, &edges);
    let answer = sandbox.json(&["--data", data, "affiliations"]);
    assert_eq!(answer["total"], 0);
    let hall = json!({"id": "hall", "name": "HALL", "kind": "forum", "size": 1001});
    assert_eq!(answer["crowds"], json!([hall]));
    let run = sandbox.run(&["--data", data, "affiliations", "p0001"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("with too many parties, HALL; --crowd 1001"), "{}", run.stdout);
    let asked = sandbox.json(&["--data", data, "affiliations", "--crowd", "1001", "--top", "2"]);
    assert_eq!(asked["total"], 1001 * 1000 / 2);
    assert_eq!(asked["rows"][0]["strength"], json!(0.001));
    assert_eq!(asked["rows"][1]["second"]["id"], "p0002");
}

#[test]
fn names_of_one_actor_are_one_party_and_no_pair() {
    let sandbox = Sandbox::new();
    let nodes =
        [node("a", "person"), node("a2", "person"), node("b", "person"), node("m", "meeting")];
    let edges = [
        edge("e1", "attended", "a", "m", ""),
        edge("e2", "attended", "a2", "m", ""),
        edge("e3", "attended", "b", "m", ""),
        edge("e4", "same-as", "a", "a2", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "affiliations"]);
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|row| row["strength"] == 1.0 && row["second"]["id"] == "b"));
    let answer = sandbox.json(&["--data", data, "similar", "a", "--by", "ties"]);
    assert_eq!(answer["same"][0]["id"], "a2");
    assert_eq!(answer["rows"][0]["id"], "b");
    assert_eq!(answer["rows"][0]["score"], 1.0);
}

#[test]
fn one_tie_is_said_and_a_plan_is_not_like_a_deed() {
    let sandbox = Sandbox::new();
    let data = table(&sandbox);
    let run = sandbox.run(&["--data", data, "similar", "c", "--by", "ties"]);
    assert!(run.stdout.contains("C has 2 ties"), "{}", run.stdout);
    let nodes = [node("a", "person"), node("b", "person"), node("c", "person"), node("k", "bank")];
    let edges = [
        edge("e1", "works-for", "a", "k", ""),
        edge("e2", "works-for", "b", "k", ", \"status\": \"planned\""),
        edge("e3", "works-for", "c", "k", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let run = sandbox.run(&["--data", data, "similar", "a"]);
    assert!(run.stdout.contains("A has 1 tie; every score rests on it"), "{}", run.stdout);
    assert!(run.stdout.contains("1.00, 1 of 1 tie alike: rests on one tie"), "{}", run.stdout);
    let answer = sandbox.json(&["--data", data, "similar", "a"]);
    assert_eq!(answer["total"], 1);
    assert_eq!(answer["rows"][0]["id"], "c");
}

#[test]
fn what_cannot_be_answered_is_refused_with_the_way_out() {
    let sandbox = Sandbox::new();
    for (args, code, hint) in [
        (&["affiliations", "kazakhstan"][..], 2, "--hubs keep"),
        (&["affiliations", "balkhash-framework"], 2, "--of records"),
        (&["affiliations", "kepco", "--of", "records"], 2, "--of records"),
        (&["affiliations", "astana"], 2, "an actor"),
        (&["affiliations", "--in", "signed"], 2, "--kind"),
        (&["affiliations", "--in", "magic"], 2, "sociogram kinds --all"),
        (&["affiliations", "--kind", "agreement"], 2, "--in agreement"),
        (&["affiliations", "kepco", "--together"], 2, "two different names"),
        (&["affiliations", "--min", "0"], 2, "from 1"),
        (&["affiliations", "--crowd", "1"], 2, "from 2"),
        (&["affiliations", "nobody at all"], 1, "nobody at all"),
        (&["similar", "nobody at all"], 1, "nobody at all"),
        (&["similar"], 2, "NAME"),
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.code, code, "{args:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(hint), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
}

#[test]
fn an_ambiguous_name_is_not_guessed() {
    let sandbox = Sandbox::new();
    let twin = |id: &str| format!("{{\"id\": \"{id}\", \"kind\": \"person\", \"name\": \"Kim\"}}");
    let data = sandbox.dataset(&[&twin("a"), &twin("b")], &[]);
    for verb in ["affiliations", "similar"] {
        let run = sandbox.run(&["--data", data, verb, "Kim"]);
        assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{}", run.stderr);
    }
}
