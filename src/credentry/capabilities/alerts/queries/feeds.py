"""Calendar feeds: the signed address, and what it answers (iCalendar, RFC 5545)."""

import base64
import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from credentry.capabilities.alerts.models import CalendarFeed
from credentry.capabilities.alerts.vocabulary import DEADLINE_WORDS, word
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user, units_below, user_by_id
from credentry.core.records.queries import deadlines
from credentry.foundation import clock
from credentry.foundation.labels import L
from credentry.plumbing import keys

#: Overdue deadlines stay in the calendar so long; ahead it reaches so far.
BEHIND, AHEAD = timedelta(days=90), timedelta(days=400)
MOST: Final = 3000
_SAFE_START: Final = L("最晚安全启动：{what}", "Latest safe start: {what}")


def address(feed: CalendarFeed) -> str:
    """Where a calendar program fetches the feed; the same as long as it is not revoked."""
    return f"{str(settings.CREDENTRY_BASE_URL).rstrip('/')}/calendar/{feed.pk.hex}.{_mark(feed.pk.hex)}.ics"


def feed_of(token: str) -> CalendarFeed | None:
    """The living feed of an address; None when it was tampered with or revoked, or its user may not sign in."""
    body, _, mark = token.rpartition(".")
    if not hmac.compare_digest(mark.encode(), _mark(body).encode()):
        return None
    feed = CalendarFeed.objects.select_related("user", "unit").filter(pk=UUID(body)).first()
    if feed is None or feed.revoked_at or feed.archived_at or not feed.user.is_active:
        return None
    return feed


def _mark(body: str) -> str:
    digest = hmac.new(keys.derived_key("calendar feeds"), body.encode(), "sha256").digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def as_ics(feed: CalendarFeed) -> bytes:
    """The feed's deadlines as all-day events: what its user may see now, and no more."""
    from icalendar import Calendar  # heavy; only feeds need it

    user = user_by_id(feed.user_id)
    assert user is not None
    actor = actor_for_user(user, "feed")
    calendar = Calendar()
    calendar.add("prodid", "-//Credentry//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", feed.name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for row in _deadlines(feed, actor):
        for event in _events(row, user.lang):
            calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def _deadlines(feed: CalendarFeed, actor: Actor) -> Iterable[Any]:
    today = clock.today()
    mine = Q(responsible_id=feed.user_id) | Q(deputy_id=feed.user_id)
    wanted = Q(unit_id__in=units_below(feed.unit.path)) if feed.unit else mine
    rows = deadlines(actor).filter(
        wanted, closed_on__isnull=True, due_on__gte=today - BEHIND, due_on__lte=today + AHEAD
    )
    return rows.order_by("due_on", "pk")[:MOST]


def _events(row: Any, lang: str) -> Iterable[Any]:
    name = f"{row.title} ({row.number})" if row.number else row.title
    what = f"{word(DEADLINE_WORDS, row.code).text(lang)} · {name}"
    base = str(settings.CREDENTRY_BASE_URL).rstrip("/")
    link = f"{base}/r/{row.kind}/{row.record_id}"
    uid = f"{row.record_id}-{row.code}-{row.cycle}@credentry"
    yield _event(uid, row.due_on, what, link)
    if row.latest_safe_start and row.latest_safe_start < row.due_on:
        yield _event(f"start-{uid}", row.latest_safe_start, _SAFE_START.text(lang).format(what=what), link)


def _event(uid: str, day: date, summary: str, link: str) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(clock.today(), datetime.min.time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("url", link)
    event.add("description", link)
    event.add("transp", "TRANSPARENT")
    return event
