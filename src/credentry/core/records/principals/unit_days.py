"""Days of units: what the head of a unit is to look at, as rooms above work it out (peaks, rates below target).

Core knows nothing of them; each room registers a source. They follow from many records, so a look once a day keeps them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from credentry.core.identity.models import Unit
from credentry.core.records import kinds, projections
from credentry.core.records.kinds import DeadlineRow
from credentry.core.records.models import Deadline

KIND = "unit"
#: On the day, a week and a month after it, until somebody decided.
RHYTHM: Final = (0, -7, -30)
Source = Callable[[Sequence[UUID]], Iterable[DeadlineRow]]
_sources: Final[list[Source]] = []


def register(source: Source) -> None:
    """Let a room say days of units: ``source(ids)`` gives those of these units, set by set."""
    if source not in _sources:
        _sources.append(source)


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """Everything the registered rooms say of these units."""
    for source in _sources:
        yield from source(ids)


def days_gone_by() -> int:
    """Say anew what changed since the last look; of how many units. Once a day is enough."""
    units = Unit.objects.filter(archived_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    due = {(one.record_id, one.code, one.cycle, one.due_on, one.title) for one in deadlines(list(units))}
    rows = Deadline.objects.filter(kind=KIND, record_id__in=Unit.objects.values("pk"))
    said = set(rows.values_list("record_id", "code", "cycle", "due_on", "title"))
    wrong = sorted({one[0] for one in due ^ said})
    if wrong:
        projections.follow_many(kinds.get(KIND), Unit.objects.filter(pk__in=wrong))
    return len(wrong)
