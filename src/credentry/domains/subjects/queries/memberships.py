"""Membership of markets in groups over time, held in memory for one call that asks about many days."""

from bisect import bisect_right
from datetime import date, timedelta
from uuid import UUID

from credentry.core.ledger.queries import while_unchanged
from credentry.domains.subjects.models import Market, MarketMembership

_DAY = timedelta(days=1)


class Memberships:
    """Which markets cover a market on a day, and on which days that changes; ``markets``: id → code."""

    def __init__(self) -> None:
        rows = MarketMembership.objects.values_list("member_id", "group_id", "from_on", "to_on")
        self.markets: dict[UUID, str] = dict(Market.objects.values_list("pk", "code"))
        self.by_code = {code: pk for pk, code in self.markets.items()}
        self._above: dict[UUID, list[tuple[UUID, date, date]]] = {}
        for member, group, starts, ends in rows:
            self._above.setdefault(member, []).append((group, starts, ends or date.max))
        self._memo: dict[tuple[UUID, int], frozenset[UUID]] = {}
        self._ever: dict[UUID, frozenset[UUID]] = {}
        self._cuts: dict[UUID, tuple[date, ...]] = {}

    def cover(self, market: UUID, day: date) -> frozenset[UUID]:
        """The market itself and every group that contains it on ``day``."""
        key = (market, bisect_right(self.cuts(market), day))
        known = self._memo.get(key)
        if known is None:
            found, level = {market}, {market}
            while level:
                level = {
                    group for one in level for group, a, z in self._above.get(one, ()) if a <= day <= z
                } - found
                found |= level
            known = self._memo[key] = frozenset(found)
        return known

    def ever(self, market: UUID) -> frozenset[UUID]:
        """The market and every group that ever contains it."""
        known = self._ever.get(market)
        if known is None:
            found, level = {market}, {market}
            while level:
                level = {group for one in level for group, _, _ in self._above.get(one, ())} - found
                found |= level
            known = self._ever[market] = frozenset(found)
        return known

    def cuts(self, market: UUID) -> tuple[date, ...]:
        """Days on which what covers the market may change, in order."""
        known = self._cuts.get(market)
        if known is None:
            days: set[date] = set()
            seen, level = {market}, {market}
            while level:
                rows = [row for one in level for row in self._above.get(one, ())]
                days.update(starts for _, starts, _ in rows)
                days.update(ends + _DAY for _, _, ends in rows if ends < date.max)
                level = {group for group, _, _ in rows} - seen
                seen |= level
            known = self._cuts[market] = tuple(sorted(days))
        return known


def memberships() -> Memberships:
    """The memberships as they are, read again when anything was written."""
    return while_unchanged("subjects.memberships", Memberships)
