"""Forms of requirement rules, waivers and scenarios."""

from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records.forms import Form, ask
from credentry.domains.coverage import facts
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.rules import scheduling
from credentry.foundation.labels import L

POSTS = facts.shipped()[words.ROLE_FACT[words.POST]].options


class RuleForm(Form):
    """One requirement."""

    code: str = ask(L("编码", "Code"), pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")
    name_zh: str = ask(L("中文名称", "Chinese name"), min_length=1, max_length=300)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=300)
    scope: str = ask(L("范围", "Scope"), "product_market", options=words.options(words.SCOPES))
    markets: list[str] = ask(
        L("市场", "Markets"),
        [],
        widget="codes",
        codes="market",
        max_length=300,
        help=L("留空表示所有市场", "Empty: everywhere"),
    )
    except_markets: list[str] = ask(
        L("除外市场", "Except in"), [], widget="codes", codes="market", max_length=300
    )
    conditions: dict[str, Any] | None = ask(
        L("适用条件", "Conditions"),
        None,
        widget="condition",
        over="fact",
        help=L("关于主体事实的条件;留空则一律适用", "About facts of the subject; empty: it always applies"),
    )
    all_of: list[str] = ask(
        L("全部需要", "All of"), [], widget="codes", codes="credential_type", max_length=50
    )
    any_of: list[list[str]] = ask(
        L("任选其一", "Any of"),
        [],
        widget="code_lists",
        codes="credential_type",
        max_length=50,
        help=L("满足其中一组即可,组内须齐全", "One of the lists is enough; it must be held in full"),
    )
    levels: dict[str, Any] = ask(
        L("等级要求", "Levels"),
        {},
        widget="json",
        help=L(
            '证书在该字段须写有其中一词:{"P-TITLE": {"field": "level", "words": ["中级", "高级"]}}',
            'The paper must say one of these words in the field: {"P-TITLE": {"field": "level", "words": ["senior"]}}',
        ),
    )
    by_role: dict[str, str] = ask(
        L("须载明岗位的字段", "Names the post in"), {}, widget="code_texts", codes="credential_type"
    )
    counts: dict[str, int] = ask(
        L("数量要求", "How many"), {}, widget="code_numbers", codes="credential_type"
    )
    recognises: dict[str, list[str]] = ask(
        L("互认市场", "Recognises papers of"),
        {},
        widget="code_codes",
        codes="credential_type",
        over="market",
        help=L("该类型的证书由这些市场签发也可", "Papers of this type made for these markets count, too"),
    )
    about: str = ask(
        L("谁的证书", "Whose papers"),
        "",
        options=words.options(words.PARTIES),
        help=L(
            "留空为主体自身;“在岗人员”按人数计,须在该项目(单位)任职",
            "Empty: the subject's own; of people in post there, persons are counted",
        ),
    )
    posts: list[str] = ask(
        L("计入的岗位", "Posts that count"),
        [],
        options=POSTS,
        max_length=50,
        help=L("仅用于“在岗人员”;留空为任何岗位", "For people in post only; empty: any post"),
    )
    severity: str = ask(L("强制程度", "Severity"), words.BLOCKING, options=words.options(words.SEVERITIES))
    certainty: str = ask(L("可信度", "Certainty"), words.SURE, options=words.options(words.CERTAINTIES))
    legal_basis: str = ask(L("法律依据", "Legal basis"), "", max_length=500)
    effective_from: date | None = ask(L("施行日期", "In force from"), None)
    effective_to: date | None = ask(L("废止日期(含当日)", "In force until"), None)
    enabled: bool = ask(L("启用", "Enabled"), True)
    pack: str = ask(L("来源行业包", "Pack"), "", max_length=60)
    pack_version: int | None = ask(L("行业包版本", "Pack version"), None, ge=1)
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=5000)


class LimitForm(Form):
    """A limit of use."""

    code: str = ask(L("编码", "Code"), pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")
    name_zh: str = ask(L("中文名称", "Chinese name"), min_length=1, max_length=300)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=300)
    test: str = ask(L("限制", "Limit"), "age", options=words.options(words.LIMIT_TESTS))
    types: list[str] = ask(
        L("证书类型", "Credential types"), [], widget="codes", codes="credential_type", max_length=200,
        help=L("留空为所有类型", "Empty: all types"),
    )  # fmt: skip
    posts: list[str] = ask(L("岗位", "Posts"), [], options=POSTS, max_length=50)
    years: int | None = ask(L("年龄(周岁)", "Age in years"), None, ge=1, le=120)
    effect: str = ask(L("效果", "Effect"), words.BLOCK, options=words.options(words.EFFECTS))
    certainty: str = ask(L("可信度", "Certainty"), words.SURE, options=words.options(words.CERTAINTIES))
    legal_basis: str = ask(L("法律依据", "Legal basis"), "", max_length=500)
    enabled: bool = ask(L("启用", "Enabled"), True)
    pack: str = ask(L("来源行业包", "Pack"), "", max_length=60)
    pack_version: int | None = ask(L("行业包版本", "Pack version"), None, ge=1)
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=5000)


class WaiverForm(Form):
    """Ask that a requirement be waived."""

    engagement: UUID = ask(L("适用情形", "Engagement"), ref="engagement")
    rule: UUID = ask(L("要求规则", "Requirement rule"), ref="requirement_rule")
    subject: UUID | None = ask(
        L("仅限主体", "Only for"),
        None,
        ref="subject",
        help=L("留空为该情形的主体及其下全部型号", "Empty: the engagement's subject and everything below it"),
    )
    reason: str = ask(L("理由", "Reason"), widget="longtext", min_length=1, max_length=5000)
    document_no: str = ask(L("依据文号", "Document number"), "", max_length=120)
    starts_on: date | None = ask(L("自", "From"), None, help=L("留空为今天", "Empty: today"))
    expires_on: date = ask(
        L("至(含当日)", "Until"),
        help=L(f"最长 {words.MAX_WAIVER_DAYS} 天", f"{words.MAX_WAIVER_DAYS} days at most"),
    )


class GrantForm(Form):
    """Grant it."""

    note: str = ask(L("意见", "Note"), "", widget="longtext", max_length=5000)


class RefuseWaiverForm(Form):
    """Refuse it, with the reason."""

    note: str = ask(L("拒绝理由", "Why not"), widget="longtext", min_length=1, max_length=5000)


class RevokeWaiverForm(Form):
    """Take it back, with the reason."""

    note: str = ask(L("撤回理由", "Why it is taken back"), widget="longtext", min_length=1, max_length=5000)


class ScenarioForm(Form):
    """A question of entering markets with a product, or of losing one thing, to be kept."""

    title: str = ask(L("名称", "Name"), min_length=1, max_length=300)
    subject: UUID | None = ask(
        L("产品系列或型号", "Product line or model"),
        None,
        ref="product",
        help=L("进入市场时填写;含其下全部型号", "To enter markets; everything below it is meant, too"),
    )
    markets: list[str] = ask(
        L("目标市场", "Markets"), [], widget="codes", codes="market", max_length=words.MAX_SCENARIO_MARKETS
    )
    credential: UUID | None = ask(
        L("失去的证书", "Credential that is lost"),
        None,
        ref="credential",
        help=L("以下四项择一,不与产品同填", "One of these four, and no product with it"),
    )
    organisation: UUID | None = ask(
        L("停用的供方", "Supplier that is dropped"),
        None,
        ref="organisation",
        help=L("其全部证书失效", "All it holds is lost"),
    )
    standard: UUID | None = ask(L("废止的标准", "Standard that goes out of force"), None, ref="standard")
    person: UUID | None = ask(L("离开或调岗的人员", "Person who leaves or moves"), None, ref="person")
    role: str = ask(
        L("调往岗位", "Moves to the post"),
        "",
        options=POSTS,
        help=L("留空为离职", "Empty: leaves"),
    )
    begin: date | None = ask(
        L("开始办理或失去之日", "Work begins, or lost from"), None, help=L("留空为今天", "Empty: today")
    )
    ready_by: date | None = ask(L("希望完成日期", "Wanted by"), None)
    prefer: str = ask(
        L("有多种办法时", "Where there are several ways"),
        scheduling.FEWEST,
        options=words.options(words.ROUTES),
    )
    responsible: UUID | None = ask(
        L("责任人", "Responsible"), None, ref="user", help=L("留空为自己", "Empty: yourself")
    )
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=5000)
