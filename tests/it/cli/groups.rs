//! Who belongs together, and what holds them, as users see it.

use super::Sandbox;
use insta::assert_snapshot;
use serde_json::Value;

#[test]
fn a_forum_holds_those_who_signed_at_it() {
    let run = Sandbox::new().run(&["groups", "--top", "1"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    Groups by louvain, 1 of 11, largest first

     1  12 members and 8 records; 19 edges inside, 2 to others
        Committee of Geology and Resource Exploitation; Daedeok Innopolis; ETRI;
        Hyundai Engineering and Construction; Kazakhstan Institute on Industry
        Development; KAZNEX INVEST; Korea Institute of Energy Research; Korea
        Research Institute of Bioscience and Biotechnology; Korea Resources
        Corporation; National Biotechnology Center; National Innovation Fund; Zerde
        held by ★ Kazakhstan-Korea Business Forum in Astana, August 2011 (forum, Aug
          2011), which joins 7 of the group: Eight documents signed at the Business
          Forum in Astana came about during, inferred [1]; MOU between the National
          Biotechnology Center and the Korea Research Institute of Bioscience and
          Biotechnology came about during, inferred [2]; MOU between the Committee
          of Geology and Resource Exploitation and Korea Resources Corporation came
          about during, inferred [3]; MOU between the Kazakhstan Institute on
          Industry Development and the Korea Institute of Energy Research came about
          during, inferred [4]; and 3 more
        held by ▬ MOU between the Committee of Geology and Resource Exploitation and
          Korea Resources Corporation (memorandum, perhaps Aug 2011), which joins 3
          of the group: Committee of Geology and Resource Exploitation signed,
          perhaps Aug 2011 (date worked out) [5]; Korea Resources Corporation
          signed, perhaps Aug 2011 (date worked out) [5]; Kazakhstan-Korea Business
          Forum in Astana, August 2011 was the occasion of, inferred [3]
        with group 3, 1 edge: Set of agreements on the Balkhash plant and the Atyrau
          petrochemical complex, August 2011 came about during Kazakhstan-Korea
          Business Forum in Astana, August 2011 [6]
        with group 5, 1 edge: Kazakhstan-Korea Business Forum in Astana, August 2011
          came about during State visit of Lee Myung-bak to Kazakhstan, August 2011,
          inferred [7]
          because the same signing is placed during the visit and at the forum, so
          that the two coincided

    19 nodes alone
    method: more edges inside than chance would put there (Louvain)
    modularity: 0.7835; 0 is chance, above 0.3 is a clear division
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 103 nodes, 89 edges

    Citations
    [1]  signed at the business forum of Astana (businesskorea-2012, 7318-7395,
         unchecked)
    [2]  a memorandum of the biotechnology centre and the bioscience institute,
         signed at the forum (businesskorea-2012, 7318-7721, unchecked)
    [3]  a memorandum of the geology committee and Korea Resources, signed at the
         forum (businesskorea-2012, 7318-7917, unchecked)
    [4]  a memorandum of the industry institute and the energy institute, signed at
         the forum (businesskorea-2012, 7318-7837, unchecked)
    [5]  party to the memorandum of the geology committee and Korea Resources
         (businesskorea-2012, 7318-7917, unchecked)
    [6]  signed at the forum (businesskorea-2012, 5106-5418, unchecked)
    [7]  what was signed during the visit was signed at the forum
         (businesskorea-2012, 5106-5418, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram neighbors committee-of-geology-and-resource-exploitation
    --- stderr
    ");
}

#[test]
fn what_holds_a_group_is_cited() {
    for data in ["kazakhstan-korea", "harbour-lights"] {
        let answer = Sandbox::new().json(&["--data", data, "groups", "--top", "99", "--ties", "3"]);
        for group in answer["rows"].as_array().unwrap() {
            let list = |member: &str| group[member].as_array().unwrap().clone();
            let edges: Vec<Value> = list("ties")
                .iter()
                .flat_map(|tie| tie["edges"].as_array().unwrap().clone())
                .chain(list("links").iter().map(|link| link["edge"].clone()))
                .collect();
            assert!(!list("ties").is_empty() && list("ties").len() <= 3, "{group}");
            assert!(
                edges.iter().all(|edge| edge["evidence"].is_array() && edge["kind"].is_string())
            );
        }
    }
    let none = Sandbox::new().json(&["groups", "--ties", "0"]);
    assert_eq!(none["rows"][0]["ties"], serde_json::json!([]));
    assert_eq!(none["rows"][0]["links"], serde_json::json!([]));
}
