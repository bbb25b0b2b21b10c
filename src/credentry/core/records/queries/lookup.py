"""Looking records up by a few letters, and reading deadlines."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import Deadline
from credentry.core.records.scope import reachable_units, visible
from credentry.core.records.searching import Listed, provided

CANDIDATES = 500
SORTED = 2_000
LONGEST = 200  # characters of a name that anybody types


def suggest(actor: Actor, kind: RecordKind, text: str, limit: int = 20) -> list[dict[str, str]]:
    """Records in which the words of ``text`` occur: first the one whose code it is, then those whose code begins with it,
    then those whose name does.

    Of very many hits the newest are looked at; without ``text`` a short list is given by name, a long one newest first.
    """
    columns = {one.name for one in kind.model_class._meta.concrete_fields}
    detail = next((name for name in ("code", "number", "username") if name in columns), "")
    text = text.strip()[:LONGEST]
    rows = visible(actor, kind).filter(archived_at__isnull=True)
    if text:
        first = _place(kind, detail, text)
        rows = _containing(actor, kind, rows, text).annotate(_first=first).order_by("_first", kind.title)
    else:
        short = rows.order_by().values("pk")[: SORTED + 1].count() <= SORTED
        rows = rows.order_by(kind.title if short else "-pk")
    name = kind.title_en if actor.lang == "en" and kind.title_en else kind.title
    found = rows.values_list("pk", kind.title, name, *([detail] if detail else []))[:limit]
    return [
        {"id": str(one[0]), "label": one[2] or one[1], "detail": one[3] if detail else ""} for one in found
    ]


def _place(kind: RecordKind, code: str, text: str) -> Case:
    """How near to the top a record stands for what was typed."""
    wanted = [(f"{code}__iexact", 0), (f"{code}__istartswith", 1)] if code else []
    wanted += [(f"{one}__istartswith", 2) for one in (kind.title, kind.title_en) if one]
    whens = [When(**{lookup: text}, then=Value(place)) for lookup, place in wanted]
    return Case(*whens, default=Value(3), output_field=IntegerField())


def _containing(actor: Actor, kind: RecordKind, rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    search = provided()
    listed = Listed(True, reachable_units(actor, kind), True)
    hits = search(kind, text, actor, listed) if search is not None else None
    if hits is None:
        return rows.none()
    newest = hits.newest(CANDIDATES)
    return rows.filter(hits.q) if newest is None else rows.filter(pk__in=newest)


def deadlines(actor: Actor, kind_name: str | None = None) -> "QuerySet[Deadline]":
    """The deadlines of records the actor may see."""
    rows = Deadline.objects.none()
    if actor.is_system:
        return Deadline.objects.filter(**({"kind": kind_name} if kind_name else {}))
    selected = [kinds.get(kind_name)] if kind_name else [one for one in kinds.all_kinds() if one.deadlines]
    hit = Q()
    for kind in selected:
        if actor.may(kind.name):
            hit |= Q(kind=kind.name, record_id__in=visible(actor, kind).values("pk"))
    return Deadline.objects.filter(hit) if hit else rows


def deadline_row(one: Deadline) -> dict[str, Any]:
    """A deadline as the API shows it."""
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "record_id": str(one.record_id),
        "number": one.number,
        "title": one.title,
        "code": one.code,
        "opens_on": one.opens_on.isoformat() if one.opens_on else None,
        "due_on": one.due_on.isoformat(),
        "latest_safe_start": one.latest_safe_start.isoformat() if one.latest_safe_start else None,
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "closed_by": one.closed_by,
    }
