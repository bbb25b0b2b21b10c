"""Answers that come from outside: a button in a message, a to-do done on a platform. Each counts once."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from credentry.capabilities.alerts import links
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import CHANNEL_WORDS, WAITING, Decision, Demand, word
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.queries import actor_for_user, user_by_id
from credentry.core.identity.vocabulary import READ, Reach
from credentry.core.records.actions import perform
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, NotFound, define
from credentry.foundation.labels import L, Label

#: Somebody who was told may answer what they were told, whatever else they may do; nobody else's alerts.
_OWN: Final = tuple(EffectiveGrant("alert", action, Reach.ALL) for action in (READ, "acknowledge"))
_DONE_THERE = L("在{channel}中完成待办", "To-do done in {channel}")
_PRESSED = L("通过{channel}消息中的按钮处理", "Answered by the button in the message ({channel})")
_TOOK_OVER = L("{name} 已接手", "{name} took this over")

define(
    "alert.asks_plan",
    "此提醒须填写行动计划（做什么、何时完成），不能一键确认。请登录系统，在“我的提醒”中填写。",
    "This alert asks for an action plan (what, and by when); one press is not enough. Sign in and write it in your alerts.",
)
define(
    "alert.asks_decision",
    "此提醒须作出决定（续期、到期失效或转交），不能一键确认。请登录系统，在“我的提醒”中决定。",
    "This alert asks for a decision (renew, let lapse or hand over); one press is not enough. Sign in and decide in your alerts.",
)
_MORE: Final = {Demand.PLAN: "alert.asks_plan", Demand.DECISION: "alert.asks_decision"}


class AsksMore(DomainError):
    """A press or a to-do done elsewhere cannot answer: the ladder asks for a plan or a decision."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address in a message asks of whom. ``used``: its button was pressed before."""

    delivery: int
    alert: Alert
    channel: str
    used: bool

    @property
    def waits(self) -> bool:
        """Whether nobody has answered yet."""
        return self.alert.state in WAITING

    @property
    def more(self) -> AsksMore | None:
        """What a press does not suffice for, with the words for it; None where it answers."""
        return asks_more(self.alert)

    @property
    def others(self) -> "list[Alert]":
        """The same deadline's alerts that wait for other people."""
        one = self.alert
        same = Alert.objects.filter(record_kind=one.record_kind, record_id=one.record_id, code=one.code,
                                    cycle=one.cycle, due_on=one.due_on, state__in=WAITING)  # fmt: skip
        return list(same.exclude(recipient_id=one.recipient_id).select_related("recipient").order_by("pk"))


def asked_by(token: str) -> Asked:
    """What the address with this token asks. Raises NotFound for one that is wrong, too old or meant for a leaver."""
    number = links.delivery_of(token, clock.today())
    row = Delivery.objects.filter(pk=number).select_related("alert__recipient").first() if number else None
    if row is None or row.alert is None or not row.alert.recipient.is_active:
        raise NotFound()
    return Asked(row.pk, row.alert, row.channel, row.link_used_at is not None)


def press(token: str, take_over: bool = False) -> bool:
    """The button was pressed: the recipient is renewing. False when it was used or answered before.

    With ``take_over`` the same deadline's other alerts are handed to this person. Raises AsksMore, and the link can be
    used on, where one of them wants more than a press.
    """
    found = asked_by(token)
    for one in [found.alert, *(found.others if take_over else [])] if found.waits else []:
        _may_be_pressed(one)
    fresh = Delivery.objects.filter(pk=found.delivery, link_used_at__isnull=True)
    if not found.waits or not fresh.update(link_used_at=clock.now()):
        return False
    others = found.others if take_over else []
    done = answer(found.alert.pk, found.channel, _PRESSED)
    for one in others if done else []:
        _hand_to(one, found.alert)
    return done


def asks_more(alert: Alert) -> AsksMore | None:
    """What an alert asks for beyond a word, as the error to say so; None where a word is enough."""
    code = _MORE.get(Demand(alert.asks)) if alert.about_id is None else None
    return AsksMore(code) if code else None


def _may_be_pressed(alert: Alert) -> None:
    error = asks_more(alert)
    if error is not None:
        raise error


def answer(alert_id: UUID, channel: str, how: Label = _DONE_THERE) -> bool:
    """Answer an alert for its recipient: renewing. False when it was answered or ended before. Raises AsksMore."""
    alert = Alert.objects.filter(pk=alert_id, state__in=WAITING).first()
    if alert is None:
        return False
    _may_be_pressed(alert)
    actor = _recipient(alert, channel)
    note = how.text(actor.lang).format(channel=word(CHANNEL_WORDS, channel).text(actor.lang))
    perform(actor, "alert", "acknowledge", alert.pk, {"decision": Decision.RENEWING.value, "note": note})
    return True


def answer_from(delivery: int, channel: str, person: str) -> bool:
    """A button on a card was pressed by somebody the platform knows as ``person``. Others' alerts stay as they are."""
    row = Delivery.objects.filter(pk=delivery, channel=channel).select_related("alert__recipient").first()
    if row is None or row.alert is None or not person or getattr(row.alert.recipient, channel, "") != person:
        return False
    if not row.alert.recipient.is_active:
        return False
    return answer(row.alert.pk, channel, _PRESSED)


def _recipient(alert: Alert, channel: str) -> Actor:
    user = user_by_id(alert.recipient_id)
    if user is None or not user.is_active:
        raise NotFound()
    actor = actor_for_user(user, "link")
    return replace(actor, grants=_OWN)


def _hand_to(other: Alert, mine: Alert) -> None:
    """Somebody else's alert of the same deadline: its answer is that this person took over."""
    name = mine.recipient.name
    note = _TOOK_OVER.text(other.recipient.lang).format(name=name)
    perform(
        Actor.system("take-over"),
        "alert",
        "acknowledge",
        other.pk,
        {"decision": Decision.REASSIGNED.value, "to": str(mine.recipient_id), "note": note},
    )
