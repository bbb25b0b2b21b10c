"""Words of the room: states, statuses, categories, changes, rules. Codes are those of the field's glossary."""

from credentry.core.records import wording
from credentry.foundation.labels import Label


def _words(*triples: tuple[str, str, str]) -> dict[str, Label]:
    return {code: Label(zh, en) for code, zh, en in triples}


# What a credential is on a day. 撤销 withdrawn, 注销 cancelled and 吊销 revoked are three different legal
# events: the first is taken back for cause by the issuer, the second ends formally, the third is a penalty.
STATUSES = _words(
    ("valid", "有效", "Valid"),
    ("expiring_soon", "即将过期", "Expiring soon"),
    ("expired", "已过期", "Expired"),
    ("not_yet_effective", "未生效", "Not yet effective"),
    ("suspended", "暂停", "Suspended"),
    ("duty_overdue", "义务逾期失效", "Lapsed: duty overdue"),
    ("parent_not_valid", "主证失效", "Parent credential not valid"),
    ("standard_withdrawn", "依据标准废止", "Standard withdrawn"),
    ("accreditation_ended", "发证机构资质终止", "Issuer's accreditation ended"),
    ("employment_ended", "聘用关系终止", "Employment ended"),
    ("registration_ended", "注册单位变动", "Registration with the unit ended"),
    ("qualification_ended", "前提资格失效", "Required qualification not valid"),
    ("age_limit_reached", "达到年龄上限", "Age limit reached"),
    ("product_changed", "产品变更待批", "Product changed, approval open"),
    ("withdrawn", "撤销", "Withdrawn"),
    ("cancelled", "注销", "Cancelled"),
    ("revoked", "吊销", "Revoked"),
    ("void", "失效", "Void"),
    ("superseded", "作废(已被替代)", "Superseded"),
)

HOLDING = frozenset({"valid", "expiring_soon"})

# What a credential needs outside its own paper → the state it is in while that fails.
DEPENDENCY_STATES = {
    "parent": "parent_not_valid",
    "standard": "standard_withdrawn",
    "accreditation": "accreditation_ended",
    "employment": "employment_ended",
    "registration": "registration_ended",
    "qualification": "qualification_ended",
    "product_change": "product_changed",
    "age": "age_limit_reached",
}

# Which state shows when several apply on one day: the heavier legal event first; of lapses, which no authority
# declares, the one that came first; that it has not begun only where nothing else fails.
LEGAL_EVENTS = ("revoked", "withdrawn", "cancelled", "void", "superseded", "suspended")
LAPSES = ("expired", "duty_overdue", *DEPENDENCY_STATES.values())
STATE_RANK = (*LEGAL_EVENTS, *LAPSES, "not_yet_effective")

# Events an issuer or owner records. A suspension ends by reinstatement; the others are final.
CHANGES = _words(
    ("suspended", "暂停", "Suspended"),
    ("reinstated", "恢复", "Reinstated"),
    ("withdrawn", "撤销", "Withdrawn"),
    ("cancelled", "注销", "Cancelled"),
    ("revoked", "吊销", "Revoked"),
    ("void", "失效", "Void"),
    ("superseded", "作废(已被替代)", "Superseded"),
)
# What a change of status is known from.
CHANGE_SOURCES = _words(
    ("notice", "通知或决定文书", "A notice or decision"),
    ("register", "官方公示平台查询", "Found in an official register"),
    ("table", "历史台账", "Taken over from a table"),
    ("own", "本单位决定", "Our own decision"),
)
FINAL_CHANGES = frozenset({"withdrawn", "cancelled", "revoked", "void", "superseded"})

# Which fact ends (or has ended) the standing.
BINDINGS = _words(
    ("", "长期有效", "No end known"),
    ("term", "证书自身有效期", "Its own term"),
    ("status_change", "发证机构状态", "Status set by the issuer"),
    ("duty", "周期性义务", "A periodic duty"),
    ("parent", "主证", "Its parent credential"),
    ("standard", "依据标准", "The standard it is based on"),
    ("accreditation", "发证机构资质", "The issuer's accreditation"),
    ("employment", "聘用关系", "Employment"),
    ("registration", "注册单位", "Registration with the unit"),
    ("qualification", "前提资格", "A required qualification"),
    ("product_change", "产品变更", "A product change"),
    ("age", "年龄上限", "The holder's age"),
    ("pending", "延续申请审查中", "A pending renewal"),
)
DEPENDENCIES = {code: BINDINGS[code] for code in DEPENDENCY_STATES}
# Dependencies on another credential.
ON_CREDENTIALS = ("parent", "accreditation", "qualification")
RELATIONS = ("employment", "registration")
AGE = "age"

FILING_OUTCOMES = _words(
    ("granted", "准予延续", "Granted"),
    ("refused", "不予延续", "Refused"),
    ("withdrawn", "撤回申请", "Application withdrawn"),
)

CATEGORIES = _words(
    ("product_safety", "安规", "Product safety"),
    ("emc", "电磁兼容", "EMC"),
    ("radio", "无线", "Radio"),
    ("telecom", "电信入网", "Telecom access"),
    ("hazardous_substances", "有害物质", "Hazardous substances"),
    ("energy", "能效", "Energy efficiency"),
    ("product_conformity", "产品符合性", "Product conformity"),
    ("production_licence", "生产许可", "Production licence"),
    ("transport_safety", "运输安全", "Transport safety"),
    ("management_system", "管理体系", "Management system"),
    ("laboratory", "实验室资质", "Laboratory"),
    ("metrology", "计量", "Metrology"),
    ("capability_rating", "能力评价", "Capability rating"),
    ("auditor", "审核员", "Auditor"),
    ("work_safety", "安全生产", "Work safety"),
    ("company_qualification", "企业资质", "Company qualification"),
    ("project_permit", "项目许可", "Project permit"),
    ("environment", "环保与节能", "Environment"),
    ("fire_safety", "消防", "Fire safety"),
    ("construction_testing", "见证检测", "Construction testing"),
    ("equipment", "设备登记与检验", "Equipment"),
    ("registered_profession", "注册执业", "Registered profession"),
    ("safety_management", "安全管理人员", "Safety management"),
    ("post_certificate", "岗位证书", "Post certificate"),
    ("special_operation", "特种作业", "Special operation"),
    ("construction_special_operation", "建筑施工特种作业", "Construction special operation"),
    ("special_equipment_personnel", "特种设备作业", "Special-equipment personnel"),
    ("professional_title", "职称", "Professional title"),
    ("skill", "职业技能", "Vocational skill"),
    ("international_personal", "国际人员认证", "International personal certification"),
    ("device_registration", "医疗器械注册备案", "Device registration"),
    ("device_manufacture", "医疗器械生产", "Device manufacture"),
    ("device_distribution", "医疗器械经营", "Device distribution"),
    ("device_evidence", "医疗器械技术资料", "Device evidence"),
    ("authorisation", "授权", "Authorisation"),
    ("business_registration", "主体登记", "Business registration"),
    ("supplier", "供应商资质", "Supplier qualification"),
    ("other", "其他", "Other"),
)

DOCUMENTS = _words(
    ("certificate", "证书", "Certificate"),
    ("licence", "许可证", "Licence"),
    ("permit", "许可", "Permit"),
    ("registration", "注册证", "Registration"),
    ("filing", "备案", "Filing"),
    ("declaration", "声明", "Declaration"),
    ("report", "报告", "Report"),
    ("approval", "批准文件", "Approval"),
    ("qualification", "资质", "Qualification"),
    ("record", "记录", "Record"),
    ("mark-authorisation", "标志使用授权", "Mark authorisation"),
)

OBLIGATIONS = _words(
    ("mandatory", "强制", "Mandatory"),
    ("voluntary", "自愿", "Voluntary"),
    ("conditional", "视情况", "Conditional"),
)

VALIDITY_RULES = _words(
    ("fixed_term", "固定期限", "Fixed term"),
    ("surveillance_only", "监督通过即有效", "While surveillance is met"),
    ("until_change", "变更前有效", "Until a change"),
    ("as_stated", "以证书所载为准", "As printed"),
    ("no_expiry", "长期有效", "No expiry"),
    ("annual_cycle", "年度周期", "Annual cycle"),
    ("tied_to_parent", "随主证", "With the parent credential"),
    ("start_deadline", "限期开工", "Lapses unless started"),
    ("per_shipment", "单批次", "One shipment"),
    ("interval", "按周期", "By interval"),
)

# Why a credential has no expiry date: the paper says so, or the rule of the type does.
NO_EXPIRY_REASONS = _words(
    ("printed", "证书注明长期有效", "Printed as indefinite"),
    ("no_expiry", "该类型不设有效期", "The type has no expiry"),
    ("until_change", "产品、法规或标准变更前有效", "Valid until product, law or standard changes"),
    ("surveillance_only", "监督通过期间有效", "Valid while surveillance is met"),
    ("tied_to_parent", "随主证有效", "Ends with its parent credential"),
    ("once_started", "限期开工,按期开工后不设到期日", "No end once started in time"),
    ("per_shipment", "仅限本批次", "For this shipment only"),
    ("unknown", "未注明,待确认", "Not stated, to be confirmed"),
)

NUMBER_CHECKS = _words(
    ("", "无规则", "No rule"),
    ("ok", "符合规则", "Follows the rule"),
    ("legacy", "旧版编号", "Older form"),
    ("unusual", "与规则不符,待确认", "Unusual, to be confirmed"),
)

SCOPE_KINDS = _words(
    ("standard", "标准", "Standard"),
    ("act", "许可行为", "Act"),
    ("exclusion", "排除项", "Exclusion"),
    ("note", "备注", "Note"),
)

ACTS = _words(
    ("produce", "生产", "Produce"),
    ("import", "进口", "Import"),
    ("sell", "销售", "Sell"),
    ("ship_stock", "销售存量", "Sell goods already shipped"),
    ("bid", "投标", "Bid"),
    ("work", "上岗作业", "Work"),
    ("practise", "执业", "Practise"),
)

# The duty to begin what a permit allows, where it lapses otherwise.
START_DUTY = "start_activity"

DEADLINES = _words(
    ("expiry_date", "证书到期", "Expiry"),
    ("renewal_deadline", "续期申请截止", "Last day to file the renewal"),
    ("duty_due", "周期性义务", "Periodic duty"),
    ("renewal_open", "可开始办理续期", "Renewal may be filed"),
    ("start_deadline", "最迟开工(启动)", "Last day to start"),
    ("age_limit", "年龄上限", "Age limit"),
    ("suspension_end", "暂停期限届满", "Longest a suspension may last"),
    ("standing_end", "依据失效", "What it depends on ends"),
    ("usage_valid_until", "电子证书使用有效期", "Usage validity of the e-certificate"),
    ("exemption_expiry", "豁免到期", "Exemption expiry"),
    ("next_inspection_date", "下次检验", "Next inspection"),
    ("use_term_end", "土地使用期限", "End of the land-use term"),
    ("duty_continuing_education", "继续教育", "Continuing education"),
    ("duty_suspension_report", "停工报告", "Report on a stop of works"),
    ("duty_resume_check", "停工满一年核验", "Re-verification after a year's stop of works"),
    ("handover_due", "离职人员证书移交", "Hand-over of a leaver's certificate"),
    ("notice_status", "证书被暂停、撤销、吊销或注销", "Suspended, withdrawn, revoked or cancelled"),
)

# What stands in a history about facts that are no fields.
NOTES = _words(
    *(
        (f"depends_on.{code}", f"依赖{label.zh}", f"Depends on: {label.en}")
        for code, label in DEPENDENCIES.items()
    ),
    ("product_change_approved", "产品变更获批", "Product change approved"),
    ("product_change", "产品变更", "Product change"),
    ("renewal_filed", "延续申请提交日", "Renewal filed on"),
    ("renewal_decided", "延续申请结果", "Renewal decided"),
    ("accepted_no", "受理号", "Acceptance number"),
)
for _name, _label in NOTES.items():
    wording.say(_name, _label)

DEFAULT_WARN_DAYS = 90


def options(words: dict[str, Label]) -> tuple[tuple[str, Label], ...]:
    """Choice options of a vocabulary, without the empty code."""
    return tuple((code, label) for code, label in words.items() if code)
