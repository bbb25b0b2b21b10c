"""What happens to deliveries that are not sent: moot, without address, declined, held at night, taken over."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from credentry.capabilities.alerts import working
from credentry.capabilities.alerts.actions import mailing
from credentry.capabilities.alerts.actions.claiming import Waiting
from credentry.capabilities.alerts.channels import SENDERS, Sender
from credentry.capabilities.alerts.channels.specs import SPECS
from credentry.capabilities.alerts.models import Alert, AlertPolicy, ChannelPreference, ChannelSetup, Delivery
from credentry.capabilities.alerts.vocabulary import (
    NO_ADDRESS,
    WAITING,
    AlertState,
    Channel,
    DeliveryState,
    Level,
    successors,
)
from credentry.foundation import clock
from credentry.plumbing import turns

ENDED: Final = [one.value for one in AlertState if one not in WAITING]
#: Channels whose deliveries wait while they are not set up, as they always did; the others are passed over.
PATIENT: Final = (Channel.EMAIL, Channel.FILE)
NOBODY: Final = "-"
QUIET: Final = ("21:00", "08:00")
#: What may wait for a digest; what is urgent or critical is always told on its own.
GATHERED: Final = (Level.INFO, Level.WARNING)
CHUNK: Final = 500
_ALIVE: Final = (DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.RETRY, DeliveryState.SENT)
_BELOW: Final = {Level.WARNING: [Level.INFO], Level.URGENT: [Level.INFO, Level.WARNING]}


def settle_moot(channel: str, sender: Sender, rows: Sequence[Waiting], free: Q) -> list[Waiting]:
    """Settle deliveries whose alert was answered or ended meanwhile, whose person has no address or declined.

    Gives those of ``rows`` that are left. What is urgent or critical cannot be declined.
    """
    wishes = _wishes(channel, rows)
    live, moot = [], dict[tuple[DeliveryState, str, str], list[int]]()
    for one in rows:
        if one.state not in WAITING:
            verdict = (DeliveryState.CANCELLED, one.state, "")
        elif sender.address and not one.address:
            verdict = (DeliveryState.SUPPRESSED, NO_ADDRESS, "")
        elif one.level in wishes.get(one.recipient, ()):
            verdict = (DeliveryState.SUPPRESSED, "preference", NOBODY)
        else:
            live.append(one)
            continue
        moot.setdefault(verdict, []).append(one.pk)
    for (state, reason, fell_to), ids in moot.items():
        values = {"state": state, "reason": reason} | ({"fell_to": fell_to} if fell_to else {})
        turns.update(Delivery.objects.under_way().filter(free, pk__in=ids), **values)
    return live


def settle_mailings(channel: str, sender: Sender, free: Q) -> None:
    """Gathering mail to people without an address is withheld."""
    nowhere = {f"mailing__recipient__{sender.address}": ""}
    rows = Delivery.objects.under_way().filter(free, channel=channel, **nowhere)
    turns.update(rows, state=DeliveryState.SUPPRESSED, reason=NO_ADDRESS)


def _wishes(channel: str, rows: Sequence[Waiting]) -> dict[UUID, list[Level]]:
    """Which levels people do not want over this channel."""
    people = ChannelPreference.objects.filter(channel=channel, from_level__in=list(_BELOW))
    if not people.exists():
        return {}
    here = {one.recipient for one in rows}
    found = people.filter(user_id__in=here).values_list("user_id", "from_level")
    return {user: _BELOW[Level(level)] for user, level in found}


def pass_over(channel: str) -> None:
    """A channel that nobody set up, or that was switched off, keeps nothing waiting: the next one takes over."""
    if channel in PATIENT:
        return
    waiting = Delivery.objects.under_way().filter(channel=channel).exclude(state=DeliveryState.SENDING)
    turns.update(waiting, state=DeliveryState.SUPPRESSED, reason="not_set_up")


def held(channel: str) -> dict[str, Q]:
    """Conditions on deliveries that must wait now, by reason; none where nothing is to wait."""
    today = clock.today()
    found = {
        "quiet": _quiet(channel),
        "day_off": None
        if working.is_working(today)
        else _day_off(channel, working.add_working_days(today, 1)),
        "digest": _gathered() if channel == Channel.EMAIL else None,
    }
    return {reason: calm for reason, calm in found.items() if calm is not None}


def _day_off(channel: str, back: date) -> Q | None:
    """The channel, or the policy, holds on days off what is not critical, and on the day ``back`` it is not too late."""
    whole = ChannelSetup.objects.filter(code=channel, hold=True).exists()
    if not whole and not AlertPolicy.objects.filter(hold=True).exists():
        return None
    only = _HOLDABLE.format(policy="1 = 1" if whole else "p.hold")
    return Q(alert_id__in=RawSQL(only, (back, back)))  # noqa: S611 - days are parameters, the rest is ours


def _gathered() -> Q | None:
    """What comes with the person's digest: neither urgent nor critical, and no answer is wanted before it comes."""
    now = clock.now().astimezone(clock.zone())
    found: Q | None = None
    for every, wishes in mailing.rhythms().items():
        at = every.following(now, working.calendar())
        if at is not None:
            calm = Q(alert__recipient_id__in=wishes.values("user_id"), alert__level__in=GATHERED)
            calm &= Q(alert__answer_by__isnull=True) | Q(alert__answer_by__gte=at.date())
            calm &= Q(alert__isnull=False, alert__about_id__isnull=True)
            found = calm if found is None else found | calm
    return found


# Of a deadline whose latest safe start is over or comes before people are back, nothing waits.
_HOLDABLE: Final = """
SELECT a.id FROM alerts_alert a JOIN alerts_alertpolicy p ON p.id = a.policy_id
  JOIN records_deadline d ON d.record_id = a.record_id AND d.code = a.code AND d.cycle = a.cycle
    AND d.kind = a.record_kind AND d.due_on = a.due_on
WHERE a.state IN ('open', 'snoozed') AND a.level <> 'critical' AND a.due_on >= %s
  AND (d.latest_safe_start IS NULL OR d.latest_safe_start >= %s) AND {policy}
"""


def _quiet(channel: str) -> Q | None:
    """It is quiet, for all or for this person, and they are not critical; None while it is quiet for nobody."""
    row = ChannelSetup.objects.filter(code=channel).first()
    now = clock.now()
    people = ChannelPreference.objects.filter(channel=channel).exclude(quiet_from="")
    windows = people.values_list("quiet_from", "quiet_to").distinct().order_by()
    calm: Q | None = None
    for start, end in windows:
        if quiet(start, end, now):
            theirs = people.filter(quiet_from=start, quiet_to=end).values("user_id")
            found = Q(alert__recipient_id__in=theirs)
            calm = found if calm is None else calm | found
    if row is not None and quiet(row.quiet_from, row.quiet_to, now):
        # Who named hours of their own is held by those.
        found = ~Q(alert__recipient_id__in=people.values("user_id"))
        calm = found if calm is None else calm | found
    return None if calm is None else calm & ~Q(alert__level=Level.CRITICAL)


def quiet(start: str, end: str, now: datetime) -> bool:
    """Whether ``now`` lies between two times of day (``HH:MM``) in the instance's zone, over midnight too."""
    if not start or not end or start == end:
        return False
    here, first, last = (
        now.astimezone(clock.zone()).time(),
        time.fromisoformat(start),
        time.fromisoformat(end),
    )
    return first <= here < last if first < last else here >= first or here < last


def note_held(channel: str, calm: Q, reason: str) -> int:
    """Say on the deliveries why they wait."""
    waiting = Delivery.objects.under_way().filter(calm, channel=channel, state=DeliveryState.DUE, reason="")
    return turns.update(waiting, reason=reason)


def fall_back() -> int:
    """Let the next channel of the level take over what failed for good or could not be sent; how many it took."""
    failed = Delivery.objects.failed()
    if not failed.exists():
        return 0
    ended = Q(alert__state__in=ENDED) | Q(mailing__isnull=False)
    turns.update(failed.filter(ended), fell_to=NOBODY)
    return take_over(failed)


def take_over(failed: "QuerySet[Delivery]") -> int:
    """Give each of these alerts to the next channel that is set up and knows the person; how many were given."""
    given = 0
    ready = [name for name in SPECS if SPECS[name].address and SENDERS[name].ready()]
    pairs = (
        failed.filter(alert__state__in=WAITING).values_list("channel", "alert__level").distinct().order_by()
    )
    for channel, level in list(pairs):
        here = failed.filter(channel=channel, alert__level=level, alert__state__in=WAITING)
        for heir in successors(level, channel):
            if heir in ready:
                given += _inherit(here, heir)
        turns.update(here, fell_to=NOBODY)
    return given


def _inherit(failed: "QuerySet[Delivery]", heir: str) -> int:
    """Where ``heir`` tells the person anyway nothing is added; where it failed as well, the next one is asked."""
    same = Delivery.objects.filter(alert=OuterRef("alert"), round=OuterRef("round"), channel=heir)
    told = failed.filter(Exists(same.filter(state__in=_ALIVE)))
    fresh = failed.exclude(Exists(same)).exclude(**{f"alert__recipient__{SPECS[heir].address}": ""})
    while ids := list(told.values_list("pk", flat=True)[:CHUNK]):
        Delivery.objects.filter(pk__in=ids).update(fell_to=heir)
    given, now = 0, clock.now()
    while rows := list(fresh.values_list("pk", "alert_id", "round")[:CHUNK]):
        with transaction.atomic():
            Delivery.objects.bulk_create(
                [Delivery(alert_id=alert, channel=heir, round=turn, reason="fallback", created_at=now)
                 for _, alert, turn in rows],
                ignore_conflicts=True,
            )  # fmt: skip
            Delivery.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(fell_to=heir)
        turns.give_way()
        given += len(rows)
    return given


def revive(channel: str, address: str) -> int:
    """Send after all what was withheld for want of an address that the person has now, unless another channel told."""
    withheld = Delivery.objects.suppressed().filter(channel=channel, reason=NO_ADDRESS, fell_to=NOBODY)
    if not withheld.exists():
        return 0
    reachable = Alert.objects.filter(state__in=WAITING, recipient__is_active=True).exclude(
        **{f"recipient__{address}": ""}
    )
    found = withheld.filter(alert__in=reachable.values("pk"))
    return turns.update(found, state=DeliveryState.DUE, reason="", fell_to="")
