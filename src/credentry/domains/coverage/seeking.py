"""What applications that run are to bring, kept in the transaction in which their cases change."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.queries.startable import asked_at_start
from credentry.capabilities.approvals.vocabulary import CaseState
from credentry.core.records import kinds
from credentry.domains.coverage.models import Sought

APPLICATION, ABOUT = "application", "credential"
RUNNING = (CaseState.RUNNING, CaseState.STOPPED)
_CHUNK = 2000
TYPE, MARKET, RULE = "credential_type", "market", "requirement_rule"
SUBJECTS = ("product", "person", "organisation", "project", "site", "equipment", "subject")


def of_cases(ids: Sequence[UUID]) -> None:
    """Note what these cases apply for, by what their start asked; cases of other processes say nothing."""
    model = kinds.get("case").model_class
    rows = model._default_manager.filter(
        pk__in=ids, process__category=APPLICATION, process__subject_kind=ABOUT
    ).values_list("pk", "process_version", "data")
    some = {pk: (version, data) for pk, version, data in rows}
    if not some:
        return
    Sought.objects.filter(case__in=some).delete()
    asked = asked_at_start({version for version, _ in some.values()})
    named = {pk: _named(asked[version], data) for pk, (version, data) in some.items()}
    codes = _codes({one for found in named.values() for one in found[TYPE]})
    Sought.objects.bulk_create(
        Sought(case_id=case, type_code=codes[kind], subject_id=one, market_id=market)
        for case, found in sorted(named.items())
        for kind in found[TYPE]
        for one in found["subject"]
        for market in _places(found[MARKET])
    )


def everything() -> None:
    """Note what all applications that run are for, anew."""
    model = kinds.get("case").model_class
    rows = model._default_manager.filter(
        process__category=APPLICATION, process__subject_kind=ABOUT, state__in=RUNNING
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        of_cases(ids[start : start + _CHUNK])


def _places(markets: Sequence[UUID]) -> Sequence[UUID | None]:
    """These markets; where none is named, any."""
    return markets or (None,)


def _codes(types: set[UUID]) -> dict[UUID, str]:
    return dict(kinds.get(TYPE).model_class._default_manager.filter(pk__in=types).values_list("pk", "code"))


def _named(inputs: Sequence[Any], data: Mapping[str, Any]) -> dict[str, list[UUID]]:
    """Types, subjects and markets that the case's variables name, once each. What is filled in is known to exist."""
    found: dict[str, list[UUID]] = {TYPE: [], "subject": [], MARKET: []}
    for one in inputs:
        kind = "subject" if one.ref in SUBJECTS else one.ref
        value = data.get(one.name)
        if one.type == "ref" and kind in found and value:
            some = (UUID(str(each)) for each in (value if isinstance(value, list) else [value]))
            found[kind] = list(dict.fromkeys([*found[kind], *some]))
    return found
