//! Where sources contradict each other, and how well statements are backed: what users see, and each rule on a
//! dataset made for it.

use super::{Sandbox, backed_by, edge, node};
use insta::assert_snapshot;
use serde_json::{Value, json};

/// Evidence from one source that gives another date or amount.
fn supporting(source: &str, supports: &str) -> String {
    backed_by(&[source]).replace(
        "\"says\": \"so\"",
        &format!("\"says\": \"otherwise\", \"supports\": {{{supports}}}"),
    )
}

/// One list of evidence out of several.
fn all(evidence: &[String]) -> String {
    let pieces: Vec<&str> = evidence
        .iter()
        .map(|one| one.trim_start_matches(", \"evidence\": [").trim_end_matches(']'))
        .collect();
    format!(", \"evidence\": [{}]", pieces.join(", "))
}

/// A fact with an amount; `rest` follows the amount.
fn figure(key: &str, value: &str, unit: &str, rest: &str) -> String {
    format!(
        "{{\"key\": \"{key}\", \"amount\": {{\"value\": \"{value}\", \"unit\": \"{unit}\"}}{rest}}}"
    )
}

fn with_facts(node: &str, facts: &[String]) -> String {
    node.replace('}', &format!(", \"facts\": [{}]}}", facts.join(", ")))
}

/// Verdict, field and values of each finding, in order.
fn findings(answer: &Value) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| match value {
        Value::Object(amount) => amount["value"].as_str().unwrap().to_owned(),
        other => other.as_str().unwrap().to_owned(),
    };
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let claims = row["claims"].as_array().unwrap().iter();
        (text(&row["verdict"]), text(&row["field"]), claims.map(|c| text(&c["value"])).collect())
    })
    .collect()
}

/// The only finding of a dataset, as verdict and field; or nothing.
fn verdict(nodes: &[String], edges: &[String]) -> Option<Standing> {
    let sandbox = Sandbox::new();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let data = sandbox.dataset(&nodes, &edges);
    let answer = sandbox.json(&["--data", data, "conflicts"]);
    let mut found = findings(&answer).into_iter();
    let first = found.next().map(|(verdict, field, _)| Standing { verdict, field });
    assert_eq!(found.next(), None, "one finding at most: {answer}");
    first
}

/// How the claims of a finding stand to each other, and in what.
#[derive(Debug, PartialEq)]
struct Standing {
    verdict: String,
    field: String,
}

fn is(verdict: &str, field: &str) -> Standing {
    Standing { verdict: verdict.to_owned(), field: field.to_owned() }
}

#[test]
fn the_contradictions_of_the_invented_story() {
    let run = Sandbox::new().run(&["--data", "harbour-lights", "conflicts"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    1 conflict, 2 possible conflicts, 2 near-agreements, 1 difference in words

    Conflicts: these cannot all be true
      Framework agreement for Harbour Lights (framework), when
          16 Mar 2022: saltglass-2022, copied by quayside-2022 [1][2]
          17 Mar 2022: byeoldeung-2022 [3]
          likewise: Byeoldeung Marine Lighting signed Framework agreement for
            Harbour Lights [4][5]
          likewise: Marezh Lantern Works signed Framework agreement for Harbour
            Lights [6][7]
          likewise: Marezh Port Authority signed Framework agreement for Harbour
            Lights [8][9]

    Possible conflicts: these cannot all be true, unless a hedge or a conclusion
    gives way
      Framework agreement for Harbour Lights (framework): value, how much
          about €48m: saltglass-2022, copied by quayside-2022 [10][11]
          €52m, claimed by Byeoldeung Marine Lighting: byeoldeung-2022 [12]
      denied: Silverfin Cables takes part in Bright Quay, whether it is so
          denied, claimed by Silverfin Cables: byeoldeung-2022; registry-2023;
            saltglass-2022 [13][14][15][16]

    Near-agreements: these can all be true, and differ in precision
      Harbour Lights (project): lamps, how much
          about 200 lamps: saltglass-2022 [17]
          214 lamps: courier-2021 [18]
      Meeting in Solbit (meeting), when
          14–18 Mar 2022: byeoldeung-2022 [19]
          15 Mar 2022 (date worked out): saltglass-2022, copied by quayside-2022
            [20][21]

    Different words: these may or may not be at odds
      Dorian Keshev (person), how it is called
          Dorian Keshev (dorian-keshev): courier-2021 [22]
          Кешев Дориан Павлович (keshev-dorian-pavlovich): registry-2023 [23]

    Citations
    [1]  Signed on 16 March 2022 (saltglass-2022, 327-370, verified)
    [2]  The blog repeats the wire's date (quayside-2022, 298-341, moved)
    [3]  The company dates it a day later (byeoldeung-2022, 169-239, verified)
    [4]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [5]  The same three parties, the lamp maker among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [6]  Three parties signed on 16 March, the lantern works among them
         (saltglass-2022, 248-370, verified)
    [7]  The same three parties, the lantern works among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [8]  Three parties signed on 16 March, the port authority among them
         (saltglass-2022, 248-370, verified)
    [9]  The same three parties, the port authority among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [10] Officials say about 48 million euros (saltglass-2022, 372-421, verified)
    [11] The blog repeats the wire's 48 million (quayside-2022, 343-392, moved)
    [12] The company says 52 million euros (byeoldeung-2022, 322-380, verified)
         “The agreement is worth 52 million euros over its full term”
    [13] Silverfin says that it takes part (saltglass-2022, 950-1021, verified)
    [14] Byeoldeung denied it to the wire (saltglass-2022, 1066-1086, verified)
    [15] Byeoldeung calls it untrue (byeoldeung-2022, 774-826, verified)
    [16] The register has no application (registry-2023, 803-885, verified)
    [17] Some 200 lamps (saltglass-2022, 423-447, verified)
    [18] 214 lamps are to be replaced (courier-2021, 243-286, verified)
    [19] The company dates the talks to that week only (byeoldeung-2022, 426-473,
         verified)
    [20] Minister and chief executive met on the eve of the signing (saltglass-2022,
         672-769, verified)
    [21] The blog carries the same sentence (quayside-2022, 580-677, moved)
    [22] The director's name in both scripts (courier-2021, 553-581, verified)
         “Dorian Keshev (Дориан Кешев)”
    [23] The register's spelling of a director's name (registry-2023, 511-554,
         verified)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
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

    data: harbour-lights · 37 nodes, 60 edges
    --- stderr
    ");
}

#[test]
fn the_articles_disagree_in_precision_only() {
    let run = Sandbox::new().run(&["conflicts", "--verdict", "precision", "--verdict", "differs"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    0 conflicts, 0 possible conflicts, 4 near-agreements, 1 difference in words

    Near-agreements: these can all be true, and differ in precision
      Companies with Korean capital registered in Kazakhstan (group): count, how
        much
          about 300 companies, 2012: businesskorea-2012 [1]
          over 300 companies, 2012: businesskorea-2012 [2]
      20th anniversary of diplomatic relations between Kazakhstan and the Republic
        of Korea (event), when
          2012: businesskorea-2012 [3]
          28 Jan 2012: businesskorea-2012 [4]
      Kazakhstan established relations with Republic of Korea, when
          Jan 1992: original-statement-2013, as copied by hop-forum-2013 [5]
          1992: businesskorea-2012 [6][7]
          28 Jan 1992 (date worked out): businesskorea-2012 [8]
      State visit of Lee Myung-bak to Kazakhstan, May 2009 (visit), when
          2009: businesskorea-2012 [9]
          May 2009: businesskorea-2012 [10]
          likewise: Lee Myung-bak visited State visit of Lee Myung-bak to
            Kazakhstan, May 2009 [9][10]

    Different words: these may or may not be at odds
      Kazakhstan trades with Republic of Korea: trend, in which words
          “economic figures like those of trade and investment have gone up fast
            although the world economy slowed and finances were unsure”, 2010 to
            2012 or later: businesskorea-2012 [11]
          “economic ties grew a great deal”, about 2011 to about 2013:
            original-statement-2013, as copied by hop-forum-2013 [12]

    Citations
    [1]  about 300 companies with Korean capital (businesskorea-2012, 3951-4033,
         unchecked)
    [2]  above 300, here called joint ventures (businesskorea-2012, 6768-6851,
         unchecked)
    [3]  the article's year is that of the twentieth anniversary
         (businesskorea-2012, 10187-10264, unchecked)
    [4]  the anniversary falls on 28 January 2012 (businesskorea-2012, 221-288,
         unchecked)
    [5]  the statement puts the start of diplomatic relations in January 1992
         (hop-forum-2013, 955-1008, unchecked)
    [6]  relations began in the year in which CICA was started, 1992
         (businesskorea-2012, 1483-1643, unchecked)
    [7]  the heading gives 1992 for the start of relations (businesskorea-2012,
         70-122, unchecked)
    [8]  on 28 January 2012 the relations were twenty years old (businesskorea-2012,
         221-350, unchecked)
    [9]  a second passage has the year only (businesskorea-2012, 7013-7058,
         unchecked)
    [10] Lee's state visit to Kazakhstan, in May 2009 (businesskorea-2012,
         1889-1999, unchecked)
    [11] a fast rise from early 2010 on (businesskorea-2012, 4035-4230, unchecked)
    [12] a marked rise within two years (hop-forum-2013, 2058-2153, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012
    hop-forum-2013: HOP, “Expectations of South Korea - Kazakhstan Ties?”, 13 Dec
         2013, copies original-statement-2013

    selection: only verdict precision, differs
    data: kazakhstan-korea · 145 nodes, 238 edges
    --- stderr
    ");
    assert_eq!(Sandbox::new().run(&["conflicts", "--verdict", "conflict"]).code, 1);
}

#[test]
fn the_curator_doubts_what_no_rule_finds() {
    let run = Sandbox::new().run(&["conflicts", "darkhan-berdaliyev"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    0 conflicts, 0 possible conflicts, 0 near-agreements, 0 differences in words, 1
    doubt

    Doubts: what the curator found not to fit
      Darkhan Berdaliyev (diplomat)
          the seven years do not fit the two terms as dated elsewhere in the article
            [1][2]
          because a first term that began in 2003 began more than seven years before
          2012; seven may be the years in office added up

    Citations
    [1]  seven years back from the article (businesskorea-2012, 3289-3336,
         unchecked)
    [2]  the first term begins in 2003 (businesskorea-2012, 9067-9107, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    --- stderr
    ");
}

#[test]
fn every_amount_above_a_billion_and_its_origins() {
    let args = ["corroboration", "--over", "1000000000", "--unit", "USD"];
    assert_snapshot!(Sandbox::new().run(&args).shown(), @"
    exit: 0
    --- stdout
    How well is it backed? 0 relationships, 4 facts

    grade                                    relationships  facts
    no source                                            0      0
    its citation no longer matches the text              0      0
    somebody's claim                                     0      0
    inferred by the curator                              0      0
    planned, not done                                    0      0
    one origin                                           0      4
    several origins                                      0      0

    One origin
      Set of agreements on the Balkhash plant and the Atyrau petrochemical complex,
        August 2011: value: over US$8bn [1], origin businesskorea-2012
      Kazakhstan trades with Republic of Korea: trade volume: over US$1.25bn a year,
        2012 [2], origin original-statement-2013
      Kazakhstan trades with Republic of Korea: trade volume: over US$1bn in total,
        Jan–Sep 2013 [3], origin original-statement-2013
      Republic of Korea invested in Kazakhstan: investment: over US$2bn in total,
        about 2000 to about 2012 [4], origin businesskorea-2012

    Citations
    [1]  above eight billion dollars for both projects taken together
         (businesskorea-2012, 5201-5355, unchecked)
    [2]  above 1.25 billion dollars in 2012 (hop-forum-2013, 2154-2205, unchecked)
    [3]  above one billion dollars from January to September 2013 (hop-forum-2013,
         2249-2311, unchecked)
    [4]  above two billion dollars over twelve years (businesskorea-2012, 3867-3944,
         unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012
    hop-forum-2013: HOP, “Expectations of South Korea - Kazakhstan Ties?”, 13 Dec
         2013, copies original-statement-2013

    selection: only facts over 1000000000 USD
    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram conflicts
    --- stderr
    ");
}

#[test]
fn what_rests_on_nothing_in_the_invented_story() {
    let args = ["--data", "harbour-lights", "corroboration", "--origins-max", "0"];
    assert_snapshot!(Sandbox::new().run(&args).shown(), @"
    exit: 0
    --- stdout
    How well is it backed? 60 relationships, 30 facts

    grade                                    relationships  facts
    no source                                            1      0
    its citation no longer matches the text              2      3
    somebody's claim                                     3      5
    inferred by the curator                              4      0
    planned, not done                                    3      0
    one origin                                          37     21
    several origins                                     10      1

    No source
      Ministry of Ports of Tarvonia controls Marezh Port Authority [no source]

    Its citation no longer matches the text
      Anselm Röwe-Čadik is family of Dorian Kesheff [1], no origin stands
      planned: Byeoldeung Tarvonia opened Breakwater Lighthouse, Q3 2023, claimed by
        Byeoldeung Marine Lighting [2], no origin stands
      Harbour Lights, ongoing: planned completion: all lamps lit, 2023, claimed by
        Byeoldeung Marine Lighting [3], no origin stands
      Anselm Röwe-Čadik is family of Dorian Kesheff: relation: brother-in-law [4],
        no origin stands
      planned: Five lamp workshops in Marezh supplies Harbour Lights: contract: not
        seen by two of the owners [5], no origin stands

    Citations
    [1]  The councillor is the ambassador's brother-in-law (quayside-2022, 900-959,
         moved)
    [2]  The subsidiary was to reopen the lighthouse (byeoldeung-2022, 1459-1545,
         broken)
    [3]  The company meant to have every lamp lit in 2023 (byeoldeung-2022,
         1408-1457, broken)
    [4]  Brothers-in-law (quayside-2022, 945-959, moved)
    [5]  Two owners have seen no contract (quayside-2022, 798-861, moved)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022

    selection: backed from at most 0 origins
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights conflicts
    --- stderr
    ");
}

#[test]
fn dates_of_one_statement() {
    let act = |own: &str, other: &str| {
        let rest = format!(
            ", \"when\": \"{own}\"{}",
            all(&[backed_by(&["one"]), supporting("two", &format!("\"when\": \"{other}\""))])
        );
        verdict(&[node("a", "person"), node("b", "person")], &[edge("e", "met", "a", "b", &rest)])
    };
    assert_eq!(act("2009-05-13", "2009-05-14"), Some(is("conflict", "when")));
    assert_eq!(act("2009-05-13", "2009-05"), Some(is("precision", "when")));
    assert_eq!(act("2009-05-13", "2009-06~"), Some(is("possible", "when")));
    assert_eq!(act("2009-05-13", "2009-05-13"), None);
    assert_eq!(act("[2009,2011]", "2010"), Some(is("conflict", "when")));
}

#[test]
fn ends_of_a_state() {
    let state = |own: &str, other: &str| {
        let rest = format!(
            ", \"when\": \"{own}\"{}",
            all(&[backed_by(&["one"]), supporting("two", &format!("\"when\": \"{other}\""))])
        );
        verdict(
            &[node("a", "company"), node("b", "company")],
            &[edge("e", "owns", "a", "b", &rest)],
        )
    };
    // “One” was published in 2012, “two” in 2014.
    assert_eq!(state("2003/..", "2003/2010"), Some(is("conflict", "end")));
    assert_eq!(state("2003/2010", "2003/.."), Some(is("conflict", "end")));
    assert_eq!(state("2003/..", "2003/2013"), Some(is("precision", "end")));
    assert_eq!(state("2003/..", "2003/.."), None);
    assert_eq!(state("2003/", "2003/2010"), None);
    assert_eq!(state("2003/2010", "2004/2010"), Some(is("conflict", "start")));
    assert_eq!(state("2003/2010", "2003-05/2010"), Some(is("precision", "start")));
    assert_eq!(state("2003/2010", "2011"), Some(is("conflict", "when")));
    assert_eq!(state("2003/2010", "2005"), Some(is("precision", "when")));
}

#[test]
fn amounts_of_one_key() {
    let two = |a: (&str, &str), b: (&str, &str)| {
        let facts = [
            figure("staff", a.0, "person", &format!("{}{}", a.1, backed_by(&["one"]))),
            figure("staff", b.0, "person", &format!("{}{}", b.1, backed_by(&["two"]))),
        ];
        verdict(&[with_facts(&node("a", "company"), &facts)], &[])
    };
    assert_eq!(two(("100", ""), ("120", "")), Some(is("conflict", "amount")));
    assert_eq!(two(("100", ""), ("100", "")), None);
    let in_year = |year: &str| format!(", \"when\": \"{year}\"").leak() as &str;
    assert_eq!(two(("100", in_year("2009")), ("120", in_year("2010"))), None);
    assert_eq!(two(("100", in_year("2009")), ("120", "")), Some(is("possible", "amount")));
    assert_eq!(
        two(("100", in_year("2009")), ("120", in_year("2009-03"))),
        Some(is("possible", "amount"))
    );
    assert_eq!(
        two(("100", in_year("2009")), ("120", in_year("2009"))),
        Some(is("conflict", "amount"))
    );
}

#[test]
fn amounts_of_different_measure_are_not_compared() {
    let two = |a: &str, b: &str| {
        let facts = [("100", a, "one"), ("120", b, "two")].map(|(value, measure, source)| {
            let evidence = backed_by(&[source]);
            format!(
                "{{\"key\": \"trade\", \"amount\": {{\"value\": \"{value}\", {measure}}}{evidence}}}"
            )
        });
        verdict(&[with_facts(&node("a", "company"), &facts)], &[])
    };
    let plain = "\"unit\": \"USD\"";
    assert_eq!(two(plain, plain), Some(is("conflict", "amount")));
    for other in [
        "\"unit\": \"EUR\"",
        "\"unit\": \"USD\", \"span\": \"annual\"",
        "\"unit\": \"USD\", \"compared_with\": \"2009\"",
    ] {
        assert_eq!(two(plain, other), None, "{other}");
        assert_eq!(two(other, other), Some(is("conflict", "amount")), "{other}");
    }
    let of = |period: &str| format!("\"unit\": \"USD\", \"period\": \"{period}\"");
    assert_eq!(two(&of("2009"), &of("2009")), Some(is("conflict", "amount")));
    assert_eq!(two(&of("2009"), &of("2009-03")), None, "a month is no part of a year's sum");
    assert_eq!(two(&of("2009"), plain), Some(is("possible", "amount")));
}

#[test]
fn words_differ_and_never_conflict() {
    let two = |a: (&str, &str, &str), b: (&str, &str, &str)| {
        let facts = [a, b].map(|(value, rest, source)| {
            let evidence = backed_by(&[source]);
            format!("{{\"key\": \"seat\", \"value\": \"{value}\"{rest}{evidence}}}")
        });
        verdict(&[with_facts(&node("a", "company"), &facts)], &[])
    };
    assert_eq!(two(("Seoul", "", "one"), ("Busan", "", "two")), Some(is("differs", "words")));
    assert_eq!(two(("Seoul", "", "one"), ("SEOUL.", "", "two")), None);
    // What one source lists is a list, also where a copy of it lists the rest.
    assert_eq!(two(("Seoul", "", "one"), ("Busan", "", "one")), None);
    assert_eq!(two(("Seoul", "", "one"), ("Busan", "", "copy")), None);
    let claimed = ", \"claimed_by\": \"a\"";
    assert_eq!(two(("Seoul", "", "one"), ("Busan", claimed, "one")), Some(is("differs", "words")));
    let (then, later) = (", \"when\": \"2009\"", ", \"when\": \"2010\"");
    assert_eq!(two(("Seoul", then, "one"), ("Busan", later, "two")), None);
    assert_eq!(two(("Seoul", then, "one"), ("Seoul", later, "two")), Some(is("differs", "when")));
}

#[test]
fn parallel_statements_are_one_only_where_they_must_be() {
    let two = |kind: &str, to: &str, a: (&str, &str), b: (&str, &str)| {
        let rest = |(when, source): (&str, &str)| {
            format!(", \"when\": \"{when}\"{}", backed_by(&[source]))
        };
        let edges = [edge("e1", kind, "a", to, &rest(a)), edge("e2", kind, "a", to, &rest(b))];
        let nodes = [node("a", "person"), node("b", "company"), node("c", "agreement")];
        verdict(&nodes, &edges)
    };
    let (may, june) = (("2009-05", "one"), ("2009-06", "two"));
    assert_eq!(two("visited", "b", may, june), None);
    assert_eq!(two("signed", "c", may, june), Some(is("conflict", "when")));
    let terms = (("2003/2006", "one"), ("2008/2010", "two"));
    assert_eq!(two("heads", "b", terms.0, terms.1), None);
    assert_eq!(
        two("heads", "b", ("2003/2008", "one"), ("2003/2010", "two")),
        Some(is("possible", "end"))
    );
    assert_eq!(two("heads", "b", ("2003/2008", "one"), ("2003/2010", "one")), None);
    assert_eq!(two("heads", "b", ("2003/2008", "one"), ("2003/2010", "copy")), None);
}

#[test]
fn a_denial_conflicts_with_what_was_done() {
    let nodes = [node("a", "person"), node("b", "person")];
    let met =
        |id: &str, rest: &str| edge(id, "met", "a", "b", &format!("{rest}{}", backed_by(&["one"])));
    let denied = ", \"status\": \"denied\"";
    assert_eq!(
        verdict(&nodes, &[met("e1", ""), met("e2", denied)]),
        Some(is("conflict", "status"))
    );
    let then = ", \"when\": \"2009\"";
    let not_in_may = ", \"when\": \"2009-05\", \"status\": \"denied\"";
    assert_eq!(
        verdict(&nodes, &[met("e1", then), met("e2", not_in_may)]),
        Some(is("possible", "status"))
    );
    assert_eq!(verdict(&nodes, &[met("e2", denied)]), Some(is("possible", "status")));
    let planned = ", \"status\": \"planned\"";
    assert_eq!(verdict(&nodes, &[met("e1", ""), met("e2", planned)]), None);
}

#[test]
fn denials_of_one_act_are_one_finding() {
    let nodes = [node("a", "person"), node("b", "person")];
    let denied = ", \"status\": \"denied\"";
    let met =
        |id: &str, rest: &str| edge(id, "met", "a", "b", &format!("{rest}{}", backed_by(&["one"])));
    let edges: Vec<String> =
        (0..6).map(|at| met(&format!("e{at}"), if at < 3 { "" } else { denied })).collect();
    assert_eq!(verdict(&nodes, &edges), Some(is("conflict", "status")));
}

#[test]
fn a_time_limit_holds_within_one_thing() {
    let facts: Vec<String> =
        (0..12_000).map(|at| figure("revenue", &at.to_string(), "USD", "")).collect();
    let sandbox = Sandbox::new();
    let data = sandbox.dataset(&[&with_facts(&node("a", "person"), &facts)], &[]);
    let began = std::time::Instant::now();
    let run = sandbox.run(&["--data", data, "conflicts", "--time-limit", "1"]);
    assert_eq!(run.code, 130);
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

#[test]
fn one_thing_or_two() {
    let nodes = [node("a", "person"), node("b", "person"), node("c", "person")];
    let joins = |rest: &str| {
        [
            edge("e1", "same-as", "a", "b", &backed_by(&["one"])),
            edge("e2", "same-as", "b", "c", &format!("{rest}{}", backed_by(&["one"]))),
            edge("e3", "different-from", "a", "c", &backed_by(&["two"])),
        ]
    };
    let sandbox = Sandbox::new();
    let identity = |edges: &[String]| {
        let borrowed: Vec<&str> = edges.iter().map(String::as_str).collect();
        let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
        let data = sandbox.dataset(&nodes, &borrowed);
        let answer = sandbox.json(&["--data", data, "conflicts"]);
        let rows = answer["rows"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["field"] == "identity")
    };
    let found = identity(&joins("")).unwrap();
    assert_eq!(found["verdict"], "conflict");
    let ids: Vec<&Value> = found["claims"].as_array().unwrap().iter().map(|c| &c["id"]).collect();
    assert_eq!(ids, ["e1", "e2", "e3"]);
    let inferred = ", \"basis\": \"inferred\", \"because\": \"it seems so\"";
    assert_eq!(identity(&joins(inferred)).unwrap()["verdict"], "possible");
    let denied = ", \"status\": \"denied\"";
    assert_eq!(identity(&joins(denied)), None);
}

#[test]
fn one_name_on_two_nodes_asks_whether_they_are_one() {
    let named = |id: &str, kind: &str| node(id, kind).replace(&id.to_uppercase(), "Jo Park");
    let two = [named("a", "person"), named("b", "diplomat")];
    assert_eq!(verdict(&two, &[]), Some(is("possible", "identity")));
    let apart = edge("e", "different-from", "a", "b", &backed_by(&["one"]));
    assert_eq!(verdict(&two, &[apart]), None);
    let same = edge("e", "same-as", "a", "b", &backed_by(&["one"]));
    assert_eq!(verdict(&two, &[same]), None);
    assert_eq!(verdict(&[named("a", "person"), named("b", "company")], &[]), None);
    assert_eq!(verdict(&[named("a", "meeting"), named("b", "meeting")], &[]), None);
}

#[test]
fn statements_of_joined_nodes_are_about_one_thing() {
    let facts =
        |value: &str, source: &str| [figure("staff", value, "person", &backed_by(&[source]))];
    let nodes = [
        with_facts(&node("a", "company"), &facts("100", "one")),
        with_facts(&node("b", "company").replace('B', "A"), &facts("120", "two")),
    ];
    let same =
        |rest: &str| edge("e", "same-as", "a", "b", &format!("{rest}{}", backed_by(&["one"])));
    assert_eq!(verdict(&nodes, &[same("")]), Some(is("conflict", "amount")));
    let inferred = ", \"basis\": \"inferred\", \"because\": \"it seems so\"";
    assert_eq!(verdict(&nodes, &[same(inferred)]), Some(is("possible", "amount")));
}

#[test]
fn a_copy_carries_a_claim_and_adds_none() {
    let sandbox = Sandbox::new();
    let rest = |pieces: &[String]| format!(", \"when\": \"2009\"{}", all(pieces));
    let nodes = [node("a", "person"), node("b", "person")];
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let otherwise = supporting("two", "\"when\": \"2010\"");
    let one =
        edge("e", "met", "a", "b", &rest(&[backed_by(&["one"]), backed_by(&["copy"]), otherwise]));
    let data = sandbox.dataset(&nodes, &[&one]);
    let answer = sandbox.json(&["--data", data, "conflicts"]);
    let claim = &answer["rows"][0]["claims"][0];
    assert_eq!(claim["origins"], json!(["one"]));
    assert_eq!(claim["evidence"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["rows"][0]["origins"], json!(["one", "two"]));
    let text = sandbox.run(&["--data", data, "conflicts"]).stdout;
    assert!(text.contains("one, copied by copy"), "{text}");
}

/// Origins of the rows of `corroboration`, by id.
fn origins(sandbox: &Sandbox, sources: &str, cited: &[&str]) -> Value {
    let nodes = [node("a", "person"), node("b", "person")];
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let one = edge("e", "met", "a", "b", &backed_by(cited));
    let data = sandbox.dataset(&nodes, &[&one]);
    sandbox.write("data/sources.json", sources);
    let answer = sandbox.json(&["--data", data, "corroboration"]);
    answer["rows"][0]["origins"].clone()
}

#[test]
fn corroboration_counts_origins_and_not_copies() {
    let sandbox = Sandbox::new();
    let sources = "[\n\
        {\"id\": \"a\", \"title\": \"A\"},\n\
        {\"id\": \"b\", \"title\": \"B\", \"derived_from\": \"a\"},\n\
        {\"id\": \"c\", \"title\": \"C\", \"derived_from\": \"b\"},\n\
        {\"id\": \"d\", \"title\": \"D\", \"derived_from\": \"a\"},\n\
        {\"id\": \"e\", \"title\": \"E\"}\n]\n";
    for (cited, expected) in [
        (&["a"][..], json!(["a"])),
        (&["a", "b", "c"], json!(["a"])),
        (&["c"], json!(["a"])),
        (&["c", "d"], json!(["a"])),
        (&["d", "e"], json!(["a", "e"])),
        (&[], json!([])),
    ] {
        assert_eq!(origins(&sandbox, sources, cited), expected, "{cited:?}");
    }
}

#[test]
fn amounts_are_compared_with_a_limit_exactly_and_in_their_unit() {
    let sandbox = Sandbox::new();
    let cost = |value: &str, rest: &str| {
        format!(
            "{{\"key\": \"cost\", \"amount\": {{\"value\": \"{value}\"{rest}}}{}}}",
            backed_by(&["one"])
        )
    };
    let usd = ", \"unit\": \"USD\"";
    let facts = [
        cost("100000000", usd),
        cost("100000000.01", usd),
        cost("100000000", &format!("{usd}, \"bound\": \"over\"")),
        cost("90000000", &format!(", \"to\": \"110000000\"{usd}")),
        cost("9999999999", ", \"unit\": \"KZT\""),
        cost("99999999.99", usd),
    ];
    let one = with_facts(&node("a", "project"), &facts);
    let data = sandbox.dataset(&[&one], &[]);
    let ask = |limit: &str, unit: &str| {
        let args = ["--data", data, "corroboration", "--over", limit, "--unit", unit];
        let answer = sandbox.json(&args);
        let rows = answer["rows"].as_array().unwrap().iter();
        rows.map(|row| row["fact"]["amount"]["value"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ask("100000000", "USD"), ["100000000.01", "100000000", "90000000"]);
    assert_eq!(ask("100000000", "KZT"), ["9999999999"]);
    assert_eq!(ask("100000000", "EUR"), [""; 0]);
    for bad in [&["--over", "1e9", "--unit", "USD"][..], &["--over", "5"], &["--unit", "USD"]] {
        let args = [&["--data", data, "corroboration"], bad].concat();
        assert_eq!(sandbox.run(&args).code, 2, "{bad:?}");
    }
}

#[test]
fn another_amount_backs_a_fact_only_where_both_can_be_true() {
    let backing = |other: &str| {
        let sandbox = Sandbox::new();
        let evidence = all(&[
            backed_by(&["one"]),
            supporting(
                "two",
                &format!(
                    "\"amount\": {{\"value\": \"{other}\", \"unit\": \"lamp\", \"bound\": \"about\"}}"
                ),
            ),
        ]);
        let one = with_facts(&node("a", "project"), &[figure("lamps", "214", "lamp", &evidence)]);
        let data = sandbox.dataset(&[&one], &[]);
        sandbox.json(&["--data", data, "corroboration"])["rows"][0]["grade"].clone()
    };
    assert_eq!(backing("200"), "several-origins");
    assert_eq!(backing("300"), "one-origin");
}

#[test]
fn a_check_can_be_made_of_corroboration() {
    let sandbox = Sandbox::new();
    let code = |args: &[&str]| sandbox.run(args).code;
    assert_eq!(code(&["corroboration", "--grade", "unsourced"]), 1);
    let story =
        ["--data", "harbour-lights", "corroboration", "--grade", "unsourced", "--type", "edge"];
    assert_eq!(code(&story), 0);
    let rows = sandbox.json(&story);
    assert_eq!(rows["rows"][0]["id"], "ministry-of-ports-controls-marezh-port-authority");
    assert_eq!(rows["total"], 1);
    let all = sandbox.json(&["corroboration", "--limit", "0"]);
    let sum = |member: &str| -> u64 {
        let grades = all["grades"].as_array().unwrap().iter();
        grades.map(|grade| grade[member].as_u64().unwrap()).sum()
    };
    assert_eq!(all["total"], sum("edges") + sum("facts"));
    assert_eq!(sum("edges"), 238);
}

/// Doubts of the curator are listed beside the findings, with their evidence, and restricted like them.
#[test]
fn doubts_of_the_curator_are_listed_as_they_stand() {
    let sandbox = Sandbox::new();
    let doubts = |options: &[&str]| {
        let answer = sandbox.json(&[&["conflicts"][..], options].concat());
        let doubts = answer["doubts"].as_array().unwrap().clone();
        assert!(doubts.iter().all(|doubt| doubt["key"] == "doubt"
            && !doubt["fact"]["evidence"].as_array().unwrap().is_empty()));
        doubts.iter().map(|doubt| doubt["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        doubts(&[]),
        [
            "atyrau-complex-agreement",
            "companies-with-korean-capital",
            "darkhan-berdaliyev",
            "kazakhstan-trades-with-korea",
            "strategic-partnership",
        ]
    );
    assert_eq!(doubts(&["korea"]), ["kazakhstan-trades-with-korea"]);
    assert_eq!(doubts(&["--kind", "diplomat"]), ["darkhan-berdaliyev"]);
    assert_eq!(doubts(&["--kind", "trades-with"]), ["kazakhstan-trades-with-korea"]);
    assert!(doubts(&["--verdict", "precision"]).is_empty());
    assert!(doubts(&["--basis", "stated"]).is_empty());
    // A doubt alone is an answer.
    assert_eq!(sandbox.run(&["conflicts", "darkhan-berdaliyev"]).code, 0);
    assert_eq!(sandbox.run(&["conflicts", "darkhan-berdaliyev", "--basis", "stated"]).code, 1);
}

#[test]
fn names_and_kinds_restrict_what_is_compared() {
    let sandbox = Sandbox::new();
    let n_rows = |args: &[&str]| {
        let all = [&["--data", "harbour-lights", "conflicts"], args].concat();
        sandbox.json(&all)["rows"].as_array().map(Vec::len)
    };
    assert_eq!(n_rows(&[]), Some(6));
    assert_eq!(n_rows(&["silverfin-cables"]), Some(1));
    assert_eq!(n_rows(&["byeoldeung", "--verdict", "conflict"]), Some(1));
    assert_eq!(n_rows(&["--kind", "meeting"]), Some(1));
    assert_eq!(n_rows(&["--limit", "2"]), Some(2));
    assert_eq!(n_rows(&["iskaria"]), Some(0));
}

#[test]
fn what_was_not_published_yet_contradicts_nothing() {
    let sandbox = Sandbox::new();
    let args = ["--data", "harbour-lights", "--known-by", "2022-03-16", "conflicts"];
    let fields: Vec<String> =
        findings(&sandbox.json(&args)).into_iter().map(|(_, f, _)| f).collect();
    assert_eq!(fields, ["status", "amount"]);
}
