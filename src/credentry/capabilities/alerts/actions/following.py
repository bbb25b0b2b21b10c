"""What platforms are asked afterwards: was it received, was it read, is the to-do done; and to-dos ended there."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import F, Max

from credentry.capabilities.alerts.actions import pacing, settling
from credentry.capabilities.alerts.actions.answering import AsksMore, answer
from credentry.capabilities.alerts.channels import SENDERS, Reporting, Tasking
from credentry.capabilities.alerts.channels.parcels import Down, Later, Never, Receipt, Sent
from credentry.capabilities.alerts.models import ChannelSetup, Delivery
from credentry.capabilities.alerts.vocabulary import WAITING, DeliveryState
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

log = logging.getLogger(__name__)
#: Messages and to-dos asked about in one round for each channel.
ASKED: Final = 200


@dataclass
class Followed:
    """What one round found, in deliveries."""

    received: int = 0
    read: int = 0
    failed: int = 0
    answered: int = 0
    finished: int = 0
    fell_back: int = 0


def follow_up(limit: int = ASKED) -> Followed:
    """Ask every channel that can say so about messages and to-dos. Safe to run at any time."""
    done = Followed()
    for channel, sender in SENDERS.items():
        if not sender.ready() or pacing.resting(channel):
            continue
        try:
            if isinstance(sender, Reporting):
                _receipts(channel, sender, limit, done)
            if isinstance(sender, Tasking):
                _tasks(channel, sender, limit, done)
        except (Down, Later, Never) as error:
            log.warning("%s could not be asked: %s", channel, error)
            if isinstance(error, Down):
                pacing.rest(channel, str(error), error.rest)
        done.fell_back += _overdue(channel)
    return done


def _receipts(channel: str, sender: Reporting, limit: int, done: Followed) -> None:
    now = clock.now()
    open_rows = Delivery.objects.filter(channel=channel, receipt_until__isnull=False)
    open_rows.filter(receipt_until__lt=now).update(receipt_until=None)
    address = f"alert__recipient__{_address(sender)}"
    rows = (
        open_rows.exclude(provider_id="")
        .values_list("provider_id", address, "sent_at", "asked_at")
        .distinct()
        .order_by(F("asked_at").asc(nulls_first=True), "provider_id")[:limit]
    )
    sent = [Sent(provider, person, at) for provider, person, at, _ in rows]
    if not sent:
        return
    open_rows.filter(provider_id__in=[one.provider_id for one in sent]).update(asked_at=now)
    _note(channel, sender.receipts(sent), done)


def _note(channel: str, found: Iterable[Receipt], done: Followed) -> None:
    now = clock.now()
    ids: dict[str, list[str]] = {"received": [], "read": [], "failed": []}
    for one in found:
        ids[one.state].append(one.provider_id)
    here = Delivery.objects.filter(channel=channel, state=DeliveryState.SENT)
    reached = here.filter(provider_id__in=[*ids["received"], *ids["read"]], received_at__isnull=True)
    done.received += reached.update(received_at=now)
    done.read += here.filter(provider_id__in=ids["read"]).update(read_at=now, receipt_until=None)
    for reason in {one.reason for one in found if one.state == "failed"}:
        theirs = [one.provider_id for one in found if one.state == "failed" and one.reason == reason]
        done.failed += here.filter(provider_id__in=theirs).update(
            state=DeliveryState.DEAD, reason="refused", last_error=reason, receipt_until=None
        )


def _overdue(channel: str) -> int:
    """Without a receipt in the time the settings name, the next channel is asked; the first message stays sent."""
    hours = ChannelSetup.objects.filter(code=channel).values_list("receipt_hours", flat=True).first()
    if not hours:
        return 0
    late = Delivery.objects.filter(
        channel=channel,
        state=DeliveryState.SENT,
        receipt_until__isnull=False,
        received_at__isnull=True,
        sent_at__lt=clock.now() - timedelta(hours=hours),
        fell_to="",
        alert__state__in=WAITING,
    )
    if not late.exists():
        return 0
    late.update(reason="no_receipt")
    return settling.take_over(late)


def _tasks(channel: str, sender: Tasking, limit: int, done: Followed) -> None:
    """To-dos done there answer here; those whose alert was answered here are ended there."""
    live = Delivery.objects.filter(channel=channel, task_done_at__isnull=True).exclude(task_id="")
    address = f"alert__recipient__{_address(sender)}"
    order = (F("asked_at").asc(nulls_first=True), "pk")
    waiting = live.filter(alert__state__in=WAITING)
    rows = list(waiting.order_by(*order).values_list("pk", "alert_id", "task_id", address)[:limit])
    if rows:
        Delivery.objects.filter(pk__in=[row[0] for row in rows]).update(asked_at=clock.now())
        ended = sender.done([(task, person) for _, _, task, person in rows])
        for pk, alert, task, _ in rows:
            if task in ended:
                done.answered += _answered(pk, alert, channel)
    for pk, task, person in live.exclude(alert__state__in=WAITING).values_list("pk", "task_id", address)[
        :limit
    ]:
        sender.finish(task, person)
        Delivery.objects.filter(pk=pk).update(task_done_at=clock.now())
        done.finished += 1


def _answered(delivery: int, alert: object, channel: str) -> int:
    try:
        done = answer(alert, channel)  # type: ignore[arg-type]
    except AsksMore:
        _ask_again(delivery)
        return 0
    except DomainError as error:
        log.warning("the to-do of delivery %s could not be answered: %s", delivery, error)
        return 0
    Delivery.objects.filter(pk=delivery).update(task_done_at=clock.now())
    return int(done)


def _ask_again(delivery: int) -> None:
    """A to-do was done there whose alert wants a plan or a decision: it is told once more, and says what is wanted."""
    row = Delivery.objects.get(pk=delivery)
    Delivery.objects.filter(pk=delivery).update(task_done_at=clock.now(), reason="asks_more")
    last = Delivery.objects.filter(alert=row.alert_id, channel=row.channel).aggregate(last=Max("round"))[
        "last"
    ]
    Delivery.objects.create(
        alert_id=row.alert_id,
        channel=row.channel,
        round=last + 1,
        state=DeliveryState.DUE,
        created_at=clock.now(),
    )


def _address(sender: object) -> str:
    assert hasattr(sender, "address")
    return str(sender.address)
