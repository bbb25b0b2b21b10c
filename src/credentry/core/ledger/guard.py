"""The coverage guard: which tables may not change without a ledger entry.

The triggers themselves are installed after migrations; this registry says where.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Governed:
    """One governed table: a changed row marks the record ``kind`` / value of ``owner`` as needing an entry.

    ``where`` restricts a table shared by several kinds to the rows with these column values.
    """

    table: str
    kind: str
    owner: str
    where: Mapping[str, str] = field(default_factory=dict)


_governed: list[Governed] = []


def govern(table: str, kind: str, owner: str, where: Mapping[str, str] | None = None) -> None:
    """Put ``table`` under the guard. Repeating a declaration changes nothing."""
    entry = Governed(table, kind, owner, dict(where or {}))
    if entry not in _governed:
        _governed.append(entry)


def governed() -> list[Governed]:
    """Every governed table in order of declaration."""
    return list(_governed)
