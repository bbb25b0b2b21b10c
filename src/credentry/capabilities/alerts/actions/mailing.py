"""Gathering mail is owed: of those who asked for it, whose occasion came round since the last look.

A look that did not happen changes nothing: the next one finds what came round meanwhile, and of several occasions the
last. One mail per person and occasion, by a unique key; what was not sent of an older one gives way to the newer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.capabilities.alerts import working
from credentry.capabilities.alerts.models import Alert, Delivery, DigestWish, Heartbeat, Mailing, WeeklyPack
from credentry.capabilities.alerts.occasions import Every
from credentry.capabilities.alerts.queries import packs
from credentry.capabilities.alerts.vocabulary import AlertState, Channel, DeliveryState, Mail, Rhythm
from credentry.foundation import clock
from credentry.plumbing import turns

BEAT: Final = "mailings"
CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class Owed:
    """One mail that is owed to somebody: which, and the occasion that makes it."""

    what: Mail
    occasion: str
    recipient: UUID
    day: date
    pack: UUID | None = None


def owe() -> int:
    """Note every gathering mail whose occasion came round since the last look; how many are new."""
    now = clock.now().astimezone(clock.zone())
    beat = Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()
    made = 0
    if beat is not None and beat < now:
        made = note([*_digests(beat, now), *_packs(beat, now)], now)
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": now, "today": now.date()})
    return made


def rhythms() -> dict[Every, "QuerySet[DigestWish]"]:
    """Every rhythm that somebody chose for the digest, with the wishes of those people."""
    wishes = DigestWish.objects.exclude(rhythm=Rhythm.OFF)
    names = ("rhythm", "weekday", "hour", "working_days")
    chosen = wishes.values_list(*names).distinct().order_by()
    return {Every(*one): wishes.filter(**dict(zip(names, one, strict=True))) for one in chosen}


def _digests(since: datetime, now: datetime) -> Iterable[Owed]:
    waiting = Alert.objects.filter(recipient_id=OuterRef("user_id"), state=AlertState.OPEN)
    for every, wishes in rhythms().items():
        at = every.latest(now, working.calendar())
        if at is None or at <= since:
            continue
        occasion = f"{Mail.DIGEST}:{at.date().isoformat()}"
        people = wishes.filter(Exists(waiting), since__lt=at, user__is_active=True)
        for person in people.values_list("user_id", flat=True):
            yield Owed(Mail.DIGEST, occasion, person, at.date())


def _packs(since: datetime, now: datetime) -> Iterable[Owed]:
    for one in WeeklyPack.objects.filter(active=True, archived_at__isnull=True, since__lt=now):
        every = Every(one.rhythm, int(one.weekday), one.hour, one.working_days)
        at = every.latest(now, working.calendar())
        if at is None or at <= since or at <= one.since:
            continue
        occasion = f"{Mail.PACK}:{one.pk.hex}:{at.date().isoformat()}"
        for person in packs.readers(one):
            yield Owed(Mail.PACK, occasion, person, at.date(), one.pk)


def note(owed: list[Owed], now: datetime) -> int:
    """Write down what is owed and its delivery, once; whatever still waited of an older one gives way."""
    made = 0
    for start in range(0, len(owed), CHUNK):
        some = owed[start : start + CHUNK]
        with transaction.atomic():
            made += _put(some, now)
    return made


def _put(some: list[Owed], now: datetime) -> int:
    people = {one.recipient for one in some}
    occasions = {one.occasion for one in some}
    same = Mailing.objects.filter(recipient_id__in=people, occasion__in=occasions)
    known = set(same.values_list("recipient_id", "occasion"))
    rows = [
        Mailing(
            what=one.what,
            occasion=one.occasion,
            recipient_id=one.recipient,
            day=one.day,
            pack_id=one.pack,
            created_at=now,
        )
        for one in some
        if (one.recipient, one.occasion) not in known
    ]
    Mailing.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Mailing.objects.filter(pk__in=[one.pk for one in rows])  # another look may have been faster
    made = Delivery.objects.bulk_create(
        [Delivery(mailing=one, channel=Channel.EMAIL, batch=one.pk, created_at=now) for one in mine]
    )
    _supersede(rows)
    return len(made)


def _supersede(newer: list[Mailing]) -> None:
    ids = [one.pk for one in newer]
    newest = Mailing.objects.filter(
        Q(pack_id=OuterRef("mailing__pack_id")) | Q(what=Mail.DIGEST),
        pk__in=ids,
        recipient_id=OuterRef("mailing__recipient_id"),
        what=OuterRef("mailing__what"),
    )
    older = Delivery.objects.under_way().filter(
        mailing__recipient_id__in={one.recipient_id for one in newer},
        state__in=[DeliveryState.DUE, DeliveryState.RETRY],
    )
    older = older.exclude(mailing_id__in=ids)
    turns.update(older.filter(Exists(newest)), state=DeliveryState.SUPERSEDED, reason="newer")
