"""Stored standing: computed from the facts of a set of credentials, in the transaction that changed them.

Small sets are decided by the pure rules one by one. Of large ones the simple majority is decided by one statement
(``setwise``), the others by the rules. Whatever changes is kept as past belief first, and what depends on it follows
level by level (``spreading``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.core.records import kinds, projections
from credentry.domains.credentials import ends, impacts, past, setwise, spreading
from credentry.domains.credentials.facts import facts_of as facts_of
from credentry.domains.credentials.models import Credential, StandingSegment
from credentry.domains.credentials.rules import standing as rules
from credentry.domains.credentials.rules.facts import Facts, constraints, seams
from credentry.foundation.labels import Label
from credentry.plumbing import bulk, progress, sql

DAY = timedelta(days=1)
COLUMNS = (
    "effective_from", "effective_to", "state", "binding_code", "binding_ref", "warn_from", "has_gap", "has_overlap",
    "segmented", "timeline",
)  # fmt: skip
SMALL = 200  # a set up to this size is decided by the rules alone
CHUNK = 2000
SUDDEN = ("status_change", "product_change")  # ends that nobody can foresee: no warning comes before them
_FINDING = Label("查找受影响的证书", "Finding the credentials it reaches")
_DECIDING = Label("判定效力", "Deciding their standing")
_KEEPING = Label("保留变更前的记录", "Keeping what was known before")
_STORING = Label("写入新的效力", "Storing the new standing")
_DEADLINES = Label("更新期限", "Bringing deadlines up to date")
_FIGURES = Label("更新统计", "Bringing figures up to date")
ONLY_TERM = "1"  # a term is referred to by its number within the credential


@dataclass(frozen=True, slots=True)
class Stored:
    """The values of the standing columns of one credential, and its segments where it has several."""

    effective_from: date | None
    effective_to: date | None
    state: str
    binding_code: str
    binding_ref: str
    warn_from: date | None
    segments: tuple[rules.Segment, ...] = ()
    timeline: list[list[str | None]] | None = None
    seams: frozenset[str] = frozenset()

    def put(self, record: Any) -> None:
        """Write the values on a model instance."""
        record.effective_from, record.effective_to, record.state = (
            self.effective_from,
            self.effective_to,
            self.state,
        )
        record.binding_code, record.binding_ref = self.binding_code, self.binding_ref
        record.warn_from, record.timeline = self.warn_from, self.timeline
        record.segmented = bool(self.segments)
        record.has_gap, record.has_overlap = self.has_gap, self.has_overlap

    @property
    def has_gap(self) -> bool:
        """Whether days lie between two terms that none covers."""
        return "gap" in self.seams

    @property
    def has_overlap(self) -> bool:
        """Whether two terms cover the same days."""
        return "overlap" in self.seams


def warn(end: date | None, days: int) -> date | None:
    """First day on which an end is near: ``days`` before it."""
    return end - timedelta(days=days) if end is not None else None


def _near(end: date | None, code: str, days: int) -> date | None:
    """First day of a valid run shown as expiring soon. What somebody ends does not expire: no day of it is."""
    return end + DAY if end is not None and code in SUDDEN else warn(end, days)


def simple(starts: date | None, ends: date | None, lapses: Iterable[tuple[date, str]], days: int) -> Stored:
    """The standing of one term under open duties that end it on the given days (last valid day, duty id).

    Equal to ``of`` on the same facts; spelled out because an import asks it a hundred thousand times.
    """
    end, state, code, ref = ends, "expired", "term", ONLY_TERM
    for last, duty in lapses:
        if end is None or last < end:
            end, state, code, ref = last, "duty_overdue", "duty", duty
    if end is None:
        return Stored(starts, None, rules.VALID, "", "", None)
    return Stored(starts, end, state, code, ref, warn(end, days))


def of(facts: Facts, days: int) -> Stored:
    """The standing columns that follow from all facts of a credential; ``days``: warning time of its type."""
    found = rules.standing(constraints(facts))
    between = frozenset(one.kind for one in seams(facts.terms))
    if found.simple and not found.never:
        return Stored(
            found.effective_from, found.effective_to, found.state, found.binding_code, found.binding_ref,
            _near(found.effective_to, found.binding_code, days), seams=between,
        )  # fmt: skip
    near = [_near(one.ends, one.code, days) if one.state == rules.VALID else None for one in found.segments]
    timeline = [
        [_iso(one.starts), _iso(one.ends), one.state, one.code, one.ref, _iso(day)]
        for one, day in zip(found.segments, near, strict=True)
    ]
    first, last = found.effective_from, found.effective_to
    if found.never:  # an empty interval: no day lies in it
        first = next((one.starts for one in found.segments if one.starts is not None), date(1970, 1, 1))
        last = first - DAY
    return Stored(
        first,
        last,
        found.state,
        found.binding_code,
        found.binding_ref,
        _near(last, found.binding_code, days),
        found.segments,
        timeline,
        between,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


Ids = Sequence[UUID] | QuerySet[Any]


def recompute(ids: Ids, at: datetime, *, follow: bool = False) -> None:
    """Bring the stored standing of these credentials, and of all that depend on them, up to date with their facts.

    ``at``: the instant of the change, from which on the new standing is believed. ``follow``: these credentials are
    not the ones an action is about, so that what is derived from them (deadlines, figures) follows, too; for what
    depends on them it always does.
    """
    level: Ids = ids
    for depth in range(spreading.LEVELS):
        moved = _level(level, at)
        if follow or depth:
            _follow(moved)
        level = spreading.onwards(moved)
        if isinstance(level, list) and not level:
            return
    raise RuntimeError("credentials depend on each other in a circle")


def refresh(records: Sequence[Credential], at: datetime) -> None:
    """Bring standing up to date after facts changed and show it on the instances in hand."""
    recompute([one.pk for one in records], at)
    fresh = Credential.objects.filter(pk__in=[one.pk for one in records]).values("pk", *COLUMNS)
    rows = {row.pop("pk"): row for row in fresh}
    for one in records:
        for name, value in rows[one.pk].items():
            setattr(one, name, value)


def rewrite(ids: Sequence[UUID]) -> None:
    """Bring standing up to date without keeping what was believed before: what it rested on is to be forgotten."""
    level: Ids = ids
    for _ in range(spreading.LEVELS):
        moved = _recompute_each(level, None) if isinstance(level, Sequence) else list(_set_level(level, None))
        _follow(moved)
        level = spreading.onwards(moved)
        if isinstance(level, list) and not level:
            return


def rebuild(*, follow: bool = True) -> tuple[int, int]:
    """Compute from scratch what every credential stands at and store it: (how many there are, how many were stored
    wrongly).

    For after an upgrade or a repair: nothing new became known, so nothing is kept as past belief. What dependencies
    repeat is read anew, too. ``follow``: deadlines and figures are brought up to date.
    """
    spreading.learn_everything()
    level: Ids = Credential.objects.all()
    wrong = 0
    for _ in range(spreading.LEVELS):
        moved = _set_level(level, None)
        wrong += moved.count()
        if follow:
            _follow(moved)
        level = spreading.onwards(moved)
        if isinstance(level, list):
            break
    return Credential.objects.count(), wrong


def _level(ids: Ids, at: datetime) -> Ids:
    """Recompute one level; those whose standing changed."""
    if isinstance(ids, QuerySet):
        found = list(ids.order_by().values_list("pk", flat=True)[: SMALL + 1])
        return _set_level(ids, at) if len(found) > SMALL else _recompute_each(found, at)
    return _set_level(ids, at) if len(ids) > SMALL else _recompute_each(ids, at)


def _set_level(ids: Ids, at: datetime | None) -> "QuerySet[Any]":
    """Recompute a large set; those whose standing changed, as a query."""
    progress.tell(0, _FINDING)
    picked = setwise.pick(ids)
    _lock(setwise.listed(setwise.PICKED))
    progress.tell(0.1, _DECIDING, picked)
    busy = setwise.busy()
    moved = setwise.fresh()
    calm = setwise.listed(setwise.FRESH)
    progress.tell(0.3, _KEEPING, moved)
    _keep(calm, at, mark=False)
    progress.tell(0.45, _STORING, moved)
    setwise.write(at)
    decided: list[UUID] = []
    for at_batch, some in enumerate(_batches(busy)):
        progress.tell(0.55 + 0.15 * at_batch * CHUNK / len(busy), _DECIDING, len(busy))
        decided += _recompute_each(some, at)
    setwise.note(decided)
    return setwise.listed(setwise.FRESH)


def _lock(rows: "QuerySet[Any]") -> None:
    """Wait for whoever is changing these rows; their facts are read afterwards."""
    if sql.is_postgresql():
        text, params = rows.order_by("pk").values("pk").query.sql_with_params()
        sql.run(f"SELECT count(*) FROM ({text} FOR NO KEY UPDATE) locked", params)


def _recompute_each(ids: Sequence[UUID], at: datetime | None) -> list[UUID]:
    """Decide each credential by the rules and store what differs; the ids of those."""
    rows = list(
        Credential.objects.filter(pk__in=ids)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .select_related("type")
        .only("type", *COLUMNS, "type__warn_days")
    )
    facts = facts_of([one.pk for one in rows])
    changed: list[Credential] = []
    segments: list[StandingSegment] = []
    for one in rows:
        was = [getattr(one, name) for name in COLUMNS]
        stored = of(facts[one.pk], one.type.warn_days)
        stored.put(one)
        if was != [getattr(one, name) for name in COLUMNS]:
            changed.append(one)
            segments.extend(segment_rows(one.pk, stored, one.type.warn_days))
    moved = [one.pk for one in changed]
    if moved:
        _keep(moved, at)
        StandingSegment.objects.filter(credential__in=moved).delete()
        bulk.insert(StandingSegment, segments)
        bulk.update(Credential, changed, COLUMNS)
    return moved


def _keep(ids: Ids, at: datetime | None, *, mark: bool = True) -> None:
    """Before the standing of these changes: keep what was believed, and for a preview what it was."""
    if at is not None:
        past.keep(ids, at, mark=mark)
    impacts.remember(ids)


def _follow(moved: Ids) -> None:
    """What is derived from credentials whose standing just changed without an action on them."""
    kind = kinds.get("credential")
    if isinstance(moved, QuerySet):
        progress.tell(0.7, _DEADLINES)
        ends.follow()
        progress.tell(0.9, _FIGURES)
        projections.follow_many(kind, setwise.decided(), without={"deadlines"})
        moved = setwise.noted()
    for some in _batches(moved):
        projections.follow(kind, some)


def _batches(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def segment_rows(credential_id: UUID, stored: Stored, days: int) -> list[StandingSegment]:
    """The rows kept for a credential with several runs."""
    return [
        StandingSegment(
            credential_id=credential_id, starts=one.starts, ends=one.ends, state=one.state, code=one.code, ref=one.ref,
            warn_from=_near(one.ends, one.code, days) if one.state == rules.VALID else None,
        )
        for one in stored.segments
    ]  # fmt: skip
