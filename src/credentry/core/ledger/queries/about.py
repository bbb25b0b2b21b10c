"""What the entries about some records tell beside their openings."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from credentry.core.ledger.models import Entry, Opening
from credentry.foundation import canonical

Record = tuple[str, str]


def _contents(records: Collection[tuple[str, Any]]) -> Iterator[tuple[Record, dict[str, Any]]]:
    by_kind: dict[str, list[str]] = {}
    for kind, pk in records:
        by_kind.setdefault(kind, []).append(str(pk))
    for kind, ids in by_kind.items():
        rows = Entry.objects.filter(kind=kind, object_id__in=ids).values_list("object_id", "body")
        for object_id, body in rows.iterator():
            yield (kind, object_id), canonical.loads(bytes(body))


def correlations(records: Collection[tuple[str, Any]]) -> set[str]:
    """What ties the entries about these records to others: the imports and requests they came with."""
    return {str(content["corr"]) for _, content in _contents(records) if content.get("corr")}


def sealed_for(subject: str, kind: str) -> set[str]:
    """The records of a kind whose entries hold values under the key of ``subject``, ever."""
    seqs = Opening.objects.filter(key__subject=subject).values("seq")
    return set(Entry.objects.filter(seq__in=seqs, kind=kind).values_list("object_id", flat=True))


def in_clear(fields: Mapping[Record, Collection[str]]) -> int:
    """How many entries say a value of these fields of these records in the clear. Nothing can be done about them:
    they were written before such values were kept as digests, and every proof rests on their bytes."""
    return sum(
        1
        for record, content in _contents(list(fields))
        if isinstance(content.get("chg"), list)
        and any(
            name in fields[record] and any(_says(side) for side in sides) for name, *sides in content["chg"]
        )
    )


def _says(value: Any) -> bool:
    return value not in (None, "", [], {}) and not (isinstance(value, dict) and "_sd" in value)
