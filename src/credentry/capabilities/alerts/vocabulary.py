"""Words of this room."""

from enum import StrEnum
from typing import Final

from credentry.foundation.labels import L, Label


class AlertState(StrEnum):
    """Where an alert stands. ``superseded``: a later stage or another person took its place."""

    OPEN = "open"
    SNOOZED = "snoozed"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


#: States in which nobody has answered yet, and those in which the alert lives on until its deadline is settled.
WAITING: Final = (AlertState.OPEN, AlertState.SNOOZED)
LIVE: Final = (*WAITING, AlertState.ACKNOWLEDGED)


class DeliveryState(StrEnum):
    """Where one delivery over one channel stands. Nothing is ever deleted."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    DEAD = "dead"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    SUPPRESSED = "suppressed"


class Level(StrEnum):
    """How pressing an alert is, by days left."""

    INFO = "info"
    WARNING = "warning"
    URGENT = "urgent"
    CRITICAL = "critical"


class Decision(StrEnum):
    """What a person answers to an alert."""

    RENEWING = "renewing"
    NOT_NEEDED = "not_needed"
    REASSIGNED = "reassigned"
    LAPSE = "lapse"
    LAPSE_ASKED = "lapse_asked"
    APPROVED = "approved"
    REFUSED = "refused"


class Demand(StrEnum):
    """What a step of a ladder asks of whoever it tells. The words sort as they grow stricter; SQL relies on it."""

    ACKNOWLEDGE = "acknowledge"
    PLAN = "action_plan"
    DECISION = "decision"


class Relation(StrEnum):
    """Who is told: a person by relation to the record, never by a name that may leave."""

    RESPONSIBLE = "responsible"
    DEPUTY = "deputy"
    MANAGER = "manager"
    UNIT_HEAD = "unit_head"
    ROLE = "role"
    POST = "post"
    USER = "user"
    LINE = "line"


class Anchor(StrEnum):
    """From which day of a deadline the stages are counted."""

    DUE = "due"
    OPENS = "opens"
    SAFE_START = "safe_start"


class Channel(StrEnum):
    """How it is told."""

    INBOX = "inbox"
    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SMS = "sms"
    WECOM_ROBOT = "wecom_robot"
    DINGTALK_ROBOT = "dingtalk_robot"
    FEISHU_ROBOT = "feishu_robot"
    WEBHOOK = "webhook"
    APPRISE = "apprise"
    FILE = "file"


class Rhythm(StrEnum):
    """How often a gathering mail comes."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Mail(StrEnum):
    """What a gathering mail is."""

    DIGEST = "digest"
    PACK = "pack"


Words = tuple[tuple[str, Label], ...]

STATE_WORDS: Final[Words] = (
    (AlertState.OPEN, L("待处理", "Open")),
    (AlertState.SNOOZED, L("已推迟", "Snoozed")),
    (AlertState.ACKNOWLEDGED, L("已确认", "Acknowledged")),
    (AlertState.CLOSED, L("已关闭", "Closed")),
    (AlertState.SUPERSEDED, L("已被替代", "Superseded")),
    (AlertState.CANCELLED, L("已取消", "Cancelled")),
)
LEVEL_WORDS: Final[Words] = (
    (Level.INFO, L("提示", "Info")),
    (Level.WARNING, L("预警", "Warning")),
    (Level.URGENT, L("紧急", "Urgent")),
    (Level.CRITICAL, L("严重", "Critical")),
)
DECISION_WORDS: Final[Words] = (
    (Decision.RENEWING, L("正在办理续期", "Renewing")),
    (Decision.NOT_NEEDED, L("不再需要", "Not needed")),
    (Decision.REASSIGNED, L("转交他人", "Handed over")),
    (Decision.LAPSE, L("同意到期失效", "Let lapse")),
    (Decision.LAPSE_ASKED, L("申请到期失效，待批准", "Let lapse, waiting for approval")),
    (Decision.APPROVED, L("已批准失效", "Approved to lapse")),
    (Decision.REFUSED, L("不同意失效", "Refused to let it lapse")),
)
#: What the person told may answer; the others follow from somebody's approval.
ANSWER_WORDS: Final[Words] = (
    *DECISION_WORDS[:3],
    (Decision.LAPSE, L("到期失效（须批准）", "Let it lapse (needs approval)")),
)
DEMAND_WORDS: Final[Words] = (
    (Demand.ACKNOWLEDGE, L("确认", "Acknowledgement")),
    (Demand.PLAN, L("行动计划", "Action plan")),
    (Demand.DECISION, L("决定", "Decision")),
)
#: Decisions after which a deadline is silent.
SILENT: Final = (Decision.NOT_NEEDED, Decision.LAPSE)
RELATION_WORDS: Final[Words] = (
    (Relation.RESPONSIBLE, L("责任人", "Responsible person")),
    (Relation.DEPUTY, L("代理人", "Deputy")),
    (Relation.MANAGER, L("责任人的上级", "Manager of the responsible person")),
    (Relation.UNIT_HEAD, L("部门负责人", "Head of the unit")),
    (Relation.ROLE, L("本部门的角色", "Role in the unit")),
    (Relation.POST, L("岗位", "Post")),
    (Relation.USER, L("指定用户", "Named user")),
)
#: The line of managers above whoever was told last; only a ladder knows it.
LADDER_WORDS: Final = (*RELATION_WORDS, (Relation.LINE, L("上级的上级，逐级向上", "Up the line of managers")))
ANCHOR_WORDS: Final[Words] = (
    (Anchor.DUE, L("到期日", "Due day")),
    (Anchor.OPENS, L("窗口开启日", "Day the window opens")),
    (Anchor.SAFE_START, L("最晚安全启动日", "Latest safe start")),
)
CHANNEL_WORDS: Final[Words] = (
    (Channel.INBOX, L("站内信", "Inbox")),
    (Channel.EMAIL, L("电子邮件", "E-mail")),
    (Channel.WECOM, L("企业微信", "WeCom")),
    (Channel.DINGTALK, L("钉钉", "DingTalk")),
    (Channel.FEISHU, L("飞书", "Feishu")),
    (Channel.SMS, L("短信", "SMS")),
    (Channel.WECOM_ROBOT, L("企业微信群机器人", "WeCom group robot")),
    (Channel.DINGTALK_ROBOT, L("钉钉群机器人", "DingTalk group robot")),
    (Channel.FEISHU_ROBOT, L("飞书群机器人", "Feishu group robot")),
    (Channel.WEBHOOK, L("Webhook 回调", "Webhook")),
    (Channel.APPRISE, L("其他服务（Apprise）", "Other services (Apprise)")),
    (Channel.FILE, L("文件", "File")),
)
REASON_WORDS: Final[Words] = (
    ("later_stage", L("已到下一提醒节点", "A later stage was reached")),
    (
        "missed",
        L("系统停运期间错过，已由最新节点代替", "Missed during an outage; the latest stage was sent instead"),
    ),
    ("before_entry", L("登记时该节点已过", "The stage had passed when the record was entered")),
    ("recipient_changed", L("提醒对象已变更", "Somebody else is told now")),
    ("recipient_inactive", L("提醒对象已停用", "The recipient is no longer active")),
    ("recipient_absent", L("提醒对象缺勤", "The recipient is away")),
    ("top_reached", L("已逐级升级到最高层，仍无人答复", "Escalated to the top, still unanswered")),
    ("answered", L("他人已答复", "Somebody else answered")),
    ("asked_back", L("无人可批准，已退回申请人", "Nobody is there to decide: back to who asked")),
    ("lapse", L("已批准到期失效", "Approved to lapse")),
    ("date_changed", L("期限已变更", "The date was changed")),
    ("renewed", L("已续期，旧周期提醒自动关闭", "Renewed: the old cycle's alerts were closed")),
    ("settled", L("事项已完成", "The deadline was settled")),
    ("policy_off", L("提醒策略已停用或不再适用", "The policy was switched off or no longer speaks of it")),
    ("gone", L("期限已不存在", "The deadline no longer exists")),
)
#: How the recipient was found; the last four say that somebody else should have been told.
REACHED_WORDS: Final[Words] = (
    *RELATION_WORDS,
    ("handed_over", L("他人转交", "Handed over by a colleague")),
    ("escalated", L("前一责任人未按时答复，逐级升级", "Escalated: the one before did not answer in time")),
    ("approver", L("请批准到期失效", "Asked to approve that it lapses")),
    (
        "stand_in",
        L("责任人离职或缺勤，由接替人接收", "The responsible person is gone or away: told as the stand-in"),
    ),
    (
        "deputy_for",
        L("责任人离职或缺勤，由代理人接收", "The responsible person is gone or away: told as the deputy"),
    ),
    (
        "head_for",
        L(
            "责任人离职或缺勤，由部门负责人接收",
            "The responsible person is gone or away: told as head of the unit",
        ),
    ),
    (
        "last_resort",
        L("无人可通知，由合规或系统管理员接收", "Nobody else could be told: compliance or administrator"),
    ),
)
DELIVERY_WORDS: Final[Words] = (
    (DeliveryState.DUE, L("待发送", "Waiting")),
    (DeliveryState.SENDING, L("发送中", "Being sent")),
    (DeliveryState.SENT, L("已发送", "Sent")),
    (DeliveryState.RETRY, L("发送失败，将重试", "Failed, will be tried again")),
    (DeliveryState.DEAD, L("发送失败", "Failed for good")),
    (DeliveryState.CANCELLED, L("已取消", "Cancelled")),
    (DeliveryState.SUPERSEDED, L("已被替代", "Superseded")),
    (DeliveryState.SUPPRESSED, L("未发送", "Not sent")),
)
#: States of what is not told yet.
PLANNED_WORDS: Final[Words] = (
    ("planned", L("计划提醒", "Planned")),
    ("nobody", L("无人可通知", "Nobody to tell")),
)
MAIL_WORDS: Final[Words] = (
    (Mail.DIGEST, L("待决事项汇总", "Decision digest")),
    (Mail.PACK, L("例会材料", "Meeting pack")),
)
RHYTHM_WORDS: Final[Words] = (
    (Rhythm.OFF, L("不发送", "Never")),
    (Rhythm.DAILY, L("每天", "Daily")),
    (Rhythm.WEEKLY, L("每周", "Weekly")),
    (Rhythm.MONTHLY, L("每月首日", "First day of each month")),
)
#: Rhythms of the pack for a meeting.
PACK_RHYTHMS: Final[Words] = RHYTHM_WORDS[2:]
WEEKDAY_WORDS: Final[Words] = (
    ("0", L("周一", "Monday")),
    ("1", L("周二", "Tuesday")),
    ("2", L("周三", "Wednesday")),
    ("3", L("周四", "Thursday")),
    ("4", L("周五", "Friday")),
    ("5", L("周六", "Saturday")),
    ("6", L("周日", "Sunday")),
)
#: What a deadline is called; a code without words is shown as it is.
DEADLINE_WORDS: Final[Words] = (
    ("expiry_date", L("证书到期", "Expiry")),
    ("renewal_open", L("可开始办理续期", "Renewal may be filed")),
    ("renewal_deadline", L("续期申报截止", "Last day to file the renewal")),
    ("duty_due", L("监督/年检/复审到期", "Surveillance, inspection or review due")),
    ("start_deadline", L("最迟开工(启动)", "Last day to start")),
    ("age_limit", L("年龄上限", "Age limit")),
    ("suspension_end", L("暂停期限届满", "Longest a suspension may last")),
    ("standing_end", L("依据失效", "What it depends on ends")),
    ("usage_valid_until", L("电子证书使用有效期", "Usage validity of the e-certificate")),
    ("exemption_expiry", L("豁免到期", "Exemption expiry")),
    ("next_inspection_date", L("下次检验", "Next inspection")),
    ("use_term_end", L("土地使用期限", "End of the land-use term")),
    ("duty_continuing_education", L("继续教育", "Continuing education")),
    ("duty_suspension_report", L("停工报告", "Report on a stop of works")),
    ("duty_resume_check", L("停工满一年核验", "Re-verification after a year's stop of works")),
    ("handover_due", L("离职人员证书移交", "Hand-over of a leaver's certificate")),
    ("rate_below", L("连续两季度人员证书合格率低于95%", "Staff certificates below 95% two quarters running")),
    ("expiry_peak", L("到期高峰预测", "Expiry peak ahead")),
    ("count_limit", L("数量超出设定范围", "A number left its limits")),
    ("handover_owed", L("离任人员职责移交", "Hand-over of what a leaver answered for")),
    ("notice_status", L("证书被暂停、撤销、吊销或注销", "Suspended, withdrawn, revoked or cancelled")),
    ("step_due", L("步骤时限", "Time limit of a step")),
    ("routine_due", L("定期工作", "Recurring work")),
    ("action_due", L("措施期限", "Action due")),
    ("requirement_open", L("要求未满足", "Requirement not met")),
    ("notice_mention", L("有人@您或留言", "You were mentioned")),
    ("notice_urge", L("有人催办", "You were urged")),
    ("notice_copy", L("抄送给您", "Copied to you")),
)
#: Days on which somebody was told something by somebody.
NOTICES: Final = ("notice_mention", "notice_urge", "notice_copy")
#: Days on which something becomes possible or was said: nothing is overdue after them.
OPENINGS: Final = ("renewal_open", *NOTICES)
#: Who is told when a record has nobody, not even above its unit: the first of these roles that has an active holder.
LAST_RESORT_ROLES: Final = ("compliance", "administrator")
NO_ADDRESS: Final = "no_address"
#: Why a delivery stands where it stands, beside its state.
DELIVERY_REASON_WORDS: Final[Words] = (
    (NO_ADDRESS, L("用户未填写该渠道的地址", "The person has no address there")),
    ("not_set_up", L("渠道未配置", "The channel is not set up")),
    ("preference", L("用户选择不在此渠道接收该级别", "The person does not want this level here")),
    ("quiet", L("免打扰时段，稍后发送", "Quiet hours: sent afterwards")),
    ("refused", L("对方拒收", "Refused")),
    ("given_up", L("多次尝试后放弃", "Given up after many tries")),
    ("no_receipt", L("未在规定时间内收到回执", "No receipt in time")),
    ("day_off", L("休息日，下一工作日发送", "A day off: sent on the next working day")),
    ("digest", L("随本人的待决事项汇总邮件发送", "Comes with the person's digest mail")),
    ("nothing", L("没有需要决定的事项", "Nothing was left to decide")),
    ("newer", L("已有更新的一期", "A newer one took its place")),
    ("fallback", L("前一渠道未送达，改由此渠道", "Because the channel before it failed")),
    (
        "asks_more",
        L(
            "在平台上完成的待办未答复要求的内容，已再次提醒",
            "The to-do done there did not answer what is asked: told again",
        ),
    ),
    ("retried", L("人工重发", "Sent again by hand")),
    ("snoozed", L("推迟后再次提醒", "Again after a snooze")),
    ("acknowledged", L("提醒已处理", "The alert was answered")),
)
#: Which channel takes over when one fails, by level; group channels take over for nobody.
LADDERS: Final[dict[str, tuple[str, ...]]] = {
    Level.INFO: (Channel.EMAIL,),
    Level.WARNING: (Channel.EMAIL,),
    Level.URGENT: (Channel.EMAIL, Channel.WECOM, Channel.DINGTALK, Channel.FEISHU),
    Level.CRITICAL: (Channel.EMAIL, Channel.WECOM, Channel.DINGTALK, Channel.FEISHU, Channel.SMS),
}


def successors(level: str, failed: str) -> tuple[str, ...]:
    """The channels that may take over from ``failed``, the next of the level first, then those before it."""
    ladder = LADDERS[level]
    if failed not in ladder:
        return ladder
    at = ladder.index(failed)
    return (*ladder[at + 1 :], *ladder[:at])


def word(words: Words, value: str) -> Label:
    """The label of a value; the value itself where there is none."""
    return next((label for one, label in words if one == value), Label(value, value))
