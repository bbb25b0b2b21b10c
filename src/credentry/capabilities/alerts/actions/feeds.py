"""Verbs on calendar feeds."""

from uuid import UUID

from credentry.capabilities.alerts.models import CalendarFeed
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, Form, ask
from credentry.foundation.errors import Forbidden
from credentry.foundation.labels import L


class FeedForm(Form):
    """A new calendar feed: one's own deadlines, or those of a unit."""

    name: str = ask(L("名称", "Name"), min_length=1, max_length=120)
    unit: UUID | None = ask(
        L("团队（单元及下级）", "Team (a unit and below)"),
        None,
        ref="unit",
        help=L("留空：本人负责或代理的期限", "Empty: deadlines you are responsible or deputy for"),
    )


def subscribe(ctx: Context, record: None, form: FeedForm) -> CalendarFeed:
    """Make a feed for the acting user; its address is on the feed's page."""
    if ctx.actor.user_id is None:
        raise Forbidden(action="subscribe")
    feed = CalendarFeed(name=form.name, user_id=ctx.actor.user_id, unit_id=form.unit)
    ctx.stamp(feed)
    feed.save(force_insert=True)
    return feed


def revoke(ctx: Context, record: CalendarFeed, form: Empty) -> CalendarFeed:
    """End the feed: its address answers no more."""
    record.revoked_at = ctx.now
    record.save()
    return record
