"""The record kinds of this room: the requirement rule, and what subjects are meant for."""

from typing import Any

from credentry.core.records import kinds
from credentry.core.records.fields import (
    Bool,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    Json,
    LongText,
    Ref,
    Text,
)
from credentry.core.records.forms import Empty, partial
from credentry.core.records.kinds import Action, Held, RecordKind
from credentry.domains.coverage import due
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.actions import engagements, forms, limits, rules, scenarios, waivers
from credentry.domains.coverage.actions.forgetting import about, about_scenarios
from credentry.domains.coverage.models import LOST
from credentry.domains.coverage.queries.wording import said
from credentry.domains.subjects.actions.subject import archive, restore
from credentry.foundation.labels import L


def _requested(record: Any) -> bool:
    return getattr(record, "state", "") == words.WAIVER_REQUESTED


def _open(record: Any) -> bool:
    return getattr(record, "state", "") in (words.WAIVER_REQUESTED, words.WAIVER_APPROVED)


kinds.register(
    RecordKind(
        name=words.RULE,
        label=L("要求规则", "Requirement rule"),
        plural=L("要求规则", "Requirement rules"),
        model="coverage.RequirementRule",
        title="name_zh",
        title_en="name_en",
        unit="",
        default_sort="code",
        fields=(
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("scope", Choice(words.options(words.SCOPES)), L("范围", "Scope"), listed=True),
            Field("markets", Json(), L("市场", "Markets"), filter=False, sort=False, listed=True),
            Field("except_markets", Json(), L("除外市场", "Except in"), filter=False, sort=False),
            Field("conditions", Json(), L("适用条件", "Conditions"), filter=False, sort=False),
            Field("all_of", Json(), L("全部需要", "All of"), filter=False, sort=False, listed=True),
            Field("any_of", Json(), L("任选其一", "Any of"), filter=False, sort=False, listed=True),
            Field("levels", Json(), L("等级要求", "Levels"), filter=False, sort=False),
            Field("by_role", Json(), L("须载明岗位的字段", "Names the post in"), filter=False, sort=False),
            Field("counts", Json(), L("数量要求", "How many"), filter=False, sort=False),
            Field("recognises", Json(), L("互认市场", "Recognises papers of"), filter=False, sort=False),
            Field("about", Choice(words.options(words.PARTIES)), L("谁的证书", "Whose papers")),
            Field("posts", Json(), L("计入的岗位", "Posts that count"), filter=False, sort=False),
            Field("severity", Choice(words.options(words.SEVERITIES)), L("强制程度", "Severity"), listed=True),
            Field("certainty", Choice(words.options(words.CERTAINTIES)), L("可信度", "Certainty"), listed=True),
            Field("legal_basis", Text(), L("法律依据", "Legal basis"), search=True),
            Field("effective_from", Date(), L("施行日期", "In force from")),
            Field("effective_to", Date(), L("废止日期(含当日)", "In force until")),
            Field("enabled", Bool(), L("启用", "Enabled"), listed=True),
            Field("pack", Text(), L("来源行业包", "Pack")),
            Field("pack_version", Integer(), L("行业包版本", "Pack version")),
            Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False),
            Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
            Field("updated_at", DateTime(), L("更新时间", "Changed at"), group="record", sort=False),
        ),
        actions=(
            Action("register", L("登记", "Register"), forms.RuleForm, rules.single(rules.register_many), creates=True,
                   many=rules.register_many),
            Action("amend", L("修改", "Amend"), partial(forms.RuleForm, "AmendRuleForm", ("code",)),
                   rules.single(rules.amend_many), many=rules.amend_many),
            Action("archive", L("归档", "Archive"), Empty, archive, danger=True,
                   help=L("不再适用,历史保留", "Applies no longer; its history stays")),
            Action("restore", L("恢复", "Restore"), Empty, restore),
        ),
        extra=lambda actor, record: {"words": said(actor, record)},
        icon="list-checks",
        group="settings",
    )
)  # fmt: skip

kinds.register(
    RecordKind(
        name=words.LIMIT,
        label=L("证书使用限制", "Limit of use"),
        plural=L("证书使用限制", "Limits of use"),
        model="coverage.UseLimit",
        title="name_zh",
        title_en="name_en",
        unit="",
        default_sort="code",
        fields=(
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("test", Choice(words.options(words.LIMIT_TESTS)), L("限制", "Limit"), listed=True),
            Field("types", Json(), L("证书类型", "Credential types"), filter=False, sort=False, listed=True),
            Field("posts", Json(), L("岗位", "Posts"), filter=False, sort=False),
            Field("years", Integer(), L("年龄(周岁)", "Age in years")),
            Field("effect", Choice(words.options(words.EFFECTS)), L("效果", "Effect"), listed=True),
            Field("certainty", Choice(words.options(words.CERTAINTIES)), L("可信度", "Certainty")),
            Field("legal_basis", Text(), L("法律依据", "Legal basis"), search=True),
            Field("enabled", Bool(), L("启用", "Enabled"), listed=True),
            Field("pack", Text(), L("来源行业包", "Pack")),
            Field("pack_version", Integer(), L("行业包版本", "Pack version")),
            Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False),
            Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
            Field("updated_at", DateTime(), L("更新时间", "Changed at"), group="record", sort=False),
        ),
        actions=(
            Action("register", L("登记", "Register"), forms.LimitForm, limits.register, creates=True),
            Action("amend", L("修改", "Amend"), partial(forms.LimitForm, "AmendLimitForm", ("code",)), limits.amend),
            Action("archive", L("归档", "Archive"), Empty, archive, danger=True,
                   help=L("不再适用,历史保留", "Applies no longer; its history stays")),
            Action("restore", L("恢复", "Restore"), Empty, restore),
        ),
        icon="list-checks",
        group="settings",
    )
)  # fmt: skip

kinds.register(
    RecordKind(
        name=words.ENGAGEMENT,
        label=L("适用情形", "Engagement"),
        plural=L("适用情形", "Engagements"),
        model="coverage.Engagement",
        fields=(
            Field("number", Text(), L("编号", "Number"), search=True, group="record"),
            Field("title", Text(), L("名称", "Name"), search=True, listed=True, tells=True),
            Field("context", Choice(words.options(words.CONTEXTS)), L("类别", "What for"), listed=True, mandatory=True),
            Field("subject", Ref("subject"), L("主体", "Subject"), listed=True, mandatory=True),
            Field("market", Ref("market"), L("市场", "Market"), listed=True, sort_path="market__code"),
            Field("role", Choice(engagements.ROLES), L("岗位/阶段/供方类型/活动", "Post, stage, supplier or activity"), listed=True),
            Field("place", Ref("subject"), L("所在项目或场所", "Project or site")),
            Field("organisation", Ref("organisation"), L("实施单位(施工单位)", "Who does it (contractor)")),
            Field("supervisor", Ref("organisation"), L("监理单位", "Supervision unit")),
            Field("starts_on", Date(), L("自", "From"), listed=True),
            Field("ends_on", Date(), L("至(含当日)", "Until"), listed=True),
            Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False, tells=True),
            Field("unit", Ref("unit"), L("所属组织单元", "Unit")),
            Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True),
            Field("deputy", Ref("user"), L("代理人", "Deputy")),
            Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
            Field("updated_at", DateTime(), L("更新时间", "Changed at"), group="record", sort=False),
        ),
        actions=(
            Action("plan", L("登记", "Register"), engagements.PlanForm, rules.single(engagements.plan_many), creates=True,
                   many=engagements.plan_many),
            Action("amend", L("修改", "Amend"), partial(engagements.PlanForm, "AmendEngagementForm"),
                   rules.single(engagements.amend_many), many=engagements.amend_many),
            Action("archive", L("归档", "Archive"), Empty, archive, danger=True,
                   help=L("不再打算如此,历史保留", "Meant no longer; its history stays")),
            Action("restore", L("恢复", "Restore"), Empty, restore),
        ),
        number=engagements.NUMBER,
        held=Held(),
        deadlines=due.deadlines,
        rhythm=due.RHYTHM,
        about=about,
        icon="target",
        group="register",
    )
)  # fmt: skip

kinds.register(
    RecordKind(
        name=words.WAIVER,
        label=L("要求豁免", "Requirement waiver"),
        plural=L("要求豁免", "Requirement waivers"),
        model="coverage.Waiver",
        fields=(
            Field("number", Text(), L("编号", "Number"), search=True, listed=True, group="record"),
            Field("title", Text(), L("事项", "About"), search=True, listed=True, tells=True),
            Field("engagement", Ref("engagement"), L("适用情形", "Engagement"), mandatory=True),
            Field("rule", Ref("requirement_rule"), L("要求规则", "Requirement rule"), listed=True, mandatory=True),
            Field("subject", Ref("subject"), L("主体", "Subject"), mandatory=True),
            Field("state", Choice(words.options(words.WAIVER_STATES)), L("状态", "State"), listed=True),
            Field("starts_on", Date(), L("自", "From"), listed=True),
            Field("expires_on", Date(), L("至(含当日)", "Until"), listed=True, mandatory=True),
            Field("reason", LongText(), L("理由", "Reason"), search=True, sort=False, tells=True),
            Field("document_no", Text(), L("依据文号", "Document number"), search=True, sort=False, tells=True),
            Field("decided_by", Ref("user"), L("批准人", "Decided by"), listed=True),
            Field("decided_at", DateTime(), L("批准时间", "Decided at")),
            Field("decision_note", LongText(), L("批准意见", "Decision"), sort=False, tells=True),
            Field("revoked_on", Date(), L("撤回日期", "Taken back on")),
            Field("counts_from", Date(), L("生效自", "Counts from")),
            Field("counts_to", Date(), L("生效至(含当日)", "Counts until")),
            Field("unit", Ref("unit"), L("所属组织单元", "Unit")),
            Field("responsible", Ref("user"), L("申请人", "Asked by"), listed=True),
            Field("created_at", DateTime(), L("申请时间", "Asked at"), group="record"),
        ),
        actions=(
            Action("request", L("申请豁免", "Ask for a waiver"), forms.WaiverForm, waivers.request, creates=True),
            Action("approve", L("批准", "Approve"), forms.GrantForm, waivers.approve, available=_requested,
                   help=L("申请人不能批准自己的申请", "Not by the one who asked")),
            Action("refuse", L("拒绝", "Refuse"), forms.RefuseWaiverForm, waivers.refuse, available=_requested),
            Action("revoke", L("撤回", "Take back"), forms.RevokeWaiverForm, waivers.revoke, available=_open, danger=True),
        ),
        number=waivers.NUMBER,
        about=about,
        icon="shield",
        group="register",
    )
)  # fmt: skip

kinds.register(
    RecordKind(
        name=words.SCENARIO,
        label=L("方案", "Scenario"),
        plural=L("方案", "Scenarios"),
        model="coverage.Scenario",
        fields=(
            Field("number", Text(), L("编号", "Number"), search=True, group="record"),
            Field("title", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True, tells=True),
            Field("question", Choice(words.options(words.SCENARIO_QUESTIONS)), L("问题", "Question"), listed=True),
            Field("subject", Ref("product"), L("产品系列或型号", "Product line or model"), listed=True),
            Field("credential", Ref("credential"), L("失去的证书", "Credential that is lost")),
            Field("organisation", Ref("organisation"), L("停用的供方", "Supplier that is dropped")),
            Field("standard", Ref("standard"), L("废止的标准", "Standard that goes out of force")),
            Field("person", Ref("person"), L("离开或调岗的人员", "Person who leaves or moves")),
            Field("role", Choice(forms.POSTS), L("调往岗位", "Moves to the post")),
            Field("markets", Json(), L("目标市场", "Markets"), filter=False, sort=False, listed=True),
            Field("begin", Date(), L("开始办理或失去之日", "Work begins, or lost from"), listed=True),
            Field("ready_by", Date(), L("希望完成日期", "Wanted by"), listed=True),
            Field("prefer", Choice(words.options(words.ROUTES)), L("有多种办法时", "Where there are several ways")),
            Field("at_saving", Json(), L("保存时的结果", "Figures when it was saved"), filter=False, sort=False),
            Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False, tells=True),
            Field("unit", Ref("unit"), L("所属组织单元", "Unit")),
            Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True),
            Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
            Field("updated_at", DateTime(), L("更新时间", "Changed at"), group="record", sort=False),
        ),
        actions=(
            Action("save", L("存为方案", "Save as scenario"), forms.ScenarioForm, scenarios.save, creates=True),
            Action("amend", L("修改", "Amend"), partial(forms.ScenarioForm, "AmendScenarioForm", LOST), scenarios.amend,
                   help=L("问题改变时重新记下结果;失去的是哪一项不能更改,请另存",
                          "Where the question changes its figures are taken anew; for the loss of another thing save another")),
            Action("archive", L("归档", "Archive"), Empty, archive, danger=True),
            Action("restore", L("恢复", "Restore"), Empty, restore),
        ),
        number=scenarios.NUMBER,
        about=about_scenarios,
        icon="branches",
        group="register",
    )
)  # fmt: skip
