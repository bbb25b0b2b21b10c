"""The record kinds of this room: the requirement rule."""

from credentry.core.records import kinds
from credentry.core.records.fields import Bool, Choice, Date, DateTime, Field, Integer, Json, LongText, Text
from credentry.core.records.forms import Empty, partial
from credentry.core.records.kinds import Action, RecordKind
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.actions import forms, rules
from credentry.domains.subjects.actions.subject import archive, restore
from credentry.foundation.labels import L

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
        icon="list-checks",
        group="settings",
    )
)  # fmt: skip
