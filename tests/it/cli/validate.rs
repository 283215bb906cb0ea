//! `validate` on a dataset with views.

use super::Sandbox;
use std::fs;

#[test]
fn a_shuffled_view_is_written_back_in_the_one_form_there_is() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let loose = "{\"pins\": {\"seol-garambit\": [1.50, 2], \"milena-torvash\": [3, 4]},\r\n \
                 \"claims\": \"keep\", \"names\": [\"milena-torvash\"]}";
    let view = sandbox.write("example/views/milena.json", loose);
    let warned = sandbox.run(&["--data", "example", "validate", "--strict"]);
    assert_eq!(warned.code, 1, "{}", warned.shown());
    assert!(warned.stdout.contains("views/milena.json:1:2"), "{}", warned.stdout);
    let dry = sandbox.run(&["--data", "example", "validate", "--fix", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.shown());
    assert_eq!(fs::read_to_string(&view).unwrap(), loose);
    let fixed = sandbox.run(&["--data", "example", "validate", "--fix"]);
    assert_eq!(fixed.code, 0, "{}", fixed.shown());
    let expected = "{\n  \"names\": [\"milena-torvash\"],\n  \"pins\": {\n    \"milena-torvash\": [3, \
                    4],\n    \"seol-garambit\": [1.5, 2]\n  }\n}\n";
    assert_eq!(fs::read_to_string(&view).unwrap(), expected);
    let left = sandbox.run(&["--data", "example", "validate"]);
    assert_eq!((left.code, left.stdout.contains("views/")), (0, false), "{}", left.shown());
}

#[test]
fn a_view_of_a_node_that_is_not_there_refuses_the_dataset() {
    let sandbox = Sandbox::new();
    sandbox.example();
    sandbox.write("example/views/milena.json", "{\n  \"names\": [\"milena-torvas\"]\n}\n");
    let run = sandbox.run(&["--data", "example", "validate"]);
    assert_eq!(run.code, 3, "{}", run.shown());
    let shown = run.shown();
    assert!(
        shown.contains("views/milena.json:2:13: error: \"names\": there is no node"),
        "{shown}"
    );
    assert!(shown.contains("did you mean \"milena-torvash\"?"), "{shown}");
}
