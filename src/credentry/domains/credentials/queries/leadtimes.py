"""How long before the day to file (or to begin) work must start."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID


def lead_time(type_id: UUID, definition: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Preparation time of a type as {n, unit, certainty}; None where nothing is known.

    The one place where it is decided: today the default of the type's definition. What is learned from finished
    renewals is to be asked here first.
    """
    found: Mapping[str, Any] | None = definition.get("lead_time")
    return found
