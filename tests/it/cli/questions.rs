//! What users see, whole: stdout, stderr and exit code, on the data that ships.

use super::Sandbox;
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn shown(args: &[&str]) -> String {
    Sandbox::new().run(args).shown()
}

#[test]
fn a_path_with_an_inferred_hop() {
    assert_snapshot!(shown(&["path", "kepco", "balkhash-power-plant"]), @"
    exit: 0
    --- stdout
    How is KEPCO connected to Balkhash Thermal Power Plant?
    1 step over 2 hops (a record counts half), 1 shortest path

    ▲ KEPCO (company)
      1 ├─ signed, 25 Mar 2009 [1]
    ▬ Main framework for the Balkhash project (framework, 25 Mar 2009)
      2 └─ concerns, inferred [2]
           because the sentence says only this project, after one that names two;
           the next sentence gives the Atyrau complex another agreement with other
           signers, which leaves Balkhash
    ◆ Balkhash Thermal Power Plant (facility) ongoing
    Weakest hop: 2, inferred by the curator

    Citations
    [1]  KEPCO signed the framework on 25 March 2009 (businesskorea-2012, 5419-5534,
         unchecked)
    [2]  the framework is for the project just spoken of (businesskorea-2012,
         5106-5534, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram diagram --template path kepco balkhash-power-plant -o path.svg
    --- stderr
    ");
}

#[test]
fn no_path_but_a_state() {
    assert_snapshot!(shown(&["path", "LG", "kepco"]), @"
    exit: 1
    --- stdout
    How is LG connected to KEPCO?
    No path: over edges of passable kinds, hubs not passed through.

    Left out: 1 route
      3 steps through Kazakhstan (state, where everything meets); --via kazakhstan
        admits it

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram neighbors lg
    --- stderr
    ");
}

#[test]
fn a_path_over_all_states_of_evidence() {
    assert_snapshot!(
        shown(&["--data", "harbour-lights", "path", "milena-torvash", "naruteo-bank"]), @"
    exit: 0
    --- stdout
    How is Milena Torvash connected to Naruteo Bank?
    3 steps, 2 paths

    Path 1 of 2, 3 steps
    ● Milena Torvash (leader)
      1 ├─ heads, since 2 Sep 2019 (date worked out) [1][2]
    ■ Ministry of Ports of Tarvonia (ministry)
      2 ├─ controls [no source]
    ■ Marezh Port Authority (agency)
      3 └─ borrowed from, 4 Nov 2022 [3]
           also planned: borrowed from, Q3 2022 (date worked out), claimed by Pyo
             Nurion [4][5]
    ▲ Naruteo Bank (bank)
    Weakest hop: 2, no source

    Path 2 of 2, 3 steps
    ● Milena Torvash (leader)
      1 ├─ visited, May 2021 [6][7]
           also visited, 15 Mar 2022 (date worked out) [8]
    ▲ Byeoldeung Marine Lighting (company)
      2 ├─ signed, 16 Mar 2022 [9][10]
    ▬ Framework agreement for Harbour Lights (framework, 16 Mar 2022)
      3 ├─ signed by, 16 Mar 2022 [11][12]
    ■ Marezh Port Authority (agency)
      4 └─ borrowed from, 4 Nov 2022 [3]
           also planned: borrowed from, Q3 2022 (date worked out), claimed by Pyo
             Nurion [4][5]
    ▲ Naruteo Bank (bank)
    Weakest hop: 4, one origin

    Citations
    [1]  She is the minister (courier-2021, 82-119, verified)
    [2]  She is the minister (saltglass-2022, 104-148, verified)
    [3]  The loan was paid out (registry-2023, 964-996, verified)
    [4]  The bank's president expects a loan in the third quarter (saltglass-2022,
         829-947, verified)
    [5]  The blog's headline repeats the wire (quayside-2022, 28-87, verified)
    [6]  Toured the factory in May (courier-2021, 408-486, verified)
    [7]  The first tour was in May 2021 (byeoldeung-2022, 573-599, verified)
    [8]  A second tour, on the Tuesday (byeoldeung-2022, 514-565, verified)
    [9]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [10] The same three parties, the lamp maker among them, a day later
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
    registry-2023: Register of companies of Tarvonia, “Register of companies of
         Tarvonia, extract of 8 February 2023”, 8 Feb 2023,
         https://register.example/extract/2023-02-08
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights diagram --template path milena-torvash
      naruteo-bank -o path.svg
    --- stderr
    "
    );
}

#[test]
fn a_chain_in_the_order_of_time() {
    assert_snapshot!(shown(&["path", "Samsung", "Lee Myung-bak", "--in-order"]), @"
    exit: 0
    --- stdout
    How is Samsung connected to Lee Myung-bak in the order of time?
    3 steps, 2 chains in order

    Chain 1 of 2
    ▲ Samsung (company)
      1 ├─ signed, 25 Mar 2009 [1]
    ▬ Main framework for the Balkhash project (framework, 25 Mar 2009)
      2 ├─ followed by [2]
    ▬ Set of agreements on the Balkhash plant and the Atyrau petrochemical complex,
        August 2011 (agreement, Aug 2011)
      3 ├─ came about during [3]
    ★ State visit of Lee Myung-bak to Kazakhstan, August 2011 (visit, Aug 2011)
      4 └─ visited by, Aug 2011 [4]
    ● Lee Myung-bak (leader)
    Weakest hop: 1, one origin
    Possibly in order: hop 2 may have come after hop 4. Earliest arrival 1 Aug 2011,
      latest departure 25 Mar 2009.

    Chain 2 of 2
    ▲ Samsung (company)
      1 ├─ signed, 25 Mar 2009 [1]
    ▬ Main framework for the Balkhash project (framework, 25 Mar 2009)
      2 ├─ concerns, inferred [5]
           because the sentence says only this project, after one that names two;
           the next sentence gives the Atyrau complex another agreement with other
           signers, which leaves Balkhash
    ◆ Balkhash Thermal Power Plant (facility) ongoing
      3 ├─ is the subject of [6]
    ▬ Set of agreements on the Balkhash plant and the Atyrau petrochemical complex,
        August 2011 (agreement, Aug 2011)
      4 ├─ came about during [3]
    ★ State visit of Lee Myung-bak to Kazakhstan, August 2011 (visit, Aug 2011)
      5 └─ visited by, Aug 2011 [4]
    ● Lee Myung-bak (leader)
    Weakest hop: 2, inferred by the curator
    Possibly in order: hop 3 may have come after hop 5. Earliest arrival 1 Aug 2011,
      latest departure 25 Mar 2009.

    Routes through hubs were not looked for.

    Citations
    [1]  Samsung signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)
    [2]  the framework had been signed before the agreements of 2011
         (businesskorea-2012, 5106-5534, unchecked)
    [3]  signed during Lee's visit of August 2011 (businesskorea-2012, 5106-5418,
         unchecked)
    [4]  Lee's state visit to Kazakhstan, in August 2011 (businesskorea-2012,
         5128-5199, unchecked)
    [5]  the framework is for the project just spoken of (businesskorea-2012,
         5106-5534, unchecked)
    [6]  the agreements are about constructing the Balkhash plant
         (businesskorea-2012, 5201-5322, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path samsung lee-myung-bak
    --- stderr
    ");
}

#[test]
fn a_path_whose_dates_run_against_it() {
    assert_snapshot!(shown(&["path", "Lee Myung-bak", "Samsung", "--in-order"]), @"
    exit: 1
    --- stdout
    How is Lee Myung-bak connected to Samsung in the order of time?
    No chain of steps can have happened in order; without --in-order there is a path
      of 3 steps, whose dates run against it.

    Routes through hubs were not looked for.

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path lee-myung-bak samsung
    --- stderr
    ");
}

#[test]
fn chains_that_are_certainly_and_possibly_in_order() {
    assert_snapshot!(
        shown(&["--data", "harbour-lights", "path", "milena-torvash", "naruteo-bank", "--in-order"]),
        @"
    exit: 0
    --- stdout
    How is Milena Torvash connected to Naruteo Bank in the order of time?
    3 steps, 2 chains in order

    Chain 1 of 2
    ● Milena Torvash (leader)
      1 ├─ heads, since 2 Sep 2019 (date worked out) [1][2]
    ■ Ministry of Ports of Tarvonia (ministry)
      2 ├─ controls [no source]
    ■ Marezh Port Authority (agency)
      3 └─ borrowed from, 4 Nov 2022 [3]
           also planned: borrowed from, Q3 2022 (date worked out), claimed by Pyo
             Nurion [4][5]
    ▲ Naruteo Bank (bank)
    Weakest hop: 2, no source
    Possibly in order: hop 2 has no date. Earliest arrival 4 Nov 2022, latest
      departure 4 Nov 2022.

    Chain 2 of 2
    ● Milena Torvash (leader)
      1 ├─ visited, May 2021 [6][7]
           also visited, 15 Mar 2022 (date worked out) [8]
    ▲ Byeoldeung Marine Lighting (company)
      2 ├─ signed, 16 Mar 2022 [9][10]
    ▬ Framework agreement for Harbour Lights (framework, 16 Mar 2022)
      3 ├─ signed by, 16 Mar 2022 [11][12]
    ■ Marezh Port Authority (agency)
      4 └─ borrowed from, 4 Nov 2022 [3]
           also planned: borrowed from, Q3 2022 (date worked out), claimed by Pyo
             Nurion [4][5]
    ▲ Naruteo Bank (bank)
    Weakest hop: 4, one origin
    Certainly in order. Earliest arrival 4 Nov 2022, latest departure 31 May 2021.

    Routes through hubs were not looked for.

    Citations
    [1]  She is the minister (courier-2021, 82-119, verified)
    [2]  She is the minister (saltglass-2022, 104-148, verified)
    [3]  The loan was paid out (registry-2023, 964-996, verified)
    [4]  The bank's president expects a loan in the third quarter (saltglass-2022,
         829-947, verified)
    [5]  The blog's headline repeats the wire (quayside-2022, 28-87, verified)
    [6]  Toured the factory in May (courier-2021, 408-486, verified)
    [7]  The first tour was in May 2021 (byeoldeung-2022, 573-599, verified)
    [8]  A second tour, on the Tuesday (byeoldeung-2022, 514-565, verified)
    [9]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [10] The same three parties, the lamp maker among them, a day later
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
    registry-2023: Register of companies of Tarvonia, “Register of companies of
         Tarvonia, extract of 8 February 2023”, 8 Feb 2023,
         https://register.example/extract/2023-02-08
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights path milena-torvash naruteo-bank
    --- stderr
    "
    );
}

#[test]
fn what_is_known_of_a_company() {
    assert_snapshot!(shown(&["show", "Korea Eximbank"]), @"
    exit: 0
    --- stdout
    ▲ Korea Eximbank (bank) [1]
      korea-eximbank, Export-Import Bank of Korea, 한국수출입은행

    Facts
      country: korea, inferred [2]
        because only the name says so, by the word Korea; no sentence gives the
        country

    Relationships
      signed Agreement for constructing a petrochemical complex in Atyrau City [3]

    Citations
    [1]  Korea Eximbank, a signer (businesskorea-2012, 5675-5705, unchecked)
    [2]  Korea is part of the name (businesskorea-2012, 5675-5705, unchecked)
    [3]  Korea Eximbank is one of the parties that signed (businesskorea-2012,
         5535-5706, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram neighbors korea-eximbank
    --- stderr
    ");
}

#[test]
fn who_stands_next_to_a_minister() {
    assert_snapshot!(
        shown(&["--data", "harbour-lights", "neighbors", "milena-torvash", "--kind", "person"]), @"
    exit: 0
    --- stdout
    Milena Torvash: 2 neighbours

    One step away
      ● Rae Onbyeol (leader)
          met, 14 Mar 2022 (date worked out) [1][2]
          invited by, 2022 (date worked out) [3]
      ● Seol Garambit (person)
          Meeting in Solbit: attended by, 15 Mar 2022 (date worked out) [4][5]

    Citations
    [1]  They met on the Monday (saltglass-2022, 524-565, verified)
    [2]  The blog carries the same sentence (quayside-2022, 495-536, moved)
    [3]  The invitation was Rae's (saltglass-2022, 486-535, verified)
    [4]  The chief executive was there (saltglass-2022, 700-769, verified)
    [5]  He held talks with her (byeoldeung-2022, 404-446, verified)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    selection: only kind person
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights path milena-torvash seol-garambit
    --- stderr
    "
    );
}

#[test]
fn what_joins_three() {
    assert_snapshot!(shown(&["connect", "kepco", "samsung", "korea-eximbank"]), @"
    exit: 0
    --- stdout
    What joins 3 nodes?

    KEPCO, Korea Eximbank, Samsung: 4 steps, 6 relationships
      1 ▬ Agreement for constructing a petrochemical complex in Atyrau City
          (agreement, 2012 or earlier) concerns ◆ Petrochemical complex in Atyrau
          City (facility) planned [1]
      2 ▲ Korea Eximbank (bank) signed ▬ Agreement for constructing a petrochemical
          complex in Atyrau City (agreement, 2012 or earlier) [2]
      3 ▬ Set of agreements on the Balkhash plant and the Atyrau petrochemical
          complex, August 2011 (agreement, Aug 2011) concerns ◆ Petrochemical
          complex in Atyrau City (facility) planned [3]
      4 ▬ Set of agreements on the Balkhash plant and the Atyrau petrochemical
          complex, August 2011 (agreement, Aug 2011) follows ▬ Main framework for
          the Balkhash project (framework, 25 Mar 2009) [4]
      5 ▲ KEPCO (company) signed ▬ Main framework for the Balkhash project
          (framework, 25 Mar 2009), 25 Mar 2009 [5]
      6 ▲ Samsung (company) signed ▬ Main framework for the Balkhash project
          (framework, 25 Mar 2009), 25 Mar 2009 [6]
    Weakest hop: 1, one origin

    Citations
    [1]  the agreement is about constructing the complex (businesskorea-2012,
         5535-5608, unchecked)
    [2]  Korea Eximbank is one of the parties that signed (businesskorea-2012,
         5535-5706, unchecked)
    [3]  the agreements are about constructing the Atyrau complex
         (businesskorea-2012, 5201-5322, unchecked)
    [4]  the framework had been signed before the agreements of 2011
         (businesskorea-2012, 5106-5534, unchecked)
    [5]  KEPCO signed the framework on 25 March 2009 (businesskorea-2012, 5419-5534,
         unchecked)
    [6]  Samsung signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path kepco samsung
    --- stderr
    ");
}

#[test]
fn who_stands_between() {
    assert_snapshot!(shown(&["rank", "--top", "5"]), @"
    exit: 0
    --- stdout
    Ranked by betweenness, 5 of 67
    rank  name                                      kind        score
       1  Lee Myung-bak                             leader      0.1683
       2  Petrochemical complex in Atyrau City      facility    0.1650
       3  Government of the Republic of Kazakhstan  government  0.1363
       4  Nursultan Nazarbayev                      leader      0.1285
       5  Embassy of Kazakhstan in Seoul            embassy     0.1281

    score: share of the shortest paths between other nodes that pass through it
    normalisation: divided by (n-1)(n-2)/2
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 103 nodes, 89 edges
    of these edges 18 inferred, 4 planned, 0 claimed (--basis stated, --status done,
      --claims drop leave them out)

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path lee-myung-bak atyrau-petrochemical-complex
    --- stderr
    ");
}

#[test]
fn who_belongs_together() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "groups", "--ties", "1"]), @"
    exit: 0
    --- stdout
    Groups by louvain, 5 of 5, largest first

     1  9 members and 1 record; 15 edges inside, 4 to others
        Harbour Lights; Byeoldeung Marine Lighting; Byeoldeung Tarvonia; Marezh
        Lantern Works; Bright Quay; Breakwater Lighthouse; Dorian Keshev; Кешев
        Дориан Павлович; Five lamp workshops in Marezh
        held by ▬ Framework agreement for Harbour Lights (framework, 16 Mar 2022),
          which joins 3 of the group: Byeoldeung Marine Lighting signed, 16 Mar 2022
          [1][2]; Harbour Lights is the subject of [3]; Marezh Lantern Works signed,
          16 Mar 2022 [4][5]
        with group 2, 3 edges: Milena Torvash visited Byeoldeung Marine Lighting,
          May 2021 [6][7]

     2  4 members and 2 records; 7 edges inside, 4 to others
        Milena Torvash; Ministry of Ports of Tarvonia; Seol Garambit; Rae Onbyeol
        held by ★ Meeting in Solbit (meeting, 15 Mar 2022), which joins 3 of the
          group: Milena Torvash attended, 15 Mar 2022 (date worked out) [8]; Seol
          Garambit attended, 15 Mar 2022 (date worked out) [9][10]; Visit of the
          Minister of Ports to Daonam, 2022 was the occasion of, inferred [11]
        with group 1, 3 edges: Milena Torvash visited Byeoldeung Marine Lighting,
          May 2021 [6][7]

     3  4 members; 3 edges inside, 2 to others
        Dorian Kesheff; Harbour Safety Committee; Anselm Röwe-Čadik; Golden Fathom
        held by Dorian Kesheff is a member of Harbour Safety Committee, since 14 Feb
          2020 [12][13]; without it 2 nodes are cut off
        with group 2, 1 edge: Ministry of Ports of Tarvonia established Harbour
          Safety Committee, 14 Feb 2020 [14]

     4  3 members and 1 record; 4 edges inside, 2 to others
        Marezh Maritime University; Department of Harbour Light; Ruzha Talimova
        held by Marezh Maritime University signed Memorandum on teaching [15]
        with group 1, 1 edge: Byeoldeung Marine Lighting signed Memorandum on
          teaching [16]

     5  3 members; 2 edges inside, 2 to others
        Naruteo Bank; Marezh Port Authority; Pyo Nurion
        held by Pyo Nurion heads Naruteo Bank [17][18], 2 origins
        with group 1, 1 edge: Marezh Port Authority signed Framework agreement for
          Harbour Lights, 16 Mar 2022 [19][20]

    3 nodes alone
    method: more edges inside than chance would put there (Louvain)
    modularity: 0.5249; 0 is chance, above 0.3 is a clear division
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 30 nodes, 38 edges

    Citations
    [1]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [2]  The same three parties, the lamp maker among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [3]  The agreement is about Harbour Lights (byeoldeung-2022, 169-211, verified)
    [4]  Three parties signed on 16 March, the lantern works among them
         (saltglass-2022, 248-370, verified)
    [5]  The same three parties, the lantern works among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [6]  Toured the factory in May (courier-2021, 408-486, verified)
    [7]  The first tour was in May 2021 (byeoldeung-2022, 573-599, verified)
    [8]  The minister was there (saltglass-2022, 700-743, verified)
    [9]  The chief executive was there (saltglass-2022, 700-769, verified)
    [10] He held talks with her (byeoldeung-2022, 404-446, verified)
    [11] It fell on the second of the three days (saltglass-2022, 672-714, verified)
    [12] Sits on the committee (courier-2021, 704-756, verified)
    [13] Appointed on the day the committee was set up (gazette-2020, 317-382,
         unchecked)
    [14] Set up by order (gazette-2020, 209-298, unchecked)
    [15] The university is the other party (byeoldeung-2022, 958-1002, verified)
    [16] The company has a memorandum with the university (byeoldeung-2022,
         958-1002, verified)
    [17] President of the bank (byeoldeung-2022, 1267-1324, verified)
    [18] President of the bank (saltglass-2022, 916-941, verified)
    [19] Three parties signed on 16 March, the port authority among them
         (saltglass-2022, 248-370, verified)
    [20] The same three parties, the port authority among them, a day later
         (byeoldeung-2022, 216-320, verified)

    Sources
    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
         signatures for Harbour Lights”, 18 Mar 2022,
         https://byeoldeung.example/press/22-03
    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
         2021, https://courier.example/2021/11/23/light-on-every-quay
    gazette-2020: State of Tarvonia, “Tarvonia Gazette, no. 7 of 2020”, 2020
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights neighbors harbour-lights
    --- stderr
    ");
}

#[test]
fn finer_groups_are_more_and_smaller() {
    let sandbox = Sandbox::new();
    let groups =
        |resolution: &str| sandbox.json(&["groups", "--resolution", resolution, "--top", "99"]);
    let (coarse, fine) = (groups("0.5"), groups("3"));
    assert!(coarse["total"].as_u64() < fine["total"].as_u64());
    for answer in [coarse, fine] {
        let rows = answer["rows"].as_array().unwrap();
        let in_groups: u64 = rows.iter().map(|row| row["size"].as_u64().unwrap()).sum();
        let nodes = answer["projection"]["nodes"].as_u64().unwrap();
        assert_eq!(in_groups + answer["alone"].as_u64().unwrap(), nodes);
        let edges = answer["projection"]["edges"].as_u64().unwrap();
        let count =
            |member: &str| rows.iter().map(|row| row[member].as_u64().unwrap()).sum::<u64>();
        assert_eq!(2 * count("inside") + count("outside"), 2 * edges);
    }
}

#[test]
fn groups_by_any_method_are_a_division() {
    let sandbox = Sandbox::new();
    for method in ["louvain", "leiden", "label-propagation"] {
        let answer = sandbox.json(&["groups", "--by", method, "--top", "99"]);
        assert_eq!(answer["method"], method);
        // The articles tell a story of few hands: any method divides them far better than chance.
        assert!(answer["modularity"].as_f64().unwrap() > 0.6, "{method}");
        let rows = answer["rows"].as_array().unwrap();
        let members = rows.iter().flat_map(|row| row["members"].as_array().unwrap());
        let ids: Vec<&str> = members.map(|member| member["id"].as_str().unwrap()).collect();
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
    }
    let refused = sandbox.run(&["groups", "--by", "label-propagation", "--resolution", "2"]);
    assert_eq!(refused.code, 2);
    assert_eq!(sandbox.run(&["groups", "--resolution", "0"]).code, 2);
}

#[test]
fn a_timeline_of_agreements() {
    assert_snapshot!(shown(&["timeline", "balkhash-power-plant"]), @"
    exit: 0
    --- stdout
    6 dated entries

    25 Mar 2009        ··┃········· ▬ Main framework for the Balkhash project [1]
                                      followed by Set of agreements on the Balkhash
                                        plant and the Atyrau petrochemical complex,
                                        August 2011 [2]
                                      concerns Balkhash Thermal Power Plant,
                                        inferred [3]
                                      signed by KEPCO [4]
                                      signed by Samruk-Energy [5]
                                      signed by Samsung [6]

    Aug 2011           ·······━···· ▬ Set of agreements on the Balkhash plant and
                                    the Atyrau petrochemical complex, August 2011
                                    [7]
                                      concerns Petrochemical complex in Atyrau City
                                        [8]
                                      concerns Balkhash Thermal Power Plant [9]
                                      came about during Kazakhstan-Korea Business
                                        Forum in Astana, August 2011 [10]
                                      came about during State visit of Lee Myung-bak
                                        to Kazakhstan, August 2011 [11]
                                      follows Main framework for the Balkhash
                                        project [2]

    9–10 Dec 2013      ···········┃ ★ Opening talks of Serik Akhmetov with Park
                                    Geun-hye, December 2013 (date worked out) [12]
                                      concerns Chemical plant in Atyrau Region [13]
                                      concerns Balkhash Thermal Power Plant [14]
                                      concerns Zhambyl oilfield [15]
                                      came about during Official visit of Serik
                                        Akhmetov to South Korea, December 2013 [16]
                                      attended by Park Geun-hye (date worked out)
                                        [17]
                                      attended by Serik Akhmetov (date worked out)
                                        [17]
    9–10 Dec 2013      ···········┃ Serik Akhmetov discussed Balkhash Thermal Power
                                    Plant (date worked out) [18]
    9–10 Dec 2013      ···········┃ Serik Akhmetov spoke of Balkhash Thermal Power
                                    Plant (date worked out) [19]

    at least 9–10 Dec 2013
                       ◂━━━━━━━━━━▸ Republic of Korea takes part in Balkhash Thermal
                                    Power Plant (date worked out), ongoing [20]

    Bands: the months of the first year, ┃ some days of one, ━ all, ◂ ▸ other years.

    Undated: 1
      Balkhash Thermal Power Plant is in Kazakhstan [21]

    Citations
    [1]  Samruk-Energy, KEPCO and Samsung signed it on 25 March 2009
         (businesskorea-2012, 5419-5534, unchecked)
    [2]  the framework had been signed before the agreements of 2011
         (businesskorea-2012, 5106-5534, unchecked)
    [3]  the framework is for the project just spoken of (businesskorea-2012,
         5106-5534, unchecked)
    [4]  KEPCO signed the framework on 25 March 2009 (businesskorea-2012, 5419-5534,
         unchecked)
    [5]  Samruk-Energy signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)
    [6]  Samsung signed the framework on 25 March 2009 (businesskorea-2012,
         5419-5534, unchecked)
    [7]  agreements on two construction projects, signed in August 2011
         (businesskorea-2012, 5106-5418, unchecked)
    [8]  the agreements are about constructing the Atyrau complex
         (businesskorea-2012, 5201-5322, unchecked)
    [9]  the agreements are about constructing the Balkhash plant
         (businesskorea-2012, 5201-5322, unchecked)
    [10] signed at the forum (businesskorea-2012, 5106-5418, unchecked)
    [11] signed during Lee's visit of August 2011 (businesskorea-2012, 5106-5418,
         unchecked)
    [12] the Prime Minister and the President held talks at the start of the visit
         (hop-forum-2013, 1015-1102, unchecked)
    [13] the chemical plant of Atyrau Region came up in the talks (hop-forum-2013,
         1015-1269, unchecked)
    [14] the Balkhash plant came up in the talks (hop-forum-2013, 1015-1232,
         unchecked)
    [15] the development of Zhambyl came up in the talks (hop-forum-2013, 1015-1333,
         unchecked)
    [16] the talks were the visit's opening ones (hop-forum-2013, 813-1035,
         unchecked)
    [17] one of the two who talked (hop-forum-2013, 1015-1102, unchecked)
    [18] Akhmetov spoke of the Balkhash plant (hop-forum-2013, 1015-1232, unchecked)
    [19] Akhmetov praises the projects he had named, the Balkhash plant among them
         (hop-forum-2013, 1192-1567, unchecked)
    [20] South Korea is involved in the Balkhash plant (hop-forum-2013, 1117-1232,
         unchecked)
    [21] the Balkhash plant counts among the projects in Kazakhstan (hop-forum-2013,
         1117-1232, unchecked)

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
fn what_joins_two_leaders_over_the_years() {
    assert_snapshot!(
        shown(&["timeline", "lee-myung-bak", "nursultan-nazarbayev", "--together"]), @"
    exit: 0
    --- stdout
    3 dated entries

    between May 2009 and Dec 2012
                       ····━━━━━━━▸ ▬ Strategic partnership between Kazakhstan and
                                    the Republic of Korea (date worked out) [1]
                                      established by Kazakhstan (date worked out)
                                        [2][3]
                                      established by Republic of Korea (date worked
                                        out) [2][3]
                                      spoken of by Lee Myung-bak, inferred [4]
                                      spoken of by Nursultan Nazarbayev, inferred
                                        [4]
                                      follows State visit of Lee Myung-bak to
                                        Kazakhstan, May 2009 [5]

    2012               ━━━━━━━━━━━━ planned: Lee Myung-bak met Nursultan Nazarbayev
                                    (date worked out), inferred [6]

    2012 or earlier    ◂━━━━━━━━━━━ Lee Myung-bak invited Nursultan Nazarbayev (date
                                    worked out), inferred [7]

    Bands: the months of the first year, ┃ some days of one, ━ all, ◂ ▸ other years.

    Citations
    [1]  a strategic partnership was set up after the visit of May 2009
         (businesskorea-2012, 1839-2000, unchecked)
    [2]  the partnership was set up after Lee's visit to Kazakhstan
         (businesskorea-2012, 1839-2000, unchecked)
    [3]  the heading names the two countries as the partners (businesskorea-2012,
         0-50, unchecked)
    [4]  the two leaders are content with the partnership (businesskorea-2012,
         2457-2571, unchecked)
    [5]  the partnership came after Lee's visit of May 2009 (businesskorea-2012,
         1839-2000, unchecked)
    [6]  the summit will let the two presidents meet again (businesskorea-2012,
         2274-2455, unchecked)
    [7]  Lee invited Kazakhstan's President to the summit (businesskorea-2012,
         2274-2403, unchecked)

    Sources
    businesskorea-2012: BusinessKorea, “Strategic partnership between Kazakhstan and
         Korea has deepened since the establishment of diplomatic relationship in
         1992”, 2012

    data: kazakhstan-korea · 145 nodes, 238 edges
    --- stderr
    ");
}

#[test]
fn a_project_with_its_part_over_the_years() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "timeline", "harbour-lights"]), @"
    exit: 0
    --- stdout
    6 dated entries
    With its part Breakwater Lighthouse.

    about 1987         ━━━━━━━━━━━━ Breakwater Lighthouse: condition: dark, about
                                    1987 [1]

    16 Mar 2022        ··┃········· ▬ Framework agreement for Harbour Lights
                                    [2][3][4]
                                      signed by Byeoldeung Marine Lighting [5][6]
                                      concerns Harbour Lights [7]
                                      signed by Marezh Lantern Works [8][9]
                                      signed by Marezh Port Authority [10][11]
    18 Mar 2022        ··┃········· Byeoldeung Marine Lighting supplies Harbour
                                    Lights, claimed by Byeoldeung Marine Lighting:
                                    delivered: 60 lamps in total, 18 Mar 2022,
                                    claimed by Byeoldeung Marine Lighting [12]
    since 30 Jun 2022  ·····┃━━━━━▸ Bright Quay builds Harbour Lights (date worked
                                    out), ongoing, inferred [13][14]

    2023               ━━━━━━━━━━━━ Harbour Lights, ongoing: planned completion: all
                                    lamps lit, 2023, claimed by Byeoldeung Marine
                                    Lighting [15]
    Q3 2023            ······━━━··· planned: Byeoldeung Tarvonia opened Breakwater
                                    Lighthouse, claimed by Byeoldeung Marine
                                    Lighting [16]

    Bands: the months of the first year, ┃ some days of one, ━ all, ◂ ▸ other years.

    Undated: 3
      Breakwater Lighthouse is part of Harbour Lights [17]
      Byeoldeung Marine Lighting supplies Harbour Lights, claimed by Byeoldeung
        Marine Lighting [18]
      planned: Five lamp workshops in Marezh supplies Harbour Lights [19][20]

    Citations
    [1]  It has been out of use since about 1987 (courier-2021, 299-362, verified)
    [2]  Signed on 16 March 2022 (saltglass-2022, 327-370, verified)
    [3]  The company dates it a day later (byeoldeung-2022, 169-239, verified)
    [4]  The blog repeats the wire's date (quayside-2022, 298-341, moved)
    [5]  Three parties signed on 16 March, the lamp maker among them
         (saltglass-2022, 248-370, verified)
    [6]  The same three parties, the lamp maker among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [7]  The agreement is about Harbour Lights (byeoldeung-2022, 169-211, verified)
    [8]  Three parties signed on 16 March, the lantern works among them
         (saltglass-2022, 248-370, verified)
    [9]  The same three parties, the lantern works among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [10] Three parties signed on 16 March, the port authority among them
         (saltglass-2022, 248-370, verified)
    [11] The same three parties, the port authority among them, a day later
         (byeoldeung-2022, 216-320, verified)
    [12] 60 lamp heads so far (byeoldeung-2022, 845-868, verified)
    [13] It exists to build the masts (registry-2023, 750-795, verified)
    [14] It is to build the masts (saltglass-2022, 1023-1064, verified)
    [15] The company meant to have every lamp lit in 2023 (byeoldeung-2022,
         1408-1457, broken)
    [16] The subsidiary was to reopen the lighthouse (byeoldeung-2022, 1459-1545,
         broken)
    [17] The project covers the lighthouse (courier-2021, 252-324, verified)
    [18] It says that it has sent 60 lamp heads (byeoldeung-2022, 829-905, verified)
    [19] They are to supply the glass (saltglass-2022, 1089-1148, verified)
    [20] The blog carries the same sentence (quayside-2022, 737-796, moved)

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
fn a_name_in_another_script() {
    assert_snapshot!(shown(&["find", "이명박"]), @"
    exit: 0
    --- stdout
    ● Lee Myung-bak (leader) lee-myung-bak, by alias “이명박”
    ★ State visit of Lee Myung-bak to Kazakhstan, May 2009 (visit, May 2009)
        lee-state-visit-2009, part of or near to “State visit of Lee Myung-bak to
        Kazakhstan, May 2009”
    ★ State visit of Lee Myung-bak to Kazakhstan, August 2011 (visit, Aug 2011)
        lee-state-visit-2011, part of or near to “State visit of Lee Myung-bak to
        Kazakhstan, August 2011”
    ▬ Seven documents signed during Lee Myung-bak's state visit of 2009 (agreement,
        May 2009) documents-of-2009, part of or near to “Seven documents signed
        during Lee Myung-bak's state visit of 2009”

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram show lee-myung-bak
    --- stderr
    ");
}

#[test]
fn a_name_that_is_nearly_right() {
    assert_snapshot!(shown(&["show", "Samruk Enrgy"]), @"
    exit: 1
    --- stdout
    --- stderr
    error: nobody and nothing is called “Samruk Enrgy”
      Samruk-Energy (company), id samruk-energy
    hint: did you mean samruk-energy?
    ");
}

#[test]
fn citations_that_moved_and_broke() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "verify"]), @r#"
    exit: 1
    --- stdout
    131 of 136 citations checked
    source           citations  verified  unchecked  moved  broken
    byeoldeung-2022         34        32          0      0       2
    courier-2021            29        29          0      0       0
    gazette-2020             5         0          5      0       0
    quayside-2022           12         2          0     10       0
    registry-2023           20        20          0      0       0
    saltglass-2022          36        36          0      0       0

    byeoldeung-2022: the text has changed since it was digested; each citation was
      re-checked

    gazette-2020: there is no text file "tarvonia-gazette-2020-7.txt"

    quayside-2022: the text has changed since it was digested; each citation was
      re-checked

    broken     harbour-lights, fact 4, evidence 1: byeoldeung-2022 1408-1457
    moved      harbour-lights-framework, evidence 3: quayside-2022 298-341
    moved      harbour-lights-framework, fact 1, evidence 2: quayside-2022 343-392
    moved      solbit-meeting-2022, evidence 2: quayside-2022 580-677
    moved      torvash-visit-2022, evidence 2: quayside-2022 421-506
    moved      anselm-rowe-cadik-family-dorian-kesheff, evidence 1: quayside-2022
               900-959
    moved      anselm-rowe-cadik-family-dorian-kesheff, fact 1, evidence 1:
               quayside-2022 945-959
    broken     byeoldeung-tarvonia-opened-breakwater-lighthouse, evidence 1:
               byeoldeung-2022 1459-1545
    moved      five-lamp-workshops-supplies-harbour-lights, evidence 2:
               quayside-2022 737-796
    moved      five-lamp-workshops-supplies-harbour-lights, fact 1, evidence 1:
               quayside-2022 798-861
    moved      milena-torvash-met-rae-onbyeol, evidence 2: quayside-2022 495-536
    moved      ministry-of-ports-awarded-seol-garambit, evidence 2: quayside-2022
               683-734

    data: harbour-lights · 37 nodes, 60 edges
    --- stderr
    "#);
}

#[test]
fn sources_and_what_rests_on_them() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "sources"]), @"
    exit: 0
    --- stdout
    6 sources

    byeoldeung-2022: Byeoldeung Marine Lighting, “Byeoldeung Marine Lighting: three
      signatures for Harbour Lights”, 18 Mar 2022,
      https://byeoldeung.example/press/22-03
      34 citations, 32 verified; backs 19 relationships, 10 of them alone

    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
      2021, https://courier.example/2021/11/23/light-on-every-quay
      29 citations, 29 verified; backs 14 relationships, 10 of them alone

    gazette-2020: State of Tarvonia, “Tarvonia Gazette, no. 7 of 2020”, 2020
      5 citations, unchecked; backs 4 relationships, 3 of them alone

    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
      to lend 30 million euros for our lamps”, 17 Mar 2022,
      https://quayside.example/lamps, copies saltglass-2022
      12 citations, 2 verified; backs 5 relationships, 1 of them alone

    registry-2023: Register of companies of Tarvonia, “Register of companies of
      Tarvonia, extract of 8 February 2023”, 8 Feb 2023,
      https://register.example/extract/2023-02-08
      20 citations, 20 verified; backs 11 relationships, 7 of them alone

    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
      Mar 2022, https://saltglass.example/wire/220316-tarvonia
      36 citations, 36 verified; backs 24 relationships, 11 of them alone
      origin of what quayside-2022 copies

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights verify --texts DIR
    --- stderr
    ");
}

#[test]
fn a_dataset_in_figures() {
    assert_snapshot!(shown(&["stats", "--data", "harbour-lights"]), @"
    exit: 0
    --- stdout
    figure                      value
    nodes                             37
    records                            5
    hubs                               7
    edges                             60
    facts                             30
    evidence                         136
    sources                            6
    origins                            5
    unsourced edges                    1
    inferred edges                     4
    claimed edges                      4
    edges from several origins        13
    dated edges                       40
    components                         4
    largest component                 27
    edges done                        51
    edges ongoing                      1
    edges planned                      5
    edges cancelled                    2
    edges denied                       1
    evidence verified                119
    evidence unchecked                 5
    evidence moved                    10
    evidence broken                    2
    first date                  Apr 1998
    last date                       2022

    components are counted on: hubs removed, records kept as nodes, passable edges,
      undirected, parallel edges as one, unit length

    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights rank --by betweenness
    --- stderr
    ");
}

/// NetworkX computed the same measures on the default projection, see `tests/oracle/make.py`.
#[test]
fn ranks_are_those_of_networkx_on_the_default_projection() {
    let sandbox = Sandbox::new();
    for dataset in ["kazakhstan-korea", "harbour-lights"] {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/oracle/{dataset}.json"));
        let oracle: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let ids: Vec<&str> =
            oracle["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        for (measure, values) in MEASURES {
            let answer = sandbox.json(&[
                "--data",
                dataset,
                "rank",
                "--by",
                measure,
                "--records",
                "--top",
                "100000",
            ]);
            let rows = answer["rows"].as_array().unwrap();
            assert_eq!(rows.len(), ids.len(), "{dataset} {measure}");
            assert_eq!(answer["projection"]["nodes"].as_u64(), Some(ids.len() as u64));
            for row in rows {
                let at = ids.binary_search(&row["id"].as_str().unwrap()).unwrap();
                let (ours, theirs) = (row["score"].as_f64().unwrap(), values(&oracle, at));
                // PageRank stops early on both sides, n · 1e-11 apart in sum; see `oracle.rs`.
                let tolerance = 1e-9 * theirs.abs().max(1.0);
                assert!((ours - theirs).abs() <= tolerance, "{dataset} {measure} {row} {theirs}");
            }
        }
    }
}

type Values = fn(&Value, usize) -> f64;
const MEASURES: [(&str, Values); 5] = [
    ("betweenness", |oracle, at| oracle["betweenness_normalised"][at].as_f64().unwrap()),
    ("degree", |oracle, at| oracle["degree"][at].as_f64().unwrap()),
    ("closeness", |oracle, at| oracle["closeness"][at].as_f64().unwrap()),
    ("harmonic", |oracle, at| {
        let n = oracle["ids"].as_array().unwrap().len() as f64;
        oracle["harmonic"][at].as_f64().unwrap() / (n - 1.0)
    }),
    ("pagerank", |oracle, at| oracle["pagerank"][at].as_f64().unwrap()),
];

#[test]
fn a_path_as_it_was_known_then() {
    assert_snapshot!(
        shown(&["--data", "harbour-lights", "path", "milena-torvash", "silverfin-cables", "--known-by", "2021"]), @"
    exit: 1
    --- stdout
    How is Milena Torvash connected to Silverfin Cables?
    No path: over edges of passable kinds, hubs not passed through, and only as
      selected (known by 2021-12-31).

    Left out: 1 route
      3 steps through Tarvonia (state, where everything meets); --via tarvonia
        admits it

    selection: known by 2021-12-31
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights --known-by 2021 neighbors milena-torvash
    --- stderr
    ");
}

#[test]
fn what_could_be_read_by_then() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "sources", "--known-by", "2021"]), @"
    exit: 0
    --- stdout
    2 sources

    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
      2021, https://courier.example/2021/11/23/light-on-every-quay
      29 citations, 29 verified; backs 14 relationships, 13 of them alone

    gazette-2020: State of Tarvonia, “Tarvonia Gazette, no. 7 of 2020”, 2020
      5 citations, unchecked; backs 4 relationships, 3 of them alone

    selection: known by 2021-12-31
    data: harbour-lights · 37 nodes, 60 edges
    --- stderr
    ");
    assert_snapshot!(
        shown(&["--data", "harbour-lights", "timeline", "--known-by", "2020-06"]), @"
    exit: 0
    --- stdout
    3 dated entries

    since 2 Sep 2019   ········┃━━▸ Milena Torvash holds the post Minister of Ports
                                    of Tarvonia [1] (possible at that time)

    14 Feb 2020        ·┃·········· Ministry of Ports of Tarvonia established
                                    Harbour Safety Committee [2] (possible at that
                                    time)
    since 14 Feb 2020  ·┃━━━━━━━━━▸ Dorian Kesheff is a member of Harbour Safety
                                    Committee [3] (possible at that time)

    Bands: the months of the first year, ┃ some days of one, ━ all, ◂ ▸ other years.

    Undated: 1
      Ministry of Ports of Tarvonia is part of Tarvonia, perhaps published later [4]

    Citations
    [1]  In the post since 2 September 2019 (gazette-2020, 58-115, unchecked)
    [2]  Set up by order (gazette-2020, 209-298, unchecked)
    [3]  Appointed on the day the committee was set up (gazette-2020, 317-382,
         unchecked)
    [4]  A part of the government (gazette-2020, 129-203, unchecked)

    Sources
    gazette-2020: State of Tarvonia, “Tarvonia Gazette, no. 7 of 2020”, 2020

    selection: known by 2020-06-30
    data: harbour-lights · 37 nodes, 60 edges
    --- stderr
    ");
    assert_snapshot!(shown(&["show", "kepco", "--known-by", "2011"]), @"
    exit: 1
    --- stdout
    --- stderr
    error: nobody and nothing is called “kepco”
    hint: it may have become known later: leave out --known-by
    ");
}

#[test]
fn as_of_a_day_ranks_say_what_is_only_possible() {
    assert_snapshot!(
        shown(&["--data", "harbour-lights", "rank", "--as-of", "2020", "--top", "3"]), @"
    exit: 0
    --- stdout
    Ranked by betweenness, 3 of 24
    rank  name                           kind      score
       1  Byeoldeung Marine Lighting     company   0.0543
       2  Harbour Lights                 project   0.0399
       3  Ministry of Ports of Tarvonia  ministry  0.0254

    score: share of the shortest paths between other nodes that pass through it
    normalisation: divided by (n-1)(n-2)/2
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 25 nodes, 15 edges
    of these edges 1 inferred, 1 planned, 1 claimed, 10 only possible at that time
      (--basis stated, --status done, --claims drop, --certain leave them out)

    selection: as of 2020-12-31
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights path byeoldeung harbour-lights --as-of
      2020
    --- stderr
    ");
}

#[test]
fn figures_as_of_a_day() {
    assert_snapshot!(shown(&["--data", "harbour-lights", "stats", "--as-of", "2020"]), @"
    exit: 0
    --- stdout
    figure                      value
    nodes                                32
    records                               1
    hubs                                  7
    edges                                28
    facts                                14
    evidence                             66
    sources                               6
    origins                               5
    unsourced edges                       1
    inferred edges                        1
    claimed edges                         2
    edges from several origins            6
    dated edges                          10
    components                           10
    largest component                     8
    edges only possible then             18
    edges done                           26
    edges planned                         1
    edges denied                          1
    evidence verified                    57
    evidence unchecked                    5
    evidence moved                        4
    first date                     Apr 1998
    last date                   14 Feb 2020

    components are counted on: hubs removed, records kept as nodes, passable edges,
      undirected, parallel edges as one, unit length

    selection: as of 2020-12-31
    data: harbour-lights · 37 nodes, 60 edges
    next: sociogram --data harbour-lights rank --by betweenness --as-of 2020
    --- stderr
    ");
}

/// Verbs that check or change files do not take a day of knowledge, and a question never writes.
#[test]
fn what_was_known_then_is_only_asked() {
    let sandbox = Sandbox::new();
    for args in
        [&["verify"][..], &["validate"], &["tour"], &["init", "new"], &["completions", "bash"]]
    {
        let run = sandbox.run(&[args, &["--known-by", "2011"]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains("goes with questions"), "{}", run.stderr);
    }
    assert_eq!(sandbox.run(&["stats", "--known-by", "soon"]).code, 2);
    for args in [&["--figures", "out"][..], &["--check"], &["--view", "map", "--pin"]] {
        let run = sandbox.run(&[&["diagram", "--known-by", "2013"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("known"), "{}", run.stderr);
    }
}
