//! JSON-LD 1.1 as statements: each object that stands in the document's own list or `@graph` is a place. Nothing is
//! ever fetched: a context has to stand in the file.

use super::iris::in_schema_org;
use super::statements::Statements;
use super::turtle::too_long;
use crate::dataset::FINDINGS_MAX;
use crate::dataset::json::{Shape, Value};
use crate::interchange::files::Text;
use crate::interchange::intake::{Halt, Intake};
use crate::interchange::json;
use oxjsonld::{
    JsonLdErrorCode, JsonLdLoadDocumentOptions, JsonLdParser, JsonLdRemoteDocument,
    JsonLdSyntaxError,
};
use oxrdf::{NamedOrBlankNode, Quad, Term};
use std::error::Error;
use std::ops::Range;

/// How deep objects and arrays may stand in each other.
const DEPTH_MAX: usize = 128;
/// Objects are read one by one, each under the document's context, as long as that is read this often at most.
const CONTEXT_BYTES_MAX: usize = 64 << 20;
/// What a relative IRI becomes, so that it is found and not dropped.
const RELATIVE: &str = "relative.invalid:/";
/// What a member becomes that no context maps to an IRI.
const UNMAPPED: &str = "unmapped.invalid:/";

/// The statements of a JSON-LD file.
pub(super) fn json_ld(text: &Text, intake: &mut Intake<'_>) -> Result<Statements, Halt> {
    check_depth(text, intake)?;
    let document = json::document(text, intake)?;
    let mut reading =
        Reading { text, statements: Statements::of_text(text.as_str().len()), n_errors: 0 };
    let (context, elements) = parts(document, text, intake)?;
    let context = context.map_or("{}", |context| context.text);
    for element in elements.iter().filter(|element| element.shape() != Shape::Object) {
        let message = format!("{} stands where an object should", element.shape().as_str());
        intake.error(text.line(element.offset), message, "a list of JSON-LD has objects");
    }
    let is_cited = context.len().saturating_mul(elements.len()) <= CONTEXT_BYTES_MAX;
    if is_cited {
        for element in elements {
            let range = element.offset..element.offset + element.text.len();
            reading.statements.at(range.clone());
            reading.read(&wrapped(context, element.text), range, intake)?;
        }
    } else {
        intake.note("the context is long, so the objects are read together and cited by nothing");
        let objects: Vec<&str> = elements.iter().map(|element| element.text).collect();
        let range = document.offset..document.offset + document.text.len();
        reading.read(&wrapped(context, &objects.join(",")), range, intake)?;
    }
    Ok(reading.statements)
}

/// The context of a document and the objects in it; the document itself where it is one object.
fn parts<'t>(
    document: Value<'t>,
    text: &'t Text,
    intake: &mut Intake<'_>,
) -> Result<(Option<Value<'t>>, Vec<Value<'t>>), Halt> {
    if document.shape() == Shape::Array {
        return Ok((None, json::elements(document, "the document", text, intake)?));
    }
    let members = json::members(document, "the document", text, intake)?;
    let find = |name: &str| members.iter().find(|member| member.key == name);
    let is_plain = members.iter().all(|member| matches!(&*member.key, "@context" | "@graph"));
    match find("@graph").map(|member| member.value) {
        Some(graph) if is_plain && graph.shape() == Shape::Array => {
            let context = find("@context").map(|member| member.value);
            Ok((context, json::elements(graph, "“@graph”", text, intake)?))
        }
        _ => Ok((None, vec![document])),
    }
}

/// A document of one object under a context; members without an IRI get one that shows it.
fn wrapped(context: &str, element: &str) -> String {
    let context = match context.strip_prefix('[') {
        Some(list) if !list.trim_start().starts_with(']') => format!(", {list}"),
        Some(_) => "]".to_owned(),
        None => format!(", {context}]"),
    };
    format!("{{\"@context\":[{{\"@vocab\":\"{UNMAPPED}\"}}{context},\"@graph\":[{element}]}}")
}

struct Reading<'t> {
    text: &'t Text,
    statements: Statements,
    n_errors: usize,
}

impl Reading<'_> {
    /// Reads a document that was made of the bytes at `range`.
    fn read(
        &mut self,
        document: &str,
        range: Range<usize>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let line = self.text.line(range.start);
        let parser = JsonLdParser::new().with_base_iri(RELATIVE).expect("it is an IRI");
        for found in parser.for_slice(document).with_load_document_callback(load) {
            match found {
                Ok(quad) => {
                    if !self.take(quad, line, intake) {
                        return Err(too_long(line, intake));
                    }
                }
                Err(error) => self.error(&error, &range, intake),
            }
            if self.n_errors >= FINDINGS_MAX {
                return Err(Halt::Refused);
            }
        }
        Ok(())
    }

    /// Takes a statement; false where there is no room for it.
    fn take(&mut self, quad: Quad, line: u64, intake: &mut Intake<'_>) -> bool {
        let Quad { subject, predicate, object, graph_name } = quad;
        let of_subject = match &subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        let of_object = match &object {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        };
        let iris = [of_subject, Some(predicate.as_str()), of_object];
        if let Some(iri) = iris.iter().flatten().find_map(|iri| iri.strip_prefix(RELATIVE)) {
            let message = format!("“{iri}” is a relative IRI, and the file says no base");
            intake.error(line, message, "say \"@base\" in the context, or write IRIs whole");
            self.n_errors += 1;
            return true;
        }
        if let Some(name) = predicate.as_str().strip_prefix(UNMAPPED) {
            intake.note(format!("“{name}”, which the context maps to no IRI, is left out"));
            return true;
        }
        if let Some(name) = of_object.and_then(|iri| iri.strip_prefix(UNMAPPED)) {
            intake
                .note(format!("the type “{name}”, which the context maps to no IRI, is left out"));
            return true;
        }
        if !graph_name.is_default_graph() {
            intake.note("statements in named graphs are read as statements of the file");
        }
        self.statements.push(subject, predicate, object)
    }

    fn error(&mut self, error: &JsonLdSyntaxError, range: &Range<usize>, intake: &mut Intake<'_>) {
        self.n_errors += 1;
        let is_remote = matches!(
            error.code(),
            Some(
                JsonLdErrorCode::LoadingRemoteContextFailed
                    | JsonLdErrorCode::LoadingDocumentFailed
            )
        );
        let whole = self.text.as_str();
        if is_remote {
            let at = whole[range.clone()].find("\"@context\"").map(|at| range.start + at);
            let at = at.or_else(|| whole.find("\"@context\"")).unwrap_or(range.start);
            let message = "a context stands at an address, and nothing is fetched";
            let hint = "put what stands at that address in its place";
            intake.error(self.text.line(at), message, hint);
        } else {
            let message = format!("not JSON-LD: {error}");
            let hint = "check the object and its context against JSON-LD 1.1";
            intake.error(self.text.line(range.start), message, hint);
        }
    }
}

/// Stands in for the network: schema.org's context is known as far as its vocabulary goes, no other is.
fn load(
    address: &str,
    _: &JsonLdLoadDocumentOptions,
) -> Result<JsonLdRemoteDocument, Box<dyn Error + Send + Sync>> {
    if !in_schema_org(address) {
        return Err("nothing is fetched".into());
    }
    let document =
        br#"{"@context": {"@vocab": "http://schema.org/", "schema": "http://schema.org/",
        "id": "@id", "type": "@type"}}"#;
    Ok(JsonLdRemoteDocument { document: document.to_vec(), document_url: address.to_owned() })
}

fn check_depth(text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.as_str().bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            let message = format!("objects and arrays are nested more than {DEPTH_MAX} deep");
            let hint = "give inner objects an \"@id\" and list them in \"@graph\"";
            return Err(intake.refuse(text.line(at), message, hint));
        }
    }
    Ok(())
}
