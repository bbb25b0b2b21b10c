"""Words of the room: scopes of rules and the engagements they speak of, severities, states of an obligation."""

from credentry.domains.coverage.rules import scheduling
from credentry.foundation.labels import Label


def _words(*triples: tuple[str, str, str]) -> dict[str, Label]:
    return {code: Label(zh, en) for code, zh, en in triples}


RULE = "requirement_rule"
ENGAGEMENT = "engagement"
WAIVER = "waiver"
SCENARIO = "scenario"
LIMIT = "use_limit"

# What a kept question asks.
ENTRY, LOSS = "entry", "loss"
SCENARIO_QUESTIONS = _words((ENTRY, "进入市场", "Entering markets"), (LOSS, "失去", "Losing something"))

BLOCK, WARN = "block", "warn"
EFFECTS = _words((BLOCK, "不计入", "Does not count"), (WARN, "计入并提示", "Counts, with a warning"))
LIMIT_TESTS = _words(
    ("registered_unit", "注册单位与聘用单位不一致", "Registered with another organisation than the employer"),
    ("age", "超过年龄", "Over an age"),
    ("one_project", "已在其他项目担任该岗位", "Holds the post at another project already"),
    ("apart", "在同一项目兼任须分离的岗位", "Holds another post there that must be kept apart"),
    ("use_until", "超过电子证书使用有效期", "The printed copy may be used no longer"),
    ("as_licence", "与营业执照不一致", "Differs from the business licence"),
)

# Facts that limits ask about, which no rule does: what they are called, and of which kind of record.
ASKS_BIRTH, ASKS_EMPLOYER, ASKS_REGISTRATION = "birth_date", "employer", "registration_unit"
ASKS_PLACE, ASKS_USE, ASKS_LICENCE = "place", "usage_valid_until", "licence"
LICENCE_FIELDS = ("legal_rep", "address")
LIMIT_FACTS = _words(
    (ASKS_BIRTH, "出生日期", "birth date"),
    (ASKS_EMPLOYER, "聘用单位", "employer"),
    (ASKS_REGISTRATION, "注册单位", "registration unit"),
    (ASKS_PLACE, "任职的项目或场所", "project or site of the post"),
    (ASKS_USE, "电子证书使用有效期", "usage valid until"),
    ("legal_rep", "法定代表人", "legal representative"),
    ("address", "地址", "address"),
    (ASKS_LICENCE, "营业执照", "business licence"),
)
LIMIT_FACTS_OF = {
    ASKS_BIRTH: "person", ASKS_EMPLOYER: "person", ASKS_REGISTRATION: "person", ASKS_PLACE: "engagement",
    ASKS_USE: "credential", "legal_rep": "credential", "address": "credential", ASKS_LICENCE: "organisation",
}  # fmt: skip

# Of a person they are asked in the questionnaire: fact → what is entered.
LIMIT_FACTS_OF_PEOPLE = {ASKS_BIRTH: "date", ASKS_EMPLOYER: "organisation", ASKS_REGISTRATION: "organisation"}

# What a subject is engaged in: the second half of the pair a rule is about.
MARKET, POST, STAGE, SUPPLY, COMPANY = "market", "post", "stage", "supply", "company"
CONTEXTS = _words(
    (MARKET, "目标市场", "Market"),
    (POST, "任职岗位", "Post"),
    (STAGE, "项目阶段", "Project stage"),
    (SUPPLY, "供方资格", "Supplier role"),
    (COMPANY, "企业自身", "The company itself"),
)
SUBJECT_OF = {
    MARKET: "product", POST: "person", STAGE: "project", SUPPLY: "organisation", COMPANY: "organisation",
}  # fmt: skip
# The fact that an engagement itself says, and where its words stand.
ROLE_FACT = {MARKET: "md_activity", POST: "person_role", STAGE: "project_stage", SUPPLY: "supplier_kind"}

SCOPES = _words(
    ("product_market", "产品 × 市场", "Product × market"),
    ("medical_device", "医疗器械 × 市场", "Medical device × market"),
    ("person_role", "人员 × 岗位", "Person × post"),
    ("project_stage", "项目 × 阶段", "Project × stage"),
    ("supplier", "供方 × 资格", "Supplier × qualification"),
    ("organisation", "企业自身", "The company itself"),
)
CONTEXT_OF = {
    "product_market": MARKET, "medical_device": MARKET, "person_role": POST, "project_stage": STAGE,
    "supplier": SUPPLY, "organisation": COMPANY,
}  # fmt: skip
MEDICAL = "medical_device"

BLOCKING, ADVISORY = "blocking", "advisory"
SEVERITIES = _words((BLOCKING, "必备", "Mandatory"), (ADVISORY, "建议", "Advised"))
ROUTES = _words(
    (scheduling.FEWEST, "需办证书最少", "Fewest certificates"),
    (scheduling.QUICKEST, "最快", "Quickest"),
    (scheduling.CHEAPEST, "费用最低", "Cheapest"),
)
SURE, CHECK = "sure", "check"
CERTAINTIES = _words((SURE, "已确认", "Confirmed"), (CHECK, "待确认", "To be confirmed"))

# Whose credentials count where not the subject's own: a party of the engagement.
CONTRACTOR, SUPERVISOR = "contractor", "supervision_unit"
CREW = "crew"  # the people who hold a post there: persons are counted, not papers
PARTIES = _words(
    (CONTRACTOR, "施工单位", "Contractor"),
    (SUPERVISOR, "监理单位", "Supervision unit"),
    (CREW, "在岗人员", "People in post"),
)
CREWED = frozenset({STAGE, SUPPLY, COMPANY})  # contexts of which somebody can be in post there

MET, MET_EXPIRING, IN_APPLICATION = "met", "met_expiring", "in_application"
MISSING, EXPIRED, SUSPENDED = "missing", "expired", "suspended"
NOT_APPLICABLE, UNKNOWN, WAIVED = "not_applicable", "unknown_fact", "waived"
STATES = _words(
    (MET, "满足", "Met"),
    (MET_EXPIRING, "满足,即将到期", "Met, expiring soon"),
    (IN_APPLICATION, "办理中", "In application"),
    (SUSPENDED, "证书暂停", "Credential suspended"),
    (EXPIRED, "证书失效", "Credential no longer valid"),
    (MISSING, "缺少", "Missing"),
    (UNKNOWN, "信息不足", "Facts unknown"),
    (WAIVED, "已豁免", "Waived"),
    (NOT_APPLICABLE, "不适用", "Not applicable"),
)
WAIVER_REQUESTED, WAIVER_APPROVED, WAIVER_REFUSED, WAIVER_REVOKED = (
    "requested",
    "approved",
    "refused",
    "revoked",
)
WAIVER_STATES = _words(
    (WAIVER_REQUESTED, "待批准", "Waiting for approval"),
    (WAIVER_APPROVED, "已批准", "Approved"),
    (WAIVER_REFUSED, "已拒绝", "Refused"),
    (WAIVER_REVOKED, "已撤回", "Taken back"),
)
MAX_WAIVER_DAYS = 366
MAX_SCENARIO_MARKETS = 30

# The better of two papers has the higher rank; a list of needs stands where its worst need stands.
# What may be met stands between what is and what is not.
RANK = {MET: 7, MET_EXPIRING: 6, UNKNOWN: 5, IN_APPLICATION: 4, SUSPENDED: 3, EXPIRED: 2, MISSING: 1}
STATE_OF_RANK = {rank: state for state, rank in RANK.items()}

# Status of a credential on a day → what it does for an obligation.
MEETS = {
    "valid": MET,
    "expiring_soon": MET_EXPIRING,
    "not_yet_effective": IN_APPLICATION,
    "suspended": SUSPENDED,
    "withdrawn": MISSING,
    "cancelled": MISSING,
    "revoked": MISSING,
    "void": MISSING,
    "superseded": MISSING,
}  # every other status is a lapse: EXPIRED


def options(words: dict[str, Label]) -> tuple[tuple[str, Label], ...]:
    """Choice options of a vocabulary."""
    return tuple(words.items())
