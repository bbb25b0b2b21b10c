"""Events across rooms: published in the business transaction, reacted to after its commit, at least once.

``publish`` writes one row beside the change it tells of; nothing is sent if that transaction fails.
``dispatch`` (worker or in-process kick) runs the subscribed reactions. A reaction runs in one
transaction together with its receipt, so its database effects happen once per event even though it
may be started several times. A failing reaction moves to a job of its own with back-off and, in the
end, the dead letters; the other reactions of the event do not wait for it.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from credentry.foundation import clock, ids
from credentry.plumbing import queue
from credentry.plumbing.models import OutboxEvent, Receipt

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """What a reaction receives: the id to be idempotent by, the name and the published payload."""

    event_id: uuid.UUID
    name: str
    payload: dict[str, Any]


Reaction = Callable[[Event], None]
_subscribers: dict[str, dict[str, Reaction]] = {}
Wanted = Callable[[dict[str, Any]], bool]
_wanted: dict[tuple[str, str], Wanted] = {}


def subscribe(event_name: str, handler_name: str, reaction: Reaction, wanted: Wanted | None = None) -> None:
    """Let ``reaction`` run for every event of that name; ``handler_name`` must be unique and stable.

    ``wanted(payload)``, asked in the transaction that publishes: whether the handler has any use for this one. An event
    nobody wants is not stored.
    """
    handlers = _subscribers.setdefault(event_name, {})
    if handlers.get(handler_name, reaction) is not reaction:
        raise ValueError(f"{handler_name} is already subscribed to {event_name}")
    handlers[handler_name] = reaction
    if wanted is not None:
        _wanted[event_name, handler_name] = wanted


def publish(event_name: str, payload: dict[str, Any]) -> uuid.UUID | None:
    """Record one event in the caller's transaction; its id, or None when nobody subscribes to it."""
    made = publish_many(event_name, [payload])
    return made[0] if made else None


def publish_many(event_name: str, payloads: Iterable[dict[str, Any]]) -> list[uuid.UUID]:
    """Set-based twin of ``publish``. Events nobody subscribes to are not stored: the ledger is the trail."""
    handlers = _subscribers.get(event_name)
    if not handlers:
        return []
    asks = [_wanted.get((event_name, one)) for one in handlers]
    if all(asks):
        payloads = [one for one in payloads if any(ask(one) for ask in asks if ask is not None)]
    now = clock.now()
    rows = [
        OutboxEvent(event_id=ids.uuid7(), name=event_name, payload=payload, created_at=now)
        for payload in payloads
    ]
    OutboxEvent.objects.bulk_create(rows, batch_size=2000)
    if rows:
        transaction.on_commit(queue.kick)
    return [row.event_id for row in rows]


def dispatch(limit: int = 100) -> int:
    """Run the reactions of up to ``limit`` waiting events, oldest first; returns how many were settled."""
    waiting = list(OutboxEvent.objects.filter(settled_at=None).order_by("id")[:limit])
    for event in waiting:
        for handler in _subscribers.get(event.name, {}):
            try:
                react(event, handler)
            except Exception as error:
                log.exception("reaction %s to %s failed", handler, event.name)
                _retry_later(event, handler, error)
        OutboxEvent.objects.filter(pk=event.pk, settled_at=None).update(settled_at=clock.now())
    return len(waiting)


def react(event: OutboxEvent, handler: str) -> bool:
    """Run one reaction unless its receipt exists; False when it had already taken effect."""
    reaction = _subscribers.get(event.name, {}).get(handler)
    if reaction is None or Receipt.objects.filter(event=event, handler=handler).exists():
        return False
    try:
        with transaction.atomic():
            Receipt.objects.create(event=event, handler=handler, at=clock.now())
            reaction(Event(event.event_id, event.name, event.payload))
    except IntegrityError:
        if Receipt.objects.filter(event=event, handler=handler).exists():
            return False  # another worker was faster; its effect stands
        raise
    return True


def _retry_later(event: OutboxEvent, handler: str, error: Exception) -> None:
    queue.enqueue(
        "outbox.react",
        {"event": event.pk, "handler": handler, "first_error": repr(error)[:500]},
        run_at=clock.now() + queue.backoff(1),
        unique_key=f"outbox.react:{event.pk}:{handler}",
    )


@queue.job("outbox.react")
def _react_job(payload: dict[str, Any]) -> None:
    event = OutboxEvent.objects.filter(pk=payload["event"]).first()
    if event is not None:
        react(event, payload["handler"])
