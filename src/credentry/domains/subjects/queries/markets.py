"""Which markets cover which: a certificate for the EU covers Germany on the days Germany is a member."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from credentry.core.ledger.queries import while_unchanged
from credentry.domains.subjects.models import Market, MarketMembership
from credentry.foundation.labels import Label

_DEPTH = 4


def _in_force(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def covering(ids: Collection[UUID], on: date) -> set[UUID]:
    """The markets themselves and every group that contains one of them on that day.

    ``market:DE`` therefore finds certificates for DE, the EU and the EEA; ``market:EU`` finds those for the EU
    and the EEA, not one that lists single member states only: that covers parts of the EU, not the EU.
    """
    return set(while_unchanged(("covering", frozenset(ids), on), lambda: _covering(ids, on)))


def _covering(ids: Collection[UUID], on: date) -> frozenset[UUID]:
    found: set[UUID] = set(ids)
    level = found
    for _ in range(_DEPTH):
        rows = MarketMembership.objects.filter(_in_force(on), member_id__in=level)
        level = set(rows.values_list("group_id", flat=True)) - found
        if not level:
            break
        found |= level
    return frozenset(found)


def members(ids: Collection[UUID], on: date) -> set[UUID]:
    """The markets themselves and everything inside them on that day."""
    found: set[UUID] = set(ids)
    level = found
    for _ in range(_DEPTH):
        rows = MarketMembership.objects.filter(_in_force(on), group_id__in=level)
        level = set(rows.values_list("member_id", flat=True)) - found
        if not level:
            break
        found |= level
    return found


def covering_by_market(on: date) -> dict[UUID, frozenset[UUID]]:
    """Market id → the markets that cover it on that day, for every market; two queries."""
    above: dict[UUID, set[UUID]] = {}
    for group, member in MarketMembership.objects.filter(_in_force(on)).values_list("group_id", "member_id"):
        above.setdefault(member, set()).add(group)
    result: dict[UUID, frozenset[UUID]] = {}
    for one in Market.objects.values_list("pk", flat=True):
        found, level = {one}, {one}
        while level:
            level = {group for member in level for group in above.get(member, ())} - found
            found |= level
        result[one] = frozenset(found)
    return result


def by_code(codes: Iterable[str]) -> dict[str, UUID]:
    """Market code → id."""
    return dict(Market.objects.filter(code__in=set(codes)).values_list("code", "pk"))


def by_id(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Market id → code, unknown ids left out."""
    return dict(Market.objects.filter(pk__in=set(ids)).values_list("pk", "code"))


def names() -> dict[str, UUID]:
    """Every way a market is written (code, three letters, Chinese, English, alias; lower case) → id."""
    found: dict[str, UUID] = {}
    rows = Market.objects.values_list("pk", "code", "alpha3", "name_zh", "name_en", "aliases")
    for pk, code, alpha3, zh, en, aliases in rows:
        for word in (*aliases, alpha3, en, zh, code):
            if word:
                found[str(word).casefold()] = pk
    return found


def market_words(ids: Collection[UUID]) -> dict[UUID, Label]:
    """Market id → its name."""
    rows = Market.objects.filter(pk__in=set(ids)).values_list("pk", "name_zh", "name_en")
    return {pk: Label(zh, en or zh) for pk, zh, en in rows}
