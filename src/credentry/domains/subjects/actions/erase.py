"""Forgetting a person: what this room holds of them."""

from collections.abc import Iterable
from typing import Any

from credentry.core.records.forgetting import Forgetting, Keeps
from credentry.domains.subjects import errors
from credentry.domains.subjects.models import Employment, Subject
from credentry.domains.subjects.queries import employed
from credentry.domains.subjects.vocabulary import RELATIONS
from credentry.plumbing import bulk

_GONE: dict[str, Any] = {
    "code": "", "id_no_sealed": "", "id_no_index": "", "id_no_masked": "", "gender": "", "birth_date": None, "post": "",
    "employer_id": None, "registration_unit_id": None, "manager_id": None, "employed_from": None, "employed_to": None,
    "user_id": None, "notes": "", "address": "",
}  # fmt: skip


def title_without(record: Any) -> str:
    """What a person is called once nobody knows them any more; to readers of both languages."""
    return f"{record.number} (已删除 erased)"


def not_yet(record: Any) -> bool:
    """Whether there is anybody left to erase."""
    return bool(record.title != title_without(record))


def erase(ctx: Any, record: Subject, form: Any) -> Subject:
    """Empty the person's own row and put it away; the number stays, for other records point to it."""
    _state_ties(ctx, record)
    for name, value in _GONE.items():
        setattr(record, name, value)
    record.title, record.custom = title_without(record), {}
    record.archived_at = record.archived_at or ctx.now
    record.save()
    return record


def _state_ties(ctx: Any, record: Subject) -> None:
    """The days of employment that other papers rest on stay as rows that name nobody; those entered before such rows
    were kept are written down now, for the columns are emptied."""
    known = set(Employment.objects.filter(person=record).values_list("relation", flat=True))
    rows = [
        Employment(
            person_id=record.pk, relation=relation, organisation_id=organisation, starts=starts, ends=ends,
            known_from=ctx.now,
        )
        for (_, relation, organisation), spans in employed([record.pk]).items()
        if relation not in known
        for starts, ends in spans
    ]  # fmt: skip
    bulk.insert(Employment, rows)


def still_here(job: Forgetting) -> Iterable[Keeps]:
    """People who are employed or registered today are not forgotten."""
    if job.kind.name != "person":
        return
    today = job.ctx.today
    for (_, relation, organisation), spans in employed([job.record.pk]).items():
        if any((starts or today) <= today <= (ends or today) for starts, ends in spans):
            title = Subject.objects.values_list("title", flat=True).get(pk=organisation)
            yield Keeps(errors.STILL_EMPLOYED, {"organisation": title, "relation": RELATIONS[relation]})


def nothing_more(job: Forgetting) -> None:
    """The row itself is emptied by the action."""
