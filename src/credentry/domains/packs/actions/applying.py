"""Bringing the items of a pack in and up to date, each kind through its own actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform_many
from credentry.domains.packs import rules
from credentry.domains.packs.models import InstalledPack, PackItem
from credentry.domains.packs.queries import present
from credentry.domains.packs.queries.brought import BROUGHT, Brought, settled
from credentry.domains.packs.wanted.items import Item
from credentry.plumbing import bulk


@dataclass(slots=True)
class Report:
    """What an install did, by kind of item; ``kept``: what users hold against the content."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"created": self.created, "changed": self.changed, "kept": self.kept}


def apply(actor: Actor, items: Iterable[Item], corr: str, why: str) -> tuple[Report, list[PackItem]]:
    """Create what is missing, change what nobody else changed. Returns the report and the items to remember.

    Runs inside the caller's transaction. Raises the first DomainError met.
    """
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    report, remembered = Report(), []
    for one in BROUGHT:
        if one.kind in by_kind and kinds.find(one.kind) is not None:
            remembered += _Step(actor, one, corr, why, report).run(by_kind[one.kind])
    return report, remembered


class _Step:
    """One kind of item of one install."""

    def __init__(self, actor: Actor, brought: Brought, corr: str, why: str, report: Report) -> None:
        self._actor, self._brought, self._corr, self._why, self._report = actor, brought, corr, why, report

    def run(self, items: Sequence[Item]) -> list[PackItem]:
        kind = self._brought.kind
        codes = [one.code for one in items]
        known = {
            one.code: one for one in PackItem.objects.filter(kind=kind, code__in=codes).select_for_update()
        }
        found = self._brought.read(codes)
        missing = [one for one in items if one.code not in found and one.code not in known]
        self._create(missing)
        stale = [one for one in items if one.code in found and not settled(one, known.get(one.code))]
        kept = self._amend(stale, known, found)
        touched = [*missing, *stale]
        fresh = self._brought.read([one.code for one in touched]) if touched else {}
        return [
            PackItem(
                pk=known[one.code].pk if one.code in known else None,
                kind=kind,
                code=one.code,
                digest=one.digest,
                stored=self._memory(one, known, found, fresh, kept.get(one.code, [])),
                kept=kept.get(one.code, []),
            )
            for one in touched
        ]

    @staticmethod
    def _memory(
        one: Item, known: Mapping[str, PackItem], found: Mapping[str, present.Found],
        fresh: Mapping[str, present.Found], kept: list[str],
    ) -> dict[str, Any] | None:  # fmt: skip
        now = fresh[one.code].form
        if one.code not in found:
            return now
        if one.code not in known:  # there before the pack: the pack's own only where nothing differed
            return rules.remembered(None if kept else {}, now, kept)
        return rules.remembered(known[one.code].stored, now, kept)

    def _create(self, items: Sequence[Item]) -> None:
        if not items:
            return
        declared = kinds.get(self._brought.kind)
        action = declared.creating
        assert action is not None
        later = self._brought.later
        self._perform(
            action.name,
            [
                {"payload": self._brought.to_form({k: v for k, v in one.form.items() if k not in later})}
                for one in items
            ],
        )
        self._complete([one for one in items if any(one.form.get(name) for name in later)])
        self._report.created[self._brought.kind] = len(items)

    def _complete(self, items: Sequence[Item]) -> None:
        """Fill the fields that name other records just made."""
        if not items:
            return
        found = self._brought.read([one.code for one in items])
        rows = []
        for one in items:
            form = {name: one.form[name] for name in self._brought.later if one.form.get(name)}
            rows.append({"id": found[one.code].id, "payload": self._brought.to_form(form)})
        self._perform(self._brought.amend, rows)

    def _amend(
        self, items: Sequence[Item], known: Mapping[str, PackItem], found: Mapping[str, present.Found]
    ) -> dict[str, list[str]]:
        kept: dict[str, list[str]] = {}
        rows: list[dict[str, Any]] = []
        for one in items:
            current = found[one.code]
            stored = known[one.code].stored if one.code in known else None
            changes, held = rules.merge(stored, current.form, one.form)
            if held:
                kept[one.code] = held
                self._report.kept.append({"kind": self._brought.kind, "code": one.code, "fields": held})
            if changes and not current.archived:
                form = {**current.form, **changes} if self._brought.whole else changes
                rows.append({"id": current.id, "payload": self._brought.to_form(form)})
        if rows:
            self._perform(self._brought.amend, rows)
            self._report.changed[self._brought.kind] = len(rows)
        return kept

    def _perform(self, action: str, rows: list[dict[str, Any]]) -> None:
        perform_many(
            self._actor, self._brought.kind, action, rows, why=self._why, corr=self._corr, atomic=True
        )


def remember(pack: InstalledPack, items: Sequence[PackItem]) -> set[UUID]:
    """Store what was brought; an item two packs bring stays with the first. Returns the packs whose items changed."""
    fresh = [one for one in items if one.pk is None]
    for one in fresh:
        one.pack = pack
    bulk.insert(PackItem, fresh)
    known = [one for one in items if one.pk is not None]
    bulk.update(PackItem, known, ("digest", "stored", "kept"))
    owners = PackItem.objects.filter(pk__in=[one.pk for one in known]).values_list("pack_id", flat=True)
    return {pack.pk, *owners}
