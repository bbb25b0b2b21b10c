"""What people fill in to make a policy or to answer an alert."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import model_validator

from credentry.capabilities.alerts.vocabulary import (
    ANCHOR_WORDS,
    ANSWER_WORDS,
    CHANNEL_WORDS,
    DEMAND_WORDS,
    LADDER_WORDS,
    RELATION_WORDS,
    Anchor,
    Channel,
    Decision,
    Demand,
    Level,
    Relation,
)
from credentry.core.records.forms import Form, ask
from credentry.foundation.labels import L

LAST_STAGE, FIRST_STAGE = -3650, 3650


class Recipient(Form):
    """One addressee: a relation, its code for a role, post or user, and the stage from which they are told."""

    relation: Relation = ask(L("对象", "Who"), options=RELATION_WORDS)
    code: str = ask(L("角色、岗位编码或用户", "Code of role or post, or user id"), "", max_length=60)
    from_stage: int | None = ask(L("从该节点起", "From this stage on"), None, ge=LAST_STAGE, le=FIRST_STAGE)

    @model_validator(mode="after")
    def _named(self) -> "Recipient":
        if self.relation is Relation.LINE:
            raise ValueError("only a ladder goes up the line")
        if self.relation in (Relation.ROLE, Relation.POST) and not self.code:
            raise ValueError("the code of the role or post is missing")
        if self.relation is Relation.USER:
            UUID(self.code)
        return self


class Step(Form):
    """One step of a ladder: who is told when nobody before answered, and how many working days they have."""

    relation: Relation = ask(L("升级对象", "Who"), options=LADDER_WORDS)
    code: str = ask(L("角色、岗位编码或用户", "Code of role or post, or user id"), "", max_length=60)
    wait: int = ask(L("等待工作日", "Working days to answer"), 3, ge=0, le=60)
    requires: Demand = ask(L("须答复", "Asks for"), Demand.ACKNOWLEDGE, options=DEMAND_WORDS)

    @model_validator(mode="after")
    def _named(self) -> "Step":
        if self.relation in (Relation.ROLE, Relation.POST) and not self.code:
            raise ValueError("the code of the role or post is missing")
        if self.relation is Relation.USER:
            UUID(self.code)
        return self


class PolicyForm(Form):
    """A policy as defined, and as changed: what a change does not name stays."""

    code: str = ask(L("编码", "Code"), pattern=r"^[A-Za-z0-9_-]{1,80}$")
    name: str = ask(L("名称", "Name"), min_length=1, max_length=200)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=200)
    kind: str = ask(L("适用对象", "Applies to"), "credential", max_length=40)
    deadlines: list[str] = ask(
        L("期限类型", "Deadlines"),
        [],
        help=L(
            "留空表示全部（开始办理日除外，须写明）；duty* 表示以 duty 开头",
            "Empty means all but openings, which are named; duty* means those that begin with duty",
        ),
    )
    types: dict[str, Any] | None = ask(L("适用类型", "Types it applies to"), None, widget="condition")
    condition: dict[str, Any] | None = ask(L("适用条件", "Condition"), None, widget="condition")
    stages: list[int] = ask(
        L("提醒节点（到期前天数）", "Stages (days before)"),
        min_length=1,
        max_length=40,
        help=L("负数表示到期之后", "Negative numbers are days after"),
    )
    recipients: list[Recipient] = ask(
        L("提醒对象", "Recipients"), [Recipient(relation=Relation.RESPONSIBLE)], min_length=1, max_length=20
    )
    channels: list[Channel] = ask(
        L("渠道", "Channels"), [Channel.INBOX, Channel.EMAIL], options=CHANNEL_WORDS
    )
    levels: dict[Level, list[Channel]] = ask(
        L("按级别的渠道", "Channels by level"),
        {},
        widget="json",
        help=L("留空则各级别都用上面的渠道", "Empty: every level uses the channels above"),
    )
    ladder: list[Step] = ask(
        L("逾期未答复时逐级升级", "Escalation when nobody answers"),
        [],
        max_length=20,
        help=L("留空：代理人，再逐级向上", "Empty: the deputy, then up the line of managers"),
    )
    anchor: Anchor = ask(L("计算基准日", "Counted from"), Anchor.DUE, options=ANCHOR_WORDS)
    working_days: bool = ask(L("遇休息日提前到前一工作日", "On a day off: the working day before"), False)
    hold: bool = ask(
        L("休息日暂缓，下一工作日发送", "On days off: held until the next working day"),
        False,
        help=L(
            "严重级除外；不会晚于到期日和最晚安全启动日",
            "Never what is critical, nor past the due day or the latest safe start",
        ),
    )
    rank: int | None = ask(
        L("优先级", "Rank"),
        None,
        help=L("数值大者优先；留空按具体程度", "The highest rank speaks; empty: the more specific policy"),
    )
    source: str = ask(L("来源", "Source"), "", max_length=60)
    active: bool = ask(L("启用", "Active"), True)

    @model_validator(mode="after")
    def _stages_in_range(self) -> "PolicyForm":
        if any(not LAST_STAGE <= stage <= FIRST_STAGE for stage in self.stages):
            raise ValueError("a stage lies within ten years of the deadline")
        return self


class Answer(Form):
    """The decision an alert asks for."""

    decision: Decision = ask(L("处理决定", "Decision"), options=ANSWER_WORDS)
    note: str = ask(L("说明", "Note"), "", max_length=1000, widget="longtext")
    plan_on: date | None = ask(
        L("计划完成日", "Plan done by"),
        None,
        help=L("提醒要求行动计划时必填", "Needed where the alert asks for an action plan"),
    )
    to: UUID | None = ask(
        L("转交给 / 批准人", "Hand over to / approved by"),
        None,
        ref="user",
        help=L("到期失效的批准人留空则为直属上级", "Empty for a lapse: the next person up the line"),
    )

    @model_validator(mode="after")
    def _possible(self) -> "Answer":
        if self.decision.value not in dict(ANSWER_WORDS):
            raise ValueError("this decision follows from an approval")
        return self


class Approve(Form):
    """Yes to a request to let something lapse."""

    note: str = ask(L("说明", "Note"), "", max_length=1000, widget="longtext")


class Refuse(Form):
    """No to it, with the reason."""

    note: str = ask(L("理由", "Reason"), min_length=1, max_length=1000, widget="longtext")


class Snooze(Form):
    """A later day to be reminded again; never beyond what the rules allow."""

    until: date = ask(L("推迟到", "Until"))
