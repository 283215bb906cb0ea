//! FollowTheMoney's model, as far as reading and writing need it: schemata, what they extend, the two properties that an
//! edge joins, the entities that a schema requires, and properties by type. Facts of the model of FollowTheMoney 3.8.
//! Says nothing of what schemata mean here.

use crate::model::When;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A schema with all that it inherits.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: &'static str,
    /// Only extended by others.
    pub(super) is_abstract: bool,
    /// Itself and all that it extends.
    pub(super) line: Vec<&'static str>,
    /// The properties that have its ends, where it joins two entities.
    pub(super) ends: Option<(&'static str, &'static str)>,
    /// Properties that have to name an entity.
    pub(super) required: Vec<&'static str>,
    pub(super) properties: BTreeMap<&'static str, Takes>,
}

/// What values a property takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Any words.
    Words,
    /// The id of an entity of this schema.
    Entity(&'static str),
    Date,
    Country,
    Topic,
    Language,
    Gender,
    Url,
    Email,
    Phone,
    /// A code with a form of its own.
    Code,
}

impl Schema {
    /// Whether it is that schema or extends it.
    pub(super) fn is_a(&self, name: &str) -> bool {
        self.line.contains(&name)
    }

    /// What a property takes, if there is one of this name.
    pub(super) fn takes(&self, property: &str) -> Option<Takes> {
        self.properties.get(property).copied()
    }
}

impl Takes {
    /// Whether the library takes a value as it is.
    pub(super) fn fits(self, value: &str) -> bool {
        let listed = |list: &str| list.split(' ').any(|word| word == value);
        let is_code = |extra: &str| {
            let good = |c: char| c.is_ascii_alphanumeric() || extra.contains(c);
            (1..=64).contains(&value.len()) && value.chars().all(good)
        };
        match self {
            Self::Words => true,
            Self::Entity(_) => is_entity_id(value),
            Self::Date => is_date(value),
            Self::Country => listed(COUNTRIES),
            Self::Topic => listed(TOPICS),
            Self::Language => listed(LANGUAGES),
            Self::Gender => matches!(value, "male" | "female" | "other"),
            Self::Url => {
                (value.starts_with("http://") || value.starts_with("https://"))
                    && !value.contains(|c: char| c.is_whitespace() || c.is_control())
            }
            Self::Email => is_code(".-_@") && value.split('@').count() == 2,
            Self::Phone => value.starts_with('+') && value.len() > 7 && is_code("+"),
            Self::Code => is_code(".-:"),
        }
    }
}

/// Whether a text can name an entity.
pub(super) fn is_entity_id(text: &str) -> bool {
    let is_inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let is_outer = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= 200
        && is_outer(bytes.first())
        && is_outer(bytes.last())
        && bytes.iter().all(|&b| is_inner(b))
}

/// Whether a text is a year, a month or a day.
pub(super) fn is_date(text: &str) -> bool {
    let is_digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let is_form = match parts[..] {
        [year] => is_digits(year, 4),
        [year, month] => is_digits(year, 4) && is_digits(month, 2),
        [year, month, day] => is_digits(year, 4) && is_digits(month, 2) && is_digits(day, 2),
        _ => false,
    };
    // EDTF writes seasons as months beyond the twelfth.
    let is_month = parts.get(1).is_none_or(|month| ("01"..="12").contains(month));
    is_form && is_month && !text.starts_with("0000") && When::parse(text).is_ok()
}

/// The schema of a name.
pub(super) fn schema(name: &str) -> Option<&'static Schema> {
    static SCHEMATA: LazyLock<BTreeMap<&str, Schema>> = LazyLock::new(parse);
    SCHEMATA.get(name)
}

/// All names of schemata.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    heads().map(|head| name_and_parents(head).0.trim_start_matches('-'))
}

fn heads() -> impl Iterator<Item = &'static str> {
    MODEL.lines().filter(|line| !line.starts_with(' ') && !line.is_empty())
}

/// The name in a head line, and what follows it.
fn name_and_parents(head: &'static str) -> (&'static str, &'static str) {
    let end = head.find([' ', ':']).unwrap_or(head.len());
    head.split_at(end)
}

fn parse() -> BTreeMap<&'static str, Schema> {
    let mut own: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    let mut name = "";
    for line in MODEL.lines().filter(|line| !line.is_empty()) {
        if line.starts_with(' ') {
            let (_, properties) = own.get_mut(name).expect("a head line comes first");
            properties.extend(line.split_whitespace());
        } else {
            name = name_and_parents(line).0.trim_start_matches('-');
            own.insert(name, (line, Vec::new()));
        }
    }
    own.keys().map(|&name| (name, whole(name, &own))).collect()
}

/// A schema with all that it inherits.
fn whole(
    name: &'static str,
    own: &BTreeMap<&'static str, (&'static str, Vec<&'static str>)>,
) -> Schema {
    let mut line = vec![name];
    let (mut ends, mut required, mut properties) = (None, Vec::new(), BTreeMap::new());
    let mut at = 0;
    while let Some(&name) = line.get(at) {
        at += 1;
        let (head, written) = &own[name];
        let (_, rest) = name_and_parents(head);
        let rest = rest.trim_end_matches(':');
        let (rest, needs) = rest.split_once(" needs ").unwrap_or((rest, ""));
        required.extend(needs.split_whitespace());
        let (parents, joined) = rest.split_once(" (").unwrap_or((rest, ""));
        ends = ends.or(joined.trim_end_matches(')').split_once(" -> "));
        for parent in parents.split_whitespace().filter(|&word| word != "<") {
            if !line.contains(&parent) {
                line.push(parent);
            }
        }
        for property in written {
            let (name, takes) = takes(property);
            properties.entry(name).or_insert(takes);
        }
    }
    let is_abstract = own[name].0.starts_with('-');
    Schema { name, is_abstract, line, ends, required, properties }
}

/// A property as the table has it: a sign for what it takes, its name, and the schema of an entity.
fn takes(property: &'static str) -> (&'static str, Takes) {
    let of = |takes| (&property[1..], takes);
    match property.as_bytes()[0] {
        b'@' => {
            let (name, range) = property[1..].split_once(':').expect("an entity has a schema");
            (name, Takes::Entity(range))
        }
        b'^' => of(Takes::Date),
        b'!' => of(Takes::Country),
        b'*' => of(Takes::Topic),
        b'~' => of(Takes::Language),
        b'=' => of(Takes::Gender),
        b'/' => of(Takes::Url),
        b'&' => of(Takes::Email),
        b'+' => of(Takes::Phone),
        b'|' => of(Takes::Code),
        _ => (property, Takes::Words),
    }
}

/// One schema a head line: its name (`-` before it where it is abstract), what it extends, the ends that it joins, what
/// it needs; then its own properties. Of schemata that are only read, those that name entities suffice.
const MODEL: &str = "
Address < Thing:
    full remarks postOfficeBox street street2 city postalCode region state latitude longitude
    !country osmId googlePlaceId
Airplane < Vehicle:
    serialNumber icaoCode manufacturer
-Analyzable:
    ~detectedLanguage !detectedCountry namesMentioned peopleMentioned companiesMentioned
    |ibanMentioned |ipMentioned locationMentioned +phoneMentioned &emailMentioned
Article < Document
Assessment < Thing:
    @author:LegalEntity
Asset < Thing Value
Associate < Interval (person -> associate) needs person associate:
    @person:Person @associate:Person relationship
Audio < Document
BankAccount < Asset:
    bankName accountNumber |iban |bic @bank:Organization accountType ^openingDate ^closingDate
    balance ^balanceDate maxBalance ^maxBalanceDate bankAddress
Call < Interval:
    @caller:LegalEntity @receiver:LegalEntity
CallForTenders < Interval Thing needs authority:
    @authority:LegalEntity @onBehalfOf:LegalEntity @tenderers:LegalEntity
Company < Asset Organization:
    !jurisdiction registrationNumber capital voenCode coatoCode irsCode ipoCode cikCode
    jibCode mbsCode ibcRuc caemCode kppCode okvedCode okopfCode fnsCode fssCode bikCode
    pfrNumber oksmCode isinCode ticker ricCode
Contract < Asset:
    title @authority:LegalEntity @project:Project type ^contractDate procedureNumber procedure
    noticeId numberAwards status method criteria classification cancelled ~language
ContractAward < Interest Value (contract -> supplier) needs supplier contract:
    @supplier:LegalEntity @contract:Contract @callForTenders:CallForTenders lotNumber
    documentNumber documentType decisionReason cpvCode nutsCode amended
CourtCase < Thing:
    category type status caseNumber court ^fileDate ^closeDate
CourtCaseParty < Interest (party -> case) needs case party:
    @party:Thing @case:CourtCase
CryptoWallet < Thing Value:
    publicKey privateKey ^creationDate currencySymbol mangingExchange @holder:LegalEntity
    balance ^balanceDate
Debt < Interval Value (debtor -> creditor) needs debtor:
    @debtor:LegalEntity @creditor:LegalEntity
Directorship < Interest (director -> organization) needs director organization:
    @director:LegalEntity @organization:Organization secretary
Document < Analyzable Thing:
    @parent:Folder @ancestors:Folder
Documentation < Interest (document -> entity) needs document entity:
    @document:Document @entity:Thing
EconomicActivity < Interval:
    @contract:Contract @declarant:LegalEntity @sender:LegalEntity @receiver:LegalEntity
    @contractHolder:LegalEntity @bankAccount:BankAccount @bankRub:BankAccount
    @bankForeign:BankAccount @transport:Vehicle
Email < Folder HyperText PlainText:
    @emitters:LegalEntity @recipients:LegalEntity @inReplyToEmail:Email
Employment < Interest (employee -> employer) needs employer employee:
    @employer:Organization @employee:Person
Event < Analyzable Interval Thing:
    location !country important @organizer:LegalEntity @involved:LegalEntity
Family < Interval (person -> relative) needs person relative:
    @person:Person @relative:Person relationship
Folder < Document
HyperText < Document
Identification < Interval needs holder:
    @holder:LegalEntity type !country number authority
Image < Document:
    @pictured:Person
-Interest < Interval:
    role status
-Interval:
    ^startDate ^endDate ^date summary description recordId /sourceUrl publisher /publisherUrl
    /alephUrl namesMentioned indexText ^modifiedAt ^retrievedAt
LegalEntity < Thing:
    &email +phone /website legalForm ^incorporationDate ^dissolutionDate taxStatus status
    sector classification registrationNumber idNumber taxNumber licenseNumber vatCode
    !jurisdiction !mainCountry /opencorporatesUrl bvdId icijId okpoCode |innCode |ogrnCode
    |leiCode dunsCode |uniqueEntityId |npiCode |swiftBic @parent:LegalEntity
License < Contract needs authority
Membership < Interest (member -> organization) needs member organization:
    @member:LegalEntity @organization:Organization
Mention needs document:
    @document:Document @resolved:LegalEntity
Message < Folder HyperText Interval PlainText needs sender:
    @sender:LegalEntity @senderAccount:UserAccount @recipients:LegalEntity
    @recipientAccount:UserAccount @inReplyToMessage:Message
Note < Analyzable Thing:
    @entity:Thing
Occupancy < Interval (holder -> post) needs holder post:
    @holder:Person @post:Position ^declarationDate status
Organization < LegalEntity:
    cageCode permId |imoNumber giiNumber
Ownership < Interest (owner -> asset) needs owner asset:
    @owner:LegalEntity @asset:Asset percentage sharesCount sharesValue sharesCurrency
    sharesType legalBasis ownershipType
Package < Folder
Page:
    @document:Pages
Pages < Document
Passport < Identification needs holder
Payment < Interval Value (payer -> beneficiary) needs payer beneficiary:
    sequenceNumber transactionNumber purpose programme @payer:LegalEntity
    @payerAccount:BankAccount @beneficiary:LegalEntity @beneficiaryAccount:BankAccount
    @contract:Contract @project:Project
Person < LegalEntity:
    title firstName secondName middleName fatherName motherName lastName nameSuffix ^birthDate
    birthPlace !birthCountry ^deathDate position !nationality !citizenship passportNumber
    |socialSecurityNumber =gender ethnicity height weight eyeColor hairColor appearance
    religion political education ~spokenLanguage
PlainText < Document
Position < Thing:
    @organization:Organization ^inceptionDate ^dissolutionDate subnationalArea numberOfSeats
Post < Interest needs holder:
    @holder:Person
Project < Interval Thing Value:
    projectId status phase goal
ProjectParticipant < Interest (participant -> project):
    @project:Project @participant:LegalEntity
PublicBody < Organization
RealEstate < Asset:
    latitude longitude censusBlock cadastralCode area registrationNumber titleNumber tenure
    encumbrance propertyType landType ^createDate @parent:RealEstate
Representation < Interest (agent -> client) needs agent client:
    @agent:LegalEntity @client:LegalEntity
Sanction < Interval needs entity:
    @entity:Thing authority authorityId unscId program programId /programUrl provisions status
    duration reason !country ^listingDate
Security < Asset:
    |isin registrationNumber ticker |figiCode @issuer:LegalEntity ^issueDate ^maturityDate
    type classification collateral
Similar (candidate -> match):
    @candidate:Thing @match:Thing
Succession < Interest (predecessor -> successor) needs predecessor successor:
    @predecessor:LegalEntity @successor:LegalEntity
Table < Document
TaxRoll < Interval needs taxee:
    @taxee:LegalEntity
-Thing:
    name summary description !country alias previousName weakAlias /sourceUrl publisher
    /publisherUrl /alephUrl /wikipediaUrl |wikidataId keywords *topics address
    @addressEntity:Address program notes |proof indexText ^createdAt ^modifiedAt ^retrievedAt
Trip < Event needs endLocation startLocation:
    @startLocation:Address @endLocation:Address @vehicle:Vehicle
UnknownLink < Interest (subject -> object) needs subject object:
    @subject:Thing @object:Thing
UserAccount < Thing:
    @owner:LegalEntity
-Value:
    amount currency amountUsd amountEur
Vehicle < Asset:
    registrationNumber type model @owner:LegalEntity @operator:LegalEntity ^buildDate
    ^registrationDate ^deregistrationDate
Vessel < Vehicle:
    |imoNumber crsNumber !flag registrationPort navigationArea tonnage grossRegisteredTonnage
    ^nameChangeDate callSign !pastFlags pastTypes mmsi
Video < Document
Workbook < Folder
";

/// Codes of countries and other territories.
const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az az-nk ba bb bd be bf bg bh bi bj bl \
    bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn cn-xz co cp cq cr cshh \
    csxx cu cv cw cx cy cy-trnc cz dd de dg dj dk dm do dz ec ee eg eh er es et eu fi fj fk \
    fm fo fr ga gb gb-nir gb-sct gb-wls gd ge ge-ab gf gg gh gi gl gm gn gp gq gr gs gt gu \
    gw gy hk hm hn hr ht hu ic id ie il im in io iq iq-kr ir is it je jm jo jp ke kg kh ki \
    km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md md-pmr me mf mg mh mk ml \
    mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe \
    pf pg ph pk pk-km pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj \
    sk sl sm sn so so-som sr ss st suhh sv sx sy sz ta tc td tf tg th tj tk tl tm tn to tr \
    tt tv tw tz ua ua-cri ua-dpr ua-lpr ug um un us uy uz va vc ve vg vi vn vu wf ws x-so xk \
    ye yt yucs za zm zr zw zz";

/// Codes of topics.
const TOPICS: &str = "asset.frozen corp.disqual corp.offshore corp.public corp.shell crime crime.boss \
    crime.cyber crime.env crime.fin crime.fraud crime.terror crime.theft crime.traffick \
    crime.traffick.drug crime.traffick.human crime.war debarment export.control export.risk \
    fin fin.adivsor fin.bank fin.fund gov gov.admin gov.executive gov.financial gov.head \
    gov.igo gov.judicial gov.legislative gov.muni gov.national gov.security gov.soe \
    gov.state mil poi pol.party pol.union reg.action reg.warn rel role.acct role.act \
    role.civil role.diplo role.journo role.judge role.lawyer role.lobby role.oligarch \
    role.pep role.pol role.rca role.spy sanction sanction.counter sanction.linked wanted";

/// Codes of languages.
const LANGUAGES: &str = "afr ara aze bel bos bul cat ces cnr dan deu ell eng est fas fil fin fra heb hin hrv hun \
    hye ind isl ita jpn kan kat kaz khm kir kor lav lit ltz mkd mlt mon msa mya nep nld nor \
    pol por ron rus slk slv spa sqi srp swa swe tgk tgl tuk tur ukr urd uzb zho";
