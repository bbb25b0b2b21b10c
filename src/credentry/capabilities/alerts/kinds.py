"""The kinds of this room: policy, alert, calendar feed, meeting pack, channel."""

from typing import Any

from django.db.models import Q

from credentry.capabilities.alerts.actions import channels, feeds, inbox, policies, routines, weekly
from credentry.capabilities.alerts.actions.forms import Answer, Approve, PolicyForm, Refuse, Snooze
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.queries import routines as routine_days
from credentry.capabilities.alerts.queries.channels import told
from credentry.capabilities.alerts.queries.feeds import address
from credentry.capabilities.alerts.queries.packs import mailings
from credentry.capabilities.alerts.vocabulary import (
    ANCHOR_WORDS,
    CHANNEL_WORDS,
    DEADLINE_WORDS,
    DECISION_WORDS,
    DEMAND_WORDS,
    LEVEL_WORDS,
    PACK_RHYTHMS,
    REACHED_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    WEEKDAY_WORDS,
)
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import units_below
from credentry.core.identity.vocabulary import Reach
from credentry.core.records import kinds
from credentry.core.records.fields import Bool, Choice, Date, DateTime, Field, Integer, Json, Many, Ref, Text
from credentry.core.records.forms import Empty
from credentry.core.records.kinds import Action, Held, OwnedTable, RecordKind
from credentry.foundation.labels import L


def _alert_extra(actor: Actor, record: Any) -> dict[str, Any]:
    rows = Delivery.objects.filter(alert=record).order_by("pk")
    return {
        "deliveries": [
            {**told(one), "last_error": one.last_error.splitlines()[-1] if one.last_error else ""}
            for one in rows
        ],
        "record": {"kind": record.record_kind, "id": str(record.record_id)},
    }


def _readers(kind: str, model: str) -> Many:
    return Many(kind=kind, through=f"alerts.{model}", owner="pack_id", target=f"{kind}_id")


POLICY = kinds.register(
    RecordKind(
        name="alert_policy",
        label=L("提醒策略", "Alert policy"),
        plural=L("提醒策略", "Alert policies"),
        model="alerts.AlertPolicy",
        title="name",
        unit="",
        icon="bell-ring",
        group="settings",
        default_sort="code",
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("kind", Text(), L("适用对象", "Applies to"), listed=True),
            Field("deadlines", Json(), L("期限类型", "Deadlines"), filter=False, sort=False),
            Field("types", Json(), L("适用类型", "Types"), filter=False, sort=False),
            Field("condition", Json(), L("适用条件", "Condition"), filter=False, sort=False),
            Field("stages", Json(), L("提醒节点", "Stages"), filter=False, sort=False, listed=True),
            Field("recipients", Json(), L("提醒对象", "Recipients"), filter=False, sort=False),
            Field("channels", Json(), L("渠道", "Channels"), filter=False, sort=False, listed=True),
            Field("ladder", Json(), L("逐级升级", "Escalation"), filter=False, sort=False),
            Field("levels", Json(), L("按级别的渠道", "Channels by level"), filter=False, sort=False),
            Field("anchor", Choice(ANCHOR_WORDS), L("计算基准日", "Counted from")),
            Field("working_days", Bool(), L("避开休息日", "Keeps to working days")),
            Field("hold", Bool(), L("休息日暂缓", "Held on days off")),
            Field("rank", Integer(), L("优先级", "Rank"), listed=True),
            Field("source", Text(), L("来源", "Source")),
            Field("active", Bool(), L("启用", "Active"), listed=True),
        ),
        actions=(
            Action("define", L("新增策略", "Add policy"), PolicyForm, policies.define_policy, creates=True),
            Action("amend", L("修改", "Edit"), PolicyForm, policies.amend, bulk=False),
            Action(
                "switch_on",
                L("启用", "Switch on"),
                Empty,
                policies.switch_on,
                available=lambda policy: not policy.active,
            ),
            Action(
                "switch_off",
                L("停用", "Switch off"),
                Empty,
                policies.switch_off,
                danger=True,
                available=lambda policy: policy.active,
            ),
        ),
    )
)


def _mine_or_overseen(actor: Actor) -> Q:
    """A person sees their own alerts; with the right ``alert.oversee`` also those of the units it reaches."""
    seen = Q(recipient_id=actor.user_id)
    for grant in actor.granting("alert", "oversee"):
        if grant.reach is Reach.ALL:
            return Q()
        if grant.reach is Reach.UNIT:
            seen |= Q(unit_id=grant.unit_id)
        elif grant.reach is Reach.SUBTREE:
            seen |= Q(unit_id__in=units_below(grant.unit_path))
    return seen


ALERT = kinds.register(
    RecordKind(
        name="alert",
        label=L("提醒", "Alert"),
        plural=L("提醒", "Alerts"),
        model="alerts.Alert",
        title="title",
        unit="",
        icon="bell",
        group="work",
        default_sort="due_on",
        derived=True,
        visibility=_mine_or_overseen,
        rights=("oversee",),
        extra=_alert_extra,
        fields=(
            Field("title", Text(), L("事项", "About"), search=True, listed=True),
            Field("number", Text(), L("编号", "Number"), search=True, listed=True),
            Field("level", Choice(LEVEL_WORDS), L("级别", "Level"), listed=True),
            Field("due_on", Date(), L("期限", "Due"), listed=True),
            Field("stage", Integer(), L("提前天数", "Days before")),
            Field("stage_on", Date(), L("提醒日", "Told on")),
            Field("state", Choice(STATE_WORDS), L("状态", "State"), listed=True),
            Field("reason", Choice(REASON_WORDS), L("原因", "Reason")),
            Field("recipient", Ref("user"), L("提醒对象", "Recipient"), listed=True),
            Field("reached", Choice(REACHED_WORDS), L("通知依据", "Told as"), listed=True),
            Field("code", Choice(DEADLINE_WORDS), L("期限类型", "Deadline"), listed=True),
            Field("record_kind", Text(), L("对象类别", "Kind of record")),
            Field("record_id", Text(), L("对象", "Record"), sort=False),
            Field("policy", Ref("alert_policy"), L("提醒策略", "Policy")),
            Field("read_at", DateTime(), L("已读时间", "Read at"), listed=True),
            Field("decision", Choice(DECISION_WORDS), L("处理决定", "Decision"), listed=True),
            Field("decision_note", Text(), L("说明", "Note"), personal=True),
            Field("decided_at", DateTime(), L("处理时间", "Decided at")),
            Field("decided_by", Ref("user"), L("处理人", "Decided by")),
            Field("asks", Choice(DEMAND_WORDS), L("须答复", "Asks for"), listed=True),
            Field("plan_on", Date(), L("计划完成日", "Plan done by")),
            Field("snoozed_until", Date(), L("推迟到", "Snoozed until")),
            Field("answer_by", Date(), L("答复期限", "Answer by"), listed=True),
            Field("escalated_on", Date(), L("升级日期", "Escalated on")),
            Field("created_at", DateTime(), L("产生时间", "Created at")),
        ),
        actions=(
            Action("acknowledge", L("处理", "Answer"), Answer, inbox.acknowledge, available=inbox.is_live),
            Action("snooze", L("推迟", "Snooze"), Snooze, inbox.snooze, available=inbox.is_open),
            Action(
                "approve",
                L("批准失效", "Let it lapse"),
                Approve,
                inbox.approve,
                bulk=False,
                available=inbox.is_request,
            ),
            Action(
                "refuse", L("不同意", "Refuse"), Refuse, inbox.refuse, bulk=False, available=inbox.is_request
            ),
            Action("read", L("标为已读", "Mark as read"), Empty, inbox.read),
        ),
    )
)

FEED = kinds.register(
    RecordKind(
        name="calendar_feed",
        label=L("日历订阅", "Calendar feed"),
        plural=L("日历订阅", "Calendar feeds"),
        model="alerts.CalendarFeed",
        title="name",
        unit="",
        icon="calendar",
        group="settings",
        visibility=lambda actor: Q(user_id=actor.user_id),
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True),
            Field("user", Ref("user"), L("用户", "User")),
            Field("unit", Ref("unit"), L("团队", "Team"), listed=True),
            Field("revoked_at", DateTime(), L("吊销时间", "Revoked"), listed=True),
        ),
        actions=(
            Action(
                "subscribe",
                L("新建订阅", "New feed"),
                feeds.FeedForm,
                feeds.subscribe,
                creates=True,
                bulk=False,
            ),
            Action(
                "revoke",
                L("吊销", "Revoke"),
                Empty,
                feeds.revoke,
                danger=True,
                available=lambda feed: feed.revoked_at is None,
            ),
        ),
        extra=lambda actor, record: {"address": None if record.revoked_at else address(record)},
    )
)

PACK = kinds.register(
    RecordKind(
        name="weekly_pack",
        label=L("例会材料", "Meeting pack"),
        plural=L("例会材料", "Meeting packs"),
        model="alerts.WeeklyPack",
        title="name",
        unit="",
        icon="mail",
        group="settings",
        default_sort="name",
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True),
            Field("rhythm", Choice(PACK_RHYTHMS), L("频率", "Rhythm"), listed=True),
            Field("weekday", Choice(WEEKDAY_WORDS), L("星期", "Weekday"), listed=True),
            Field("hour", Integer(), L("时间（点）", "Hour"), listed=True),
            Field("working_days", Bool(), L("遇休息日顺延", "On a day off: the next working day")),
            Field("days", Integer(), L("今后天数", "Days ahead")),
            Field("people", _readers("user", "WeeklyPackReader"), L("收件人", "Readers"), listed=True),
            Field("roles", _readers("role", "WeeklyPackRole"), L("收件角色", "Roles"), listed=True),
            Field("pdf", Bool(), L("附 PDF", "With PDF")),
            Field("xlsx", Bool(), L("附 Excel", "With Excel")),
            Field("active", Bool(), L("启用", "Active"), listed=True),
        ),
        actions=(
            Action(
                "define",
                L("新增例会材料", "Add a meeting pack"),
                weekly.PackForm,
                weekly.define_pack,
                creates=True,
            ),
            Action("amend", L("修改", "Edit"), weekly.AmendPack, weekly.amend),
            Action("send_now", L("立即发送", "Send now"), Empty, weekly.send_now, bulk=False),
            Action(
                "switch_on",
                L("启用", "Switch on"),
                Empty,
                weekly.switch_on,
                available=lambda pack: not pack.active,
            ),
            Action(
                "switch_off",
                L("停用", "Switch off"),
                Empty,
                weekly.switch_off,
                danger=True,
                available=lambda pack: pack.active,
            ),
        ),
        extra=lambda actor, record: {"mailings": mailings(record)},
    )
)

ROUTINE = kinds.register(
    RecordKind(
        name="routine",
        label=L("定期工作", "Recurring work"),
        plural=L("定期工作", "Recurring work"),
        model="alerts.Routine",
        title="name",
        title_en="name_en",
        icon="calendar",
        group="settings",
        default_sort="code",
        deadlines=routine_days.deadlines,
        held=Held(),
        rhythm=(14, 7, 1, 0, -1, -7),
        owned=(OwnedTable("alerts_routinedone", "routine_id"),),
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("months", Integer(), L("每隔几个月", "Every so many months"), listed=True),
            Field("first_on", Date(), L("首期开始日", "First period begins")),
            Field("due_workdays", Integer(), L("期初后几个工作日内", "Working days from its first")),
            Field("unit", Ref("unit"), L("部门", "Unit"), listed=True),
            Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True),
            Field("deputy", Ref("user"), L("代理人", "Deputy")),
            Field("source", Text(), L("来源", "Source")),
            Field("active", Bool(), L("启用", "Active"), listed=True),
        ),
        actions=(
            Action("define", L("新增定期工作", "Add recurring work"), routines.RoutineForm, routines.define_routine,
                   creates=True),
            Action("amend", L("修改", "Edit"), routines.AmendRoutine, routines.amend),
            Action("complete", L("登记完成", "Record as done"), routines.DoneForm, routines.complete, bulk=False,
                   available=lambda routine: routine.active),
            Action("switch_on", L("启用", "Switch on"), Empty, routines.switch_on,
                   available=lambda routine: not routine.active),
            Action("switch_off", L("停用", "Switch off"), Empty, routines.switch_off, danger=True,
                   available=lambda routine: routine.active),
        ),
        extra=lambda actor, record: {"periods": routine_days.periods(record)},
    )
)  # fmt: skip

CHANNEL = kinds.register(
    RecordKind(
        name="alert_channel",
        label=L("提醒渠道", "Alert channel"),
        plural=L("提醒渠道", "Alert channels"),
        model="alerts.ChannelSetup",
        title="code",
        unit="",
        icon="send",
        group="settings",
        default_sort="code",
        fields=(
            Field("code", Choice(CHANNEL_WORDS), L("渠道", "Channel"), listed=True, mandatory=True),
            Field("active", Bool(), L("启用", "Active"), listed=True),
            Field("options", Json(), L("参数", "Options"), filter=False, sort=False),
            Field("per_minute", Integer(), L("每分钟上限", "At most per minute"), listed=True),
            Field("quiet_from", Text(), L("免打扰开始", "Quiet from"), listed=True),
            Field("quiet_to", Text(), L("免打扰结束", "Quiet until"), listed=True),
            Field("hold", Bool(), L("休息日暂缓", "Held on days off")),
            Field("receipt_hours", Integer(), L("回执时限（小时）", "Receipt within (hours)")),
        ),
        actions=(
            Action(
                "set_up",
                L("设置渠道", "Set up"),
                channels.ChannelForm,
                channels.set_up,
                creates=True,
                bulk=False,
            ),
            Action("amend", L("修改", "Edit"), channels.AmendChannel, channels.amend, bulk=False),
            Action(
                "switch_on",
                L("启用", "Switch on"),
                Empty,
                channels.switch_on,
                available=lambda channel: not channel.active,
            ),
            Action(
                "switch_off",
                L("停用", "Switch off"),
                Empty,
                channels.switch_off,
                danger=True,
                available=lambda channel: channel.active,
            ),
        ),
    )
)
