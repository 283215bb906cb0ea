//! What a figure says: its title, its filters, what it shows beside the answer, and what it refuses.

use super::{Sandbox, backed_by, edge, node};

/// The text twin of a figure of the built-in data, in one line with single spaces.
fn described(sandbox: &Sandbox, args: &[&str]) -> String {
    let run = sandbox.run(&[&["diagram", "--describe"], args].concat());
    assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
    run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_title_names_whom_was_asked_for() {
    let sandbox = Sandbox::new();
    for (args, title) in [
        (&["kepco"][..], "KEPCO, and who is around ="),
        (&["lee-myung-bak", "--hops", "2"], "Lee Myung-bak, and who is around ="),
        (&["kepco", "samsung"], "KEPCO and Samsung, and who is around ="),
        (&["--kind", "company", "--kind", "agreement"], "Republic of Korea and others ="),
        (&["--template", "timeline", "park-geun-hye"], "Park Geun-hye, 2013 ="),
        (&["--template", "overview", "--size-by", "degree"], "Who has most connections? ="),
    ] {
        let text = described(&sandbox, args);
        assert!(text.starts_with(title), "{args:?}: {text}");
    }
}

#[test]
fn filters_are_said_once_and_dates_as_pictures_write_them() {
    let sandbox = Sandbox::new();
    let text = described(&sandbox, &["--kind", "visit", "--until", "2011"]);
    assert!(text.contains(" Only kind visit, until 31 Dec 2011. "), "{text}");
    let path = ["--template", "path", "kepco", "korea-eximbank", "--avoid", "samsung"];
    let text = described(&sandbox, &path);
    assert!(text.contains(" Without samsung. "), "{text}");
    assert!(!text.contains("Samsung (삼성)"), "what is avoided stands nowhere: {text}");
}

#[test]
fn a_named_node_is_never_cut() {
    let sandbox = Sandbox::new();
    let text = described(&sandbox, &["park-geun-hye", "--cards", "1"]);
    assert!(text.contains("- Park Geun-hye"), "{text}");
}

#[test]
fn acts_that_did_not_happen_or_are_only_claimed_say_so_first() {
    let sandbox = Sandbox::new();
    let text = described(&sandbox, &["--template", "timeline", "lee-myung-bak"]);
    assert!(text.contains("Planned: Lee Myung-bak met Nursultan Nazarbayev"), "{text}");
}

#[test]
fn a_difference_is_perhaps_where_time_is_only_possible() {
    let sandbox = Sandbox::new();
    let dated = |id: &str, when: &str| {
        edge(id, "met", "ada", "bor", &format!(", \"when\": \"{when}\"{}", backed_by(&["one"])))
    };
    let nodes = [node("ada", "person"), node("bor", "person")];
    let edges = [dated("e1", "2005"), dated("e2", "[2004..]")];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let difference = ["--data", "data", "diagram", "--describe", "--between", "2002", "2010"];
    let run = sandbox.run(&difference);
    assert!(run.stdout.contains("met BOR, 2005, added"), "{}", run.stdout);
    assert!(run.stdout.contains("met BOR, 2004 or later, perhaps"), "{}", run.stdout);
    let certain = sandbox.run(&[&difference[..], &["--certain"]].concat());
    assert_eq!(certain.code, 0, "{}", certain.stderr);
    assert!(!certain.stdout.contains("perhaps"), "{}", certain.stdout);
}

#[test]
fn a_difference_of_data_is_shown_at_hubs_and_lone_nodes_too() {
    let sandbox = Sandbox::new();
    let nodes = [node("ada", "person"), node("orvia", "state"), node("bor", "person")];
    let nodes = nodes.each_ref().map(String::as_str);
    sandbox.dataset(&nodes[..2], &[]);
    std::fs::rename(sandbox.path().join("data"), sandbox.path().join("old")).unwrap();
    let represents = edge("e1", "represents", "ada", "orvia", &backed_by(&["one"]));
    sandbox.dataset(&nodes, &[&represents]);
    let args = ["--data", "data", "diagram", "--describe", "--against", "old"];
    let run = sandbox.run(&args);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("ADA represents ORVIA, new in the data"), "{}", run.stdout);
    assert!(run.stdout.contains("- BOR"), "{}", run.stdout);
    let same = ["--data", "data", "diagram", "--describe", "--against", "data"];
    assert_eq!(sandbox.run(&same).code, 1);
}

#[test]
fn an_option_that_a_template_would_ignore_is_refused() {
    let sandbox = Sandbox::new();
    for args in [
        &["kepco", "--labels", "9"][..],
        &["kepco", "--size-by", "degree"],
        &["kepco", "samsung", "--template", "map", "--through", "posco"],
        &["--template", "overview", "--hops", "2"],
        &["--template", "timeline", "--via", "kazakhstan"],
    ] {
        let run = sandbox.run(&[&["diagram"], args].concat());
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.stderr.contains("does not go with"), "{args:?}: {}", run.stderr);
    }
    // A picture without a name would be silent to those who cannot see it.
    assert_eq!(sandbox.run(&["diagram", "kepco", "--title", ""]).code, 2);
}
