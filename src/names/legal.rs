//! Legal forms: the words of a company's name that say what it is in law, not which one it is.
//!
//! A name without them is a weaker key than the name itself, so it is tried last. They are also left
//! out before a name is read in another script, because a legal form is translated (АО, JSC), not spelled.

/// Folded words that are legal forms, and the English article, sorted by bytes.
const FORMS: &[&str] = &[
    "ag",
    "ao",
    "bv",
    "cjsc",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "jsc",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "ojsc",
    "ooo",
    "pao",
    "pjsc",
    "plc",
    "pte",
    "pty",
    "sa",
    "spa",
    "srl",
    "the",
    "too",
    "ао",
    "ақ",
    "жшс",
    "зао",
    "нао",
    "оао",
    "ооо",
    "пао",
    "тоо",
    "有限公司",
    "株式会社",
    "사단법인",
    "유한회사",
    "재단법인",
    "주",
    "주식회사",
];

/// The words without legal forms at either end; nothing if none stands there or no other word does.
pub(super) fn without_forms(spaced: &str) -> Option<String> {
    let words: Vec<&str> = spaced.split(' ').collect();
    let is_form = |word: &&str| FORMS.binary_search(word).is_ok();
    let start = words.iter().take_while(|word| is_form(word)).count();
    let end = words.len() - words[start..].iter().rev().take_while(|word| is_form(word)).count();
    let mut kept = &words[start..end];
    // `Tiffany & Co`: what joined the legal form goes with it.
    if end < words.len() && kept.len() > 1 && kept.last() == Some(&"and") {
        kept = &kept[..kept.len() - 1];
    }
    if kept.is_empty() || kept.len() == words.len() {
        return None;
    }
    Some(kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_at_the_ends_are_left_out() {
        for (spaced, bare) in [
            ("samruk energy jsc", Some("samruk energy")),
            ("ао самрук энерго", Some("самрук энерго")),
            ("주식회사 포스코", Some("포스코")),
            ("tiffany and co", Some("tiffany")),
            ("posco co ltd", Some("posco")),
            ("samruk energy", None),
            ("company", None),
            ("limited company", None),
            ("", None),
        ] {
            assert_eq!(without_forms(spaced).as_deref(), bare, "{spaced}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(FORMS.is_sorted());
    }

    #[test]
    fn a_legal_form_inside_a_name_stays() {
        assert_eq!(without_forms("bad company records"), None);
    }
}
