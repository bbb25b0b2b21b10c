"""Forms of dependencies, filed renewals, standards and product changes."""

from datetime import date
from typing import Literal
from uuid import UUID

from credentry.core.records.forms import Form, ask
from credentry.domains.credentials import vocabulary as words
from credentry.foundation.labels import L

_REASON = L("原因", "Reason")
# A product change is recorded on the product, a birth date on the person, not on each certificate.
_BY_HAND = tuple(one for one in words.DEPENDENCIES.items() if one[0] not in ("product_change", words.AGE))


class DependForm(Form):
    """Something outside the paper that the credential needs."""

    code: str = ask(L("依赖条件", "What it depends on"), options=_BY_HAND)
    parent: UUID | None = ask(
        L("所依赖的证书", "Credential it depends on"), None, ref="credential",
        help=L("主证、机构资质或前提资格", "Parent, accreditation or qualification"),
    )  # fmt: skip
    standard: UUID | None = ask(L("标准", "Standard"), None, ref="standard")
    organisation: UUID | None = ask(
        L("单位", "Organisation"), None, ref="organisation",
        help=L("持证人须在该单位聘用或注册", "The holder must be employed by or registered with it"),
    )  # fmt: skip
    warns_only: bool = ask(
        L("仅提示", "Warns only"), False, help=L("不影响证书状态", "The standing does not follow it")
    )
    note: str = ask(L("说明", "Note"), "", max_length=500)


class ReleaseForm(Form):
    """The credential does not depend on something any more, or never did."""

    dependency: UUID = ask(L("依赖条件", "Dependency"), widget="text")
    reason: str = ask(_REASON, min_length=1, max_length=2000, widget="longtext")


class FileRenewalForm(Form):
    """The renewal was handed in to the issuer."""

    filed_on: date | None = ask(L("提交日期", "Filed on"), None, help=L("留空为今天", "Empty: today"))
    accepted_no: str = ask(L("受理号", "Acceptance number"), "", max_length=120)
    note: str = ask(L("说明", "Note"), "", max_length=2000, widget="longtext")


class DecideRenewalForm(Form):
    """The issuer decided on the renewal, or it was taken back."""

    outcome: Literal["granted", "refused", "withdrawn"] = ask(
        L("结果", "Outcome"),
        options=words.options(words.FILING_OUTCOMES),
        help=L("准予后请登记新一期证书", "After a grant, record the new term"),
    )
    decided_on: date | None = ask(L("决定日期", "Decided on"), None, help=L("留空为今天", "Empty: today"))
    note: str = ask(L("说明", "Note"), "", max_length=2000, widget="longtext")


class ApproveChangeForm(Form):
    """The issuer approved a change of the product, or confirmed that none is needed."""

    change: UUID | None = ask(
        L("产品变更", "Product change"),
        None,
        ref="product_change",
        help=L("留空为全部待批变更", "Empty: every open one"),
    )
    approved_on: date | None = ask(L("批准日期", "Approved on"), None, help=L("留空为今天", "Empty: today"))
    document_no: str = ask(L("批准文号", "Approval document number"), "", max_length=120)


class StandardForm(Form):
    """One edition of a standard or regulation."""

    code: str = ask(
        L("标准号", "Code"),
        min_length=1,
        max_length=120,
        help=L("含年份,如 GB 4943.1-2022", "With its edition, e.g. GB 4943.1-2022"),
    )
    name_zh: str = ask(L("中文名称", "Chinese name"), min_length=1, max_length=300)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=300)
    family: str = ask(L("标准系列", "Standard without edition"), "", max_length=120)
    edition: str = ask(L("版本", "Edition"), "", max_length=40)
    jurisdiction: str = ask(L("管辖区域", "Jurisdiction"), "", max_length=10)
    published_on: date | None = ask(L("发布日期", "Published on"), None)
    effective_on: date | None = ask(L("实施日期", "In force from"), None)
    withdrawn_on: date | None = ask(
        L("废止日期", "Withdrawn on"),
        None,
        help=L("自该日起不再有效", "First day on which it is not in force"),
    )
    transition_to: date | None = ask(
        L("过渡截止日", "Transition until"),
        None,
        help=L("依据旧版的证书最后有效日", "Last day on which certificates to it hold"),
    )
    superseded_by: UUID | None = ask(L("被替代为", "Superseded by"), None, ref="standard")
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=5000)


class WithdrawStandardForm(Form):
    """The edition goes out of force."""

    withdrawn_on: date = ask(
        L("废止日期", "Withdrawn on"), help=L("自该日起不再有效", "First day on which it is not in force")
    )
    transition_to: date | None = ask(
        L("过渡截止日", "Transition until"),
        None,
        help=L("依据旧版的证书最后有效日", "Last day on which certificates to it hold"),
    )
    superseded_by: UUID | None = ask(L("被替代为", "Superseded by"), None, ref="standard")
    reason: str = ask(_REASON, min_length=1, max_length=2000, widget="longtext")


class ReinstateStandardForm(Form):
    """The edition is in force after all."""

    reason: str = ask(_REASON, min_length=1, max_length=2000, widget="longtext")


class ProductChangeForm(Form):
    """A product was changed after its certificates were granted."""

    product: UUID = ask(
        L("产品", "Product"),
        ref="product",
        help=L(
            "其系列与下级型号的证书同受影响",
            "Certificates of its series and of models below are concerned, too",
        ),
    )
    changed_on: date = ask(
        L("变更日期", "Changed on"), help=L("自该日起须经批准", "From this day on approval is needed")
    )
    description: str = ask(
        L("变更内容", "What was changed"), min_length=1, max_length=5000, widget="longtext"
    )
    unit: UUID | None = ask(
        L("所属组织单元", "Unit"), None, ref="unit", help=L("留空则取您所在的单元", "Empty: your own unit")
    )
    responsible: UUID | None = ask(L("责任人", "Responsible"), None, ref="user")


class WithdrawChangeForm(Form):
    """The change was not made, or was recorded by mistake."""

    reason: str = ask(_REASON, min_length=1, max_length=2000, widget="longtext")
