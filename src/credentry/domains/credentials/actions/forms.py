"""Forms of this room."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator

from credentry.core.records.forms import Form, ask
from credentry.domains.credentials import vocabulary as words
from credentry.domains.subjects.vocabulary import SUBJECT_KINDS
from credentry.foundation.labels import L

# A kept upload; clients that hold a list of uploads send the one they have.
OptionalBlob = Annotated[
    UUID | None,
    BeforeValidator(lambda value: (value[0] if value else None) if isinstance(value, list) else value),
]
_NO_EXPIRY = Literal[
    "",
    "printed",
    "no_expiry",
    "until_change",
    "surveillance_only",
    "tied_to_parent",
    "once_started",
    "per_shipment",
    "unknown",
]


class PaperForm(Form):
    """What one paper says."""

    credential_no: str = ask(L("证书编号", "Credential number"), "", max_length=120)
    number_confirmed: bool = ask(
        L("编号已核对", "Number checked"),
        False,
        help=L("编号与证书一致,虽不符合编号规则", "The paper says so although the rule does not"),
    )
    issuer: UUID | None = ask(L("颁发机构", "Issuing body"), None, ref="organisation")
    issued_on: date | None = ask(L("签发日期", "Issued on"), None)
    valid_from: date | None = ask(L("生效日期", "Valid from"), None)
    valid_to: date | None = ask(
        L("到期日期", "Valid to"),
        None,
        help=L("最后一个有效日;空表示无到期日", "Last valid day; empty: no expiry"),
    )
    no_expiry_reason: _NO_EXPIRY = ask(
        L("无到期日的原因", "Why no expiry date"), "", options=words.options(words.NO_EXPIRY_REASONS)
    )
    cost: Decimal | None = ask(L("费用", "Cost"), None, widget="money", ge=0, max_digits=14, decimal_places=2)
    currency: str = ask(L("币种", "Currency"), "", pattern=r"^([A-Z]{3})?$")


class Describe(Form):
    """What is said about the credential itself, apart from its paper."""

    title: str = ask(
        L("证书名称", "Name"),
        "",
        max_length=500,
        help=L("留空则取证书类型加编号或持证主体", "Empty: its type with number or holder"),
    )
    holder: UUID | None = ask(L("持证主体", "Holder"), None, ref="subject")
    first_issued_on: date | None = ask(
        L("首次签发日期", "First issued on"), None, help=L("续期后保持不变", "Kept when it is renewed")
    )
    products: tuple[UUID, ...] = ask(
        L("适用产品型号/系列", "Products covered"),
        (),
        ref="product",
        widget="many",
        help=L("选择系列即覆盖其下全部型号", "A series covers every model below it"),
    )
    markets: tuple[UUID, ...] = ask(
        L("适用国家/地区", "Markets"),
        (),
        ref="market",
        widget="many",
        help=L("可选欧盟等市场组", "Groups such as the EU may be chosen"),
    )
    unit: UUID | None = ask(
        L("所属事业部", "Business unit"),
        None,
        ref="unit",
        help=L("留空则取您所在的单元", "Empty: your own unit"),
    )
    responsible: UUID | None = ask(L("责任人", "Responsible"), None, ref="user")
    deputy: UUID | None = ask(L("代理人", "Deputy"), None, ref="user")
    standards: tuple[str, ...] = ask(L("依据标准", "Standards"), (), widget="json")
    scope_text: str = ask(L("范围", "Scope as printed"), "", widget="longtext", max_length=20000)
    verification_code: str = ask(L("防伪/校验码", "Verification code"), "", max_length=120)
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=20000)
    custom: dict[str, Any] = ask(L("自定义字段", "Custom fields"), {}, widget="custom")


class RegisterForm(PaperForm, Describe):
    """A new credential with its first term."""

    type: UUID = ask(L("证书类型", "Type"), ref="credential_type")


class RenewForm(PaperForm):
    """The next term. Empty number and issuer are taken from the present one."""

    valid_to: date | None = ask(L("新的到期日期", "New expiry date"), None)
    note: str = ask(L("说明", "Note"), "", widget="longtext", max_length=5000)


class CorrectTermForm(PaperForm):
    """What the paper really says; fields left out stay as they are."""

    n: int | None = ask(L("第几期", "Term"), None, ge=1, help=L("留空为当前期", "Empty: the present one"))
    reason: str = ask(L("更正原因", "Why"), min_length=1, max_length=2000, widget="longtext")


class ChangeForm(Form):
    """A status set by the issuer or the owner."""

    effective_on: date | None = ask(L("生效日期", "From"), None, help=L("留空为今天", "Empty: today"))
    reason: str = ask(L("原因", "Reason"), min_length=1, max_length=5000, widget="longtext")
    document_no: str = ask(
        L("文书编号", "Document number"),
        "",
        max_length=120,
        help=L(
            "机构或机关作出的,填通知书、决定书编号",
            "Of the notice or decision, where issuer or authority acted",
        ),
    )
    source: Literal["notice", "register", "table", "own"] = ask(
        L("来源", "Known from"), "notice", options=words.options(words.CHANGE_SOURCES)
    )


class SupersedeForm(ChangeForm):
    """Another credential took its place."""

    source: Literal["notice", "register", "table", "own"] = ask(
        L("来源", "Known from"), "own", options=words.options(words.CHANGE_SOURCES)
    )
    successor: UUID | None = ask(L("替代证书", "Replaced by"), None, ref="credential")


class TakeBackChangeForm(Form):
    """A status change was a mistake: it is taken back and stays in the history."""

    change: UUID | None = ask(
        L("状态记录", "Status change"), None, help=L("留空为最近一条", "Empty: the latest")
    )
    reason: str = ask(L("撤回原因", "Why it is taken back"), min_length=1, max_length=2000, widget="longtext")


class LetLapseForm(Form):
    """The present term is not renewed."""

    reason: str = ask(L("原因", "Reason"), min_length=1, max_length=5000, widget="longtext")
    approver: UUID | None = ask(
        L("批准人", "Approved by"), None, ref="user", help=L("留空为本人", "Empty: yourself")
    )
    decided_on: date | None = ask(L("决定日期", "Decided on"), None, help=L("留空为今天", "Empty: today"))


class ReasonForm(Form):
    """Why."""

    reason: str = ask(L("原因", "Reason"), min_length=1, max_length=2000, widget="longtext")


class RecordDutyForm(Form):
    """A round of a duty is done."""

    code: str = ask(L("义务", "Duty"), max_length=60, widget="text")
    done_on: date | None = ask(L("完成日期", "Done on"), None, help=L("留空为今天", "Empty: today"))
    result: str = ask(L("结果", "Result"), "", max_length=5000, widget="longtext")
    next_due: date | None = ask(
        L("下次到期", "Next due"), None, help=L("留空按周期推算", "Empty: by its cycle")
    )
    document_no: str = ask(L("证明文件编号", "Number of the proof"), "", max_length=120)
    blob_id: OptionalBlob = ask(L("证明文件", "Proof"), None, widget="files")


class ArchiveForm(Form):
    """Into the archive; nothing needs to be said."""

    reason: str = ask(L("原因", "Reason"), "", max_length=2000, widget="longtext")
    retain_until: date | None = ask(
        L("保管至", "Keep until"), None, help=L("留空按该类型的保管期限", "Empty: as the type says")
    )


class KeepUntilForm(Form):
    """Until when it is kept."""

    retain_until: date | None = ask(L("保管至", "Keep until"), None, help=L("留空为永久", "Empty: for ever"))
    reason: str = ask(L("原因", "Reason"), min_length=1, max_length=2000, widget="longtext")


class DisposeForm(Form):
    """The originals and copies were destroyed."""

    disposed_on: date | None = ask(L("销毁日期", "Destroyed on"), None, help=L("留空为今天", "Empty: today"))
    approver: UUID = ask(L("批准人", "Approved by"), ref="user")
    document_no: str = ask(L("销毁记录编号", "Number of the record"), "", max_length=120)
    reason: str = ask(L("原因", "Reason"), min_length=1, max_length=2000, widget="longtext")


class ExtendStartForm(Form):
    """The day by which it must begin is moved, as the rule allows."""

    until: date | None = ask(
        L("延至", "Until"), None, help=L("留空为规定的最长延期", "Empty: as far as one extension reaches")
    )
    document_no: str = ask(L("文书编号", "Document number"), "", max_length=120)
    reason: str = ask(L("原因", "Reason"), min_length=1, max_length=2000, widget="longtext")


class WorkingYearForm(Form):
    """The adjusted days of a year."""

    year: int = ask(L("年份", "Year"), ge=2000, le=2100)
    holidays: tuple[str, ...] = ask(
        L("放假", "Holidays"),
        (),
        widget="json",
        help=L("日期或区间,如 2027-02-05..2027-02-12", "Days or spans"),
    )
    working: tuple[str, ...] = ask(L("调休上班", "Make-up working days"), (), widget="json")
    source: str = ask(L("依据", "Source"), "", max_length=300)


class LoadYearForm(Form):
    """The text of a file with a year."""

    content: str = ask(
        L("文件内容", "Content of the file"),
        widget="longtext",
        min_length=1,
        max_length=20000,
        help=L("YAML 或 JSON:year、holidays、working", "YAML or JSON: year, holidays, working"),
    )


class ScheduleDutyForm(Form):
    """A duty to be met by a day."""

    code: str = ask(L("义务代码", "Duty code"), pattern=r"^[a-z0-9_]{1,60}$")
    name_zh: str = ask(L("名称", "Chinese name"), min_length=1, max_length=200)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=200)
    due_on: date = ask(L("到期日", "Due on"))
    grace_days: int | None = ask(
        L("宽限天数", "Days of grace"),
        None,
        ge=0,
        le=3650,
        help=L("逾期超过宽限即失效;留空只提醒", "After them the credential lapses; empty: it only warns"),
    )


class ScopeForm(Form):
    """What the credential covers; fields left out stay as they are."""

    markets: tuple[UUID, ...] = ask(L("适用国家/地区", "Markets"), (), ref="market", widget="many")
    products: tuple[UUID, ...] = ask(
        L("适用产品型号/系列", "Products covered"), (), ref="product", widget="many"
    )
    excluded_products: tuple[UUID, ...] = ask(
        L("不适用产品", "Products left out"), (), ref="product", widget="many"
    )
    subjects: tuple[UUID, ...] = ask(
        L("其他适用对象", "Other subjects"),
        (),
        ref="subject",
        widget="many",
        help=L("场所、设备、项目等", "Sites, equipment, projects …"),
    )
    standards: tuple[str, ...] = ask(L("依据标准", "Standards"), (), widget="json")
    acts: tuple[str, ...] = ask(
        L("许可行为", "Permitted acts"), (), options=words.options(words.ACTS), widget="json"
    )
    exclusions: tuple[str, ...] = ask(L("排除项", "Exclusions"), (), widget="json")
    scope_notes: tuple[str, ...] = ask(L("范围说明", "Notes on scope"), (), widget="json")
    scope_text: str = ask(L("范围", "Scope as printed"), "", widget="longtext", max_length=20000)


class HandOverForm(Form):
    """Other people or another unit answer for it from now on."""

    responsible: UUID | None = ask(L("新责任人", "New responsible"), None, ref="user")
    deputy: UUID | None = ask(L("新代理人", "New deputy"), None, ref="user")
    unit: UUID | None = ask(L("新所属事业部", "New business unit"), None, ref="unit")


class TypeForm(Form):
    """A type of credential with the rules most often set; ``definition`` carries the others."""

    code: str = ask(L("类型代码", "Code"), pattern=r"^\S{1,60}$")
    name_zh: str = ask(L("中文名称", "Chinese name"), min_length=1, max_length=200)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=200)
    category: str = ask(L("类别", "Category"), "other", options=words.options(words.CATEGORIES))
    document: str = ask(
        L("文件形式", "Kind of document"), "certificate", options=words.options(words.DOCUMENTS)
    )
    subject_kind: str = ask(L("主体类别", "About"), "", options=tuple(SUBJECT_KINDS.items()))
    jurisdiction: str = ask(L("管辖区域", "Jurisdiction"), "", max_length=10)
    obligation: str = ask(L("强制/自愿", "Obligation"), "", options=words.options(words.OBLIGATIONS))
    pack: str = ask(L("行业包", "Pack"), "", max_length=60)
    validity_rule: str = ask(
        L("有效期规则", "Validity rule"), "as_stated", options=words.options(words.VALIDITY_RULES)
    )
    validity_months: int | None = ask(L("有效期(月)", "Months of validity"), None, ge=1, le=1200)
    renewal_opens_days: int | None = ask(
        L("可申请续期提前天数", "Renewal opens (days before expiry)"), None, ge=0, le=3650
    )
    renewal_files_by_days: int | None = ask(
        L("最迟申请提前天数", "Renewal must be filed (days before expiry)"), None, ge=0, le=3650
    )
    number_pattern: str = ask(L("编号规则(正则)", "Number rule (regular expression)"), "", max_length=500)
    number_example: str = ask(L("编号示例", "Example number"), "", max_length=120)
    number_strict: bool = ask(L("编号不符时拒绝", "Refuse other numbers"), False)
    unique_number: bool = ask(L("编号在机构内唯一", "Number unique for issuer"), True)
    warn_days: int = ask(
        L("即将过期天数", "Days shown as expiring soon"), words.DEFAULT_WARN_DAYS, ge=0, le=730
    )
    usual_cost: Decimal | None = ask(
        L("办理一张的费用", "Cost of obtaining one"),
        None,
        widget="money",
        ge=0,
        max_digits=14,
        decimal_places=2,
    )
    usual_currency: str = ask(
        L("费用币种", "Currency of the cost"),
        "",
        pattern=r"^([A-Z]{3})?$",
        help=L("留空为本系统币种", "Empty: the instance's"),
    )
    definition: dict[str, Any] = ask(
        L("完整定义", "Full definition"),
        {},
        widget="json",
        help=L("周期性义务、所需材料、法律依据等", "Duties, evidence, legal basis …"),
    )
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=20000)
