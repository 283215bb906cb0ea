//! Korean names in Latin letters: coarse keys that the usual romanisations share.
//!
//! Syllables are taken apart by Unicode arithmetic and spelled in Revised Romanization, with and without
//! sound changes between syllables. That spelling, the customary spellings of family names, and any
//! Latin text are then reduced to a skeleton in which McCune-Reischauer, the Revised system and passport
//! habits agree: voiced, plain and aspirated stops fall together, and so do `eo o u eu oo` and `ae e ai`.
//! The skeleton is coarse: it is compared across scripts only.
//!
//! It does not know Hanja, the inserted ㄴ (학여울 Hangnyeoul), ㄴㄹ read as nn at word seams
//! (신문로 Sinmunno), h merging in verbs (잡혀 japyeo), or English words spelled in Hangul.

const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;

/// Longest text, in syllables, whose first syllable is also read as a family name.
const PERSON_SYLLABLES_MAX: usize = 4;

/// Most keys one text is given.
const KEYS_MAX: usize = 32;

/// Initial consonants by jamo order, in Revised Romanization.
const INITIAL: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
];

/// Vowels by jamo order, in Revised Romanization.
const VOWEL: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
];

/// Final consonants by jamo order: as spoken before a pause or a consonant, and as carried over to a
/// following vowel.
const FINAL: [(&str, &str); 28] = [
    ("", ""),
    ("k", "g"),
    ("k", "kk"),
    ("k", "ks"),
    ("n", "n"),
    ("n", "nj"),
    ("n", "n"),
    ("t", "d"),
    ("l", "r"),
    ("k", "lg"),
    ("m", "lm"),
    ("l", "lb"),
    ("l", "ls"),
    ("l", "lt"),
    ("p", "lp"),
    ("l", "r"),
    ("m", "m"),
    ("p", "b"),
    ("p", "ps"),
    ("t", "s"),
    ("t", "ss"),
    ("ng", "ng"),
    ("t", "j"),
    ("t", "ch"),
    ("k", "k"),
    ("t", "t"),
    ("p", "p"),
    ("", ""),
];

// Jamo indices that the sound changes name.
const INITIAL_G: usize = 0;
const INITIAL_N: usize = 2;
const INITIAL_D: usize = 3;
const INITIAL_R: usize = 5;
const INITIAL_M: usize = 6;
const INITIAL_NONE: usize = 11;
const INITIAL_J: usize = 12;
const INITIAL_H: usize = 18;
const VOWEL_YEO: usize = 6;
const VOWEL_I: usize = 20;
const FINAL_D: usize = 7;
const FINAL_J: usize = 22;
const FINAL_T: usize = 25;
const FINAL_H: usize = 27;
const FINAL_NH: usize = 6;
const FINAL_LH: usize = 15;

/// Family names with a customary spelling whose skeleton is not that of the Revised one.
///
/// Kim, Chung, Cho, Koo, Yoon, Huh and most others need no row: their skeleton is the same.
const FAMILY: &[(&str, &str)] = &[
    ("나", "ra"),
    ("노", "roh"),
    ("라", "na"),
    ("량", "yang"),
    ("려", "yeo"),
    ("로", "no"),
    ("류", "yu"),
    ("리", "lee"),
    ("리", "yi"),
    ("림", "im"),
    ("림", "yim"),
    ("박", "park"),
    ("양", "ryang"),
    ("여", "ryeo"),
    ("유", "ryu"),
    ("이", "lee"),
    ("임", "lim"),
    ("최", "choi"),
];

/// Family names of two syllables.
const FAMILY_OF_TWO: &[&str] = &["남궁", "독고", "사공", "선우", "제갈", "황보"];

/// The Revised Romanization of Korean (Ministry of Culture and Tourism, Notice 2000-8), lower case,
/// with the sound changes of its article 3-1. Other characters stay as they are.
pub(super) fn revised(text: &str) -> String {
    let mut roman = String::with_capacity(text.len());
    let mut syllables = text.chars().map(|c| syllable(c).ok_or(c)).peekable();
    let mut onset: Option<&str> = None;
    while let Some(current) = syllables.next() {
        let current = match current {
            Ok(current) => current,
            Err(other) => {
                roman.push(other);
                onset = None;
                continue;
            }
        };
        roman.push_str(onset.take().unwrap_or(INITIAL[current.initial]));
        roman.push_str(VOWEL[current.vowel]);
        match syllables.peek() {
            Some(Ok(next)) => {
                let (coda, next_onset) = seam(current.last, *next);
                roman.push_str(coda);
                onset = Some(next_onset);
            }
            _ => roman.push_str(FINAL[current.last].0),
        }
    }
    roman
}

/// True for the precomposed syllables that folding leaves.
pub(super) fn is_hangul(c: char) -> bool {
    (FIRST..=LAST).contains(&(c as u32))
}

/// The keys of a folded text that has Hangul, family name first: at most 32, sorted, distinct.
pub(super) fn skeletons(spaced: &str) -> Vec<String> {
    keys(spaced, Order::FamilyFirst)
}

/// The keys with the family name last, as in `Myung-bak Lee`; none for what cannot be a person.
pub(super) fn skeletons_family_last(spaced: &str) -> Vec<String> {
    keys(spaced, Order::FamilyLast)
}

/// The key of a folded Latin text.
pub(super) fn latin_skeleton(spaced: &str) -> String {
    squeeze(&spaced.split(' ').map(letters).collect::<String>())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    FamilyFirst,
    FamilyLast,
}

/// A syllable as indices into the jamo tables.
#[derive(Debug, Clone, Copy)]
struct Syllable {
    initial: usize,
    vowel: usize,
    last: usize,
}

/// Takes a syllable apart (The Unicode Standard, section 3.12).
fn syllable(c: char) -> Option<Syllable> {
    if !is_hangul(c) {
        return None;
    }
    let index = c as u32 - FIRST;
    Some(Syllable {
        initial: (index / (VOWELS * FINALS)) as usize,
        vowel: (index / FINALS % VOWELS) as usize,
        last: (index % FINALS) as usize,
    })
}

/// What stands between two vowels: the end of one syllable and the beginning of the next, changed by
/// each other.
fn seam(last: usize, next: Syllable) -> (&'static str, &'static str) {
    let (closed, carried) = FINAL[last];
    let initial = next.initial;
    match initial {
        _ if last == 0 => ("", INITIAL[initial]),
        INITIAL_NONE => match (last, next.vowel) {
            (FINAL_D, VOWEL_I) => ("", "j"),
            (FINAL_T, VOWEL_I) => ("", "ch"),
            _ => ("", carried),
        },
        // Aspiration: 좋고 joko, 놓다 nota, 낳지 nachi.
        INITIAL_G | INITIAL_D | INITIAL_J if matches!(last, FINAL_H | FINAL_NH | FINAL_LH) => {
            let aspirated = match initial {
                INITIAL_G => "k",
                INITIAL_D => "t",
                _ => "ch",
            };
            (closed, aspirated)
        }
        // 맞히다 machida, 굳히다 guchida; ㄱ and ㅂ keep their h in nouns (묵호 Mukho).
        INITIAL_H if last == FINAL_J => ("", "ch"),
        INITIAL_H if last == FINAL_D && matches!(next.vowel, VOWEL_I | VOWEL_YEO) => ("", "ch"),
        INITIAL_R => match closed {
            "n" | "l" => ("l", "l"),
            "k" | "ng" => ("ng", "n"),
            "p" | "m" => ("m", "n"),
            _ => ("n", "n"),
        },
        INITIAL_N if closed == "l" => ("l", "l"),
        INITIAL_N | INITIAL_M => {
            let coda = match closed {
                "k" => "ng",
                "p" => "m",
                "t" | "" => "n",
                other => other,
            };
            (coda, INITIAL[initial])
        }
        _ => (closed, INITIAL[initial]),
    }
}

/// Syllables one by one, as family names and hyphenated given names are spelled, without sound changes.
fn apart(text: &str) -> String {
    text.chars()
        .map(|c| {
            if is_hangul(c) {
                letters(&revised(c.encode_utf8(&mut [0; 4])))
            } else {
                letters(c.encode_utf8(&mut [0; 4]))
            }
        })
        .collect()
}

/// The same without boundaries, as one word.
fn unchanged(text: &str) -> String {
    letters(&text.chars().map(|c| revised(c.encode_utf8(&mut [0; 4]))).collect::<String>())
}

/// The three ways the syllables of a text become letters.
fn spellings(spaced: &str) -> [String; 3] {
    let each = |spell: fn(&str) -> String| spaced.split(' ').map(spell).collect::<String>();
    [each(apart), each(unchanged), each(|word| letters(&revised(word)))]
}

fn keys(spaced: &str, order: Order) -> Vec<String> {
    let mut keys = Vec::new();
    if order == Order::FamilyFirst {
        keys.extend(spellings(spaced));
    }
    let name: String = spaced.chars().filter(|&c| c != ' ').collect();
    let n_syllables = name.chars().count();
    if (2..=PERSON_SYLLABLES_MAX).contains(&n_syllables) && name.chars().all(is_hangul) {
        for (family, given) in as_person(&name) {
            keys.extend(spellings(given).into_iter().map(|given| match order {
                Order::FamilyFirst => format!("{family}{given}"),
                Order::FamilyLast => format!("{given}{family}"),
            }));
        }
    }
    // 희 is Hui by rule and Hee by custom; the spelling by custom is added, not chosen.
    let by_custom: Vec<String> =
        keys.iter().filter(|key| key.contains("hui")).map(|key| key.replace("hui", "hi")).collect();
    keys.extend(by_custom);
    let mut keys: Vec<String> = keys.iter().map(|key| squeeze(key)).collect();
    keys.sort();
    keys.dedup();
    keys.truncate(KEYS_MAX);
    keys
}

/// The readings of a name as family name, already in skeleton letters, and given name.
fn as_person(name: &str) -> Vec<(String, &str)> {
    let first = name.chars().next().map_or(0, char::len_utf8);
    let by_rule = std::iter::once(&name[..first])
        .chain(FAMILY_OF_TWO.iter().copied().filter(|family| name.starts_with(family)))
        .map(|family| (apart(family), &name[family.len()..]));
    let by_custom = FAMILY.iter().filter_map(|(family, custom)| {
        name.strip_prefix(family).map(|given| (letters(custom), given))
    });
    by_rule.chain(by_custom).collect()
}

/// Letter groups of romanised Korean and their skeleton letters, longest first where they overlap.
/// `u` stands for every rounded or central vowel and for `w`, `i` for `y` too, `c` for ㅈ ㅉ ㅊ.
const GROUPS: &[(&str, &str)] = &[
    ("tch", "c"),
    ("ch", "c"),
    ("sh", "s"),
    ("rh", "l"),
    ("wh", "hu"),
    ("ck", "k"),
    ("eo", "u"),
    ("eu", "u"),
    ("ou", "u"),
    ("ae", "e"),
    ("ai", "e"),
    ("ei", "e"),
    ("ee", "i"),
];

/// The letter group at the beginning of `rest`, whose first character is `c`.
fn group_at(c: char, rest: &str) -> Option<&'static (&'static str, &'static str)> {
    // Most letters open no group, and an index asks for every letter of every name.
    if !matches!(c, 'a' | 'c' | 'e' | 'o' | 'r' | 's' | 't' | 'w') {
        return None;
    }
    GROUPS.iter().find(|(group, _)| rest.starts_with(group))
}

/// The skeleton letters of one romanised word.
fn letters(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if let Some((group, skeleton)) = group_at(c, rest) {
            letters.push_str(skeleton);
            rest = &rest[group.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            'g' | 'k' | 'q' | 'c' => letters.push('k'),
            'd' | 't' => letters.push('t'),
            'b' | 'p' | 'f' | 'v' => letters.push('p'),
            'j' | 'z' => letters.push('c'),
            'r' | 'l' => letters.push('l'),
            'o' | 'u' | 'w' => letters.push('u'),
            'y' if letters.ends_with('a') && !rest.starts_with(is_vowel) => {
                letters.pop();
                letters.push('e');
            }
            'i' | 'y' => letters.push('i'),
            'x' => letters.push_str("ks"),
            // A written h that only lengthens the vowel: Roh, Ahn, Suh.
            'h' if letters.ends_with(is_vowel) && !rest.starts_with(is_glide_or_vowel) => {}
            other => letters.push(other),
        }
    }
    letters
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn is_glide_or_vowel(c: char) -> bool {
    is_vowel(c) || matches!(c, 'y' | 'w')
}

/// Writes doubled letters once, but not doubled n, m, l: Hanam is not Hannam.
fn squeeze(letters: &str) -> String {
    let mut squeezed = String::with_capacity(letters.len());
    for c in letters.chars() {
        if !squeezed.ends_with(c) || matches!(c, 'n' | 'm' | 'l') || c.is_numeric() {
            squeezed.push(c);
        }
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::super::fold::spaced;
    use super::*;

    #[track_caller]
    fn meet(hangul: &str, latin: &str) {
        let (keys, key) = (skeletons(&spaced(hangul)), latin_skeleton(&spaced(latin)));
        assert!(keys.contains(&key), "{hangul} {keys:?}, {latin} {key}");
    }

    #[track_caller]
    fn differ(hangul: &str, latin: &str) {
        let (keys, key) = (skeletons(&spaced(hangul)), latin_skeleton(&spaced(latin)));
        assert!(!keys.contains(&key), "{hangul}, {latin}: {key}");
    }

    #[test]
    fn revised_romanization_as_published() {
        // Examples of Notice 2000-8, articles 2 and 3.
        for (hangul, roman) in [
            ("구미", "gumi"),
            ("영동", "yeongdong"),
            ("백암", "baegam"),
            ("옥천", "okcheon"),
            ("합덕", "hapdeok"),
            ("호법", "hobeop"),
            ("월곶", "wolgot"),
            ("벚꽃", "beotkkot"),
            ("한밭", "hanbat"),
            ("구리", "guri"),
            ("설악", "seorak"),
            ("칠곡", "chilgok"),
            ("임실", "imsil"),
            ("울릉", "ulleung"),
            ("대관령", "daegwallyeong"),
            ("백마", "baengma"),
            ("종로", "jongno"),
            ("왕십리", "wangsimni"),
            ("별내", "byeollae"),
            ("신라", "silla"),
            ("해돋이", "haedoji"),
            ("같이", "gachi"),
            ("맞히다", "machida"),
            ("좋고", "joko"),
            ("놓다", "nota"),
            ("낳지", "nachi"),
            ("묵호", "mukho"),
            ("집현전", "jiphyeonjeon"),
            ("압구정", "apgujeong"),
            ("낙동강", "nakdonggang"),
            ("죽변", "jukbyeon"),
            ("낙성대", "nakseongdae"),
            ("합정", "hapjeong"),
            ("팔당", "paldang"),
            ("샛별", "saetbyeol"),
            ("울산", "ulsan"),
            ("중앙", "jungang"),
            ("반구대", "bangudae"),
            ("세운", "seun"),
            ("해운대", "haeundae"),
            ("민용하", "minyongha"),
            ("송나리", "songnari"),
            ("충청북도", "chungcheongbukdo"),
            ("제주도", "jejudo"),
            ("의정부시", "uijeongbusi"),
            ("속리산", "songnisan"),
            ("경복궁", "gyeongbokgung"),
            ("독립문", "dongnimmun"),
            ("촉석루", "chokseongnu"),
        ] {
            assert_eq!(revised(hangul), roman, "{hangul}");
        }
    }

    #[test]
    fn mccune_reischauer_spellings_meet() {
        // Spellings in the system of McCune and Reischauer (1939) as libraries and atlases print them.
        for (hangul, roman) in [
            ("부산", "Pusan"),
            ("대구", "Taegu"),
            ("평양", "P'yŏngyang"),
            ("전라", "Chŏlla"),
            ("독립", "Tongnip"),
            ("경기도", "Kyŏnggi-do"),
            ("신라", "Silla"),
            ("김정일", "Kim Chŏngil"),
            ("박정희", "Pak Chŏnghŭi"),
        ] {
            meet(hangul, roman);
        }
    }

    /// Presidents, ministers and others as English-language newspapers print them.
    const PEOPLE: &[(&str, &str)] = &[
        ("이명박", "Lee Myung-bak"),
        ("박근혜", "Park Geun-hye"),
        ("노무현", "Roh Moo-hyun"),
        ("박정희", "Park Chung-hee"),
        ("전두환", "Chun Doo-hwan"),
        ("노태우", "Roh Tae-woo"),
        ("김영삼", "Kim Young-sam"),
        ("김대중", "Kim Dae-jung"),
        ("문재인", "Moon Jae-in"),
        ("윤석열", "Yoon Suk-yeol"),
        ("반기문", "Ban Ki-moon"),
        ("한승수", "Han Seung-soo"),
        ("정운찬", "Chung Un-chan"),
        ("강창희", "Kang Chang-hee"),
        ("최경환", "Choi Kyung-hwan"),
        ("윤병세", "Yun Byung-se"),
        ("허창수", "Huh Chang-soo"),
        ("구본무", "Koo Bon-moo"),
        ("안철수", "Ahn Cheol-soo"),
        ("조석", "Cho Seok"),
        ("유명환", "Yu Myung-hwan"),
        ("임성남", "Lim Sung-nam"),
        ("백영선", "Paik Young-sun"),
        ("신동빈", "Shin Dong-bin"),
        ("오세훈", "Oh Se-hoon"),
    ];

    #[test]
    fn people_as_they_spell_themselves_and_nobody_else() {
        for (hangul, roman) in PEOPLE {
            meet(hangul, roman);
            for (_, other) in PEOPLE.iter().filter(|(_, other)| other != roman) {
                differ(hangul, other);
            }
        }
    }

    #[test]
    fn companies_that_spell_korean_sounds() {
        for (hangul, roman) in [
            ("삼성", "Samsung"),
            ("현대", "Hyundai"),
            ("대우", "Daewoo"),
            ("한화", "Hanwha"),
            ("금호", "Kumho"),
            ("기아", "Kia"),
            ("두산", "Doosan"),
            ("효성", "Hyosung"),
            ("쌍용", "Ssangyong"),
            ("롯데", "Lotte"),
        ] {
            meet(hangul, roman);
        }
    }

    #[test]
    fn every_group_is_reached() {
        for (group, skeleton) in GROUPS {
            let first = group.chars().next().unwrap();
            assert_eq!(group_at(first, group).map(|(_, s)| *s), Some(*skeleton), "{group}");
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (hangul, latin) in [
            ("한남", "Kangnam"),
            ("강남", "Hannam"),
            ("하남", "Hannam"),
            ("이명박", "Lee Myung-hee"),
            ("김영삼", "Kim Young-nam"),
            ("박근혜", "Park Won-soon"),
            ("한국", "Hanguk University"),
        ] {
            differ(hangul, latin);
        }
    }

    #[test]
    fn a_family_name_may_stand_last() {
        let keys = skeletons_family_last("이명박");
        assert!(keys.contains(&latin_skeleton("myung bak lee")), "{keys:?}");
        assert!(skeletons_family_last("한국전력공사").is_empty());
    }

    #[test]
    fn keys_are_bounded() {
        for text in ["이", "이희희희", "임희희", &"희".repeat(300)] {
            assert!(skeletons(text).len() <= KEYS_MAX);
            assert!(skeletons_family_last(text).len() <= KEYS_MAX);
        }
    }
}
