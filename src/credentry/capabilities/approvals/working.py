"""Time limits in the working calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentry.capabilities.approvals.bpmn import times
from credentry.core.records.working import calendar
from credentry.foundation import clock


def due(start: datetime, text: str, known: Mapping[str, Any] | None = None) -> datetime | None:
    """The instant a limit such as ``3WD``, ``8WH`` or ``P2D`` is over; None where there is none.

    ``=close_by``: the end of the day that stands under that name in ``known``; none while nothing stands there.
    """
    name = times.named(text)
    if name:
        return times.closing(str((known or {}).get(name) or ""), clock.zone())
    span = times.duration(text) if text else None
    return None if span is None else times.after(start, span, calendar(), clock.zone())
