"""One record: its values, what may be done with it, and its history in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import User
from credentry.core.records import wording
from credentry.core.records.as_of import NOW, AsOf
from credentry.core.records.custom import PREFIX
from credentry.core.records.fields import Choice, Field, Many, Ref
from credentry.core.records.forgetting import ERASED, ERASED_WORD
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import Revision
from credentry.core.records.queries.fields import shown_fields
from credentry.core.records.queries.listing import rows_of
from credentry.core.records.scope import field_access, mask, visible
from credentry.core.records.values import labels, plain
from credentry.foundation.errors import NotFound


@dataclass(slots=True)
class Detail:
    """A record as one page shows it."""

    record: Any
    values: dict[str, Any]
    actions: list[str]
    extra: dict[str, Any]
    title: str = ""


def record_for(actor: Actor, kind: RecordKind, record_id: UUID | str) -> Any:
    """The record, if the actor may see it. Raises NotFound."""
    try:
        key = UUID(str(record_id))
    except ValueError:
        raise NotFound() from None
    record = visible(actor, kind).filter(pk=key).first()
    if record is None:
        raise NotFound()
    return record


def detail(actor: Actor, kind: RecordKind, record_id: UUID | str, as_of: AsOf = NOW) -> Detail:
    """Everything the detail page needs. Raises NotFound, also for a record that was not yet known at the instant asked.

    What may be done with it is always what may be done now.
    """
    record = record_for(actor, kind, record_id)
    shown, masked = shown_fields(actor, kind)
    if as_of.known is not None and kind.history is None:
        values = _revised(kind, record, shown, masked, as_of.known, actor.lang)
        return Detail(
            record, values, available_actions(actor, kind, record), {}, _title(kind, values, actor.lang)
        )
    found = rows_of(actor, kind, [record.pk], [one.name for one in shown], as_of)
    if not found:
        raise NotFound()
    values = found[0]
    values.pop("id"), values.pop("version")
    title = kind.title_of(record, actor.lang) if as_of.known is None else _title(kind, values, actor.lang)
    extra = _extra(actor, kind, record, as_of)
    return Detail(record, values, available_actions(actor, kind, record), extra, title)


def _title(kind: RecordKind, values: dict[str, Any], lang: str) -> str:
    """The record's name among its values of another time."""
    english = values.get(kind.title_en) if lang == "en" and kind.title_en else ""
    return str(english or values.get(kind.title) or "")


def _given(value: Any) -> list[Any]:
    """The ids a revision gives for a reference or several."""
    return [] if value == ERASED else [one for one in (value if isinstance(value, list) else [value]) if one]


def _extra(actor: Actor, kind: RecordKind, record: Any, as_of: AsOf) -> dict[str, Any]:
    """The kind's own sections; of another time only where the kind can tell them."""
    if kind.extra_as_of is not None:
        return kind.extra_as_of(actor, record, as_of)
    return kind.extra(actor, record) if kind.extra and as_of == NOW else {}


def _revised(
    kind: RecordKind, record: Any, shown: list[Field], masked: set[str], known: datetime, lang: str
) -> dict[str, Any]:
    """The values of a record as its newest revision at ``known`` has them; those that no revision holds are empty."""
    rows = Revision.objects.filter(kind=kind.name, record_id=record.pk, at__lte=known)
    said = rows.order_by("-n").values_list("values", flat=True).first()
    if said is None:
        raise NotFound()
    linked: dict[str, set[UUID]] = {}
    for one in shown:
        if isinstance(one.type, (Ref, Many)):
            ids = _given(said.get(one.name))
            linked.setdefault(one.type.kind, set()).update(UUID(str(item)) for item in ids)
    names = {name: labels(name, ids, lang) for name, ids in linked.items()}
    values: dict[str, Any] = {}
    for one in shown:
        values[one.name] = _said(one, said, names)
        if one.name in masked:
            values[one.name] = mask(values[one.name])
    return values


def _said(field: Field, said: dict[str, Any], names: dict[str, dict[UUID, str]]) -> Any:
    if field.custom_id is not None:
        own = (said.get("custom") or {}).get(field.name.removeprefix(PREFIX))
        return None if own == ERASED else own
    value = said.get(field.name)
    if value == ERASED:
        return None
    if isinstance(field.type, Many):
        there = names[field.type.kind]
        return [{"id": str(one), "label": there.get(UUID(str(one)), "")} for one in value or ()]
    if isinstance(field.type, Ref):
        return (
            {"id": str(value), "label": names[field.type.kind].get(UUID(str(value)), "")} if value else None
        )
    return value


def available_actions(actor: Actor, kind: RecordKind, record: Any) -> list[str]:
    """The actions the actor could do now: granted, within reach and allowed by the record's state."""
    found = []
    for one in kind.actions:
        if one.creates or not actor.may(kind.name, one.name):
            continue
        if record.archived_at is not None and one.name != "restore" and not one.on_archived:
            continue
        if one.name == "restore" and record.archived_at is None:
            continue
        if one.available is None or one.available(record):
            found.append(one.name)
    if actor.is_system or not found:
        return found
    return [name for name in found if visible(actor, kind, name).filter(pk=record.pk).exists()]


def history(actor: Actor, kind: RecordKind, record_id: UUID | str, limit: int = 200) -> list[dict[str, Any]]:
    """Who did what when and why, newest first; values in words, only of fields the actor sees."""
    record = record_for(actor, kind, record_id)
    shown, masked = shown_fields(actor, kind)
    by_name = {one.name: one for one in shown}
    declared, access = {one.name for one in kind.fields}, field_access(actor, kind)
    rows = list(Revision.objects.filter(kind=kind.name, record_id=record.pk).order_by("-n")[:limit])
    people = dict(User.objects.filter(pk__in={one.actor_id for one in rows}).values_list("pk", "name"))
    names = _reference_labels(by_name, rows, actor.lang)
    items = []
    for one in rows:
        verb = kind.action(one.action)
        entries = [
            _change(by_name.get(name), name, old, new, names, name in masked, actor.lang)
            for name, old, new in one.changed
            if name in by_name or (name not in declared and access.get(name) != "hide")
        ]
        items.append(
            {
                "n": one.n,
                "at": plain(one.at),
                "actor": {
                    "id": str(one.actor_id or ""),
                    "name": people.get(one.actor_id, "") if one.actor_id else "",
                },
                "via": one.via,
                "action": one.action,
                "label": (verb.label if verb else wording.words(one.action)).as_dict(),
                "why": one.why,
                "changes": entries,
                "seq": one.seq,
            }
        )
    return items


def _reference_labels(by_name: dict[str, Field], rows: list[Revision], lang: str) -> dict[str, str]:
    wanted: dict[str, set[UUID]] = {}
    for one in rows:
        for name, old, new in one.changed:
            declared = by_name.get(name)
            if declared is not None and isinstance(declared.type, (Ref, Many)):
                for value in (old, new):
                    wanted.setdefault(declared.type.kind, set()).update(UUID(item) for item in _given(value))
    found: dict[str, str] = {}
    for kind_name, ids in wanted.items():
        found.update({str(pk): title for pk, title in labels(kind_name, ids, lang).items()})
    return found


def _change(
    field: Field | None, name: str, old: Any, new: Any, names: dict[str, str], masked: bool, lang: str
) -> dict[str, Any]:
    label = (field.label if field else wording.words(name)).as_dict()
    pair = [_word(field, value, names, lang) for value in (old, new)]
    if field is None:
        pair = [_noted(name, value, lang) for value in pair]
    if masked:
        pair = [mask(value) for value in pair]
    return {"field": name, "label": label, "old": pair[0], "new": pair[1]}


def _noted(name: str, value: Any, lang: str) -> Any:
    """A value of a note in words, where the note's values have some."""
    words = wording.value_words(name, value) if isinstance(value, str) else None
    return value if words is None else words.text(lang)


def _word(field: Field | None, value: Any, names: dict[str, str], lang: str) -> Any:
    if value == ERASED:
        return ERASED_WORD.text(lang)
    if field is None or value is None:
        return value
    if isinstance(field.type, Ref):
        return names.get(str(value), value)
    if isinstance(field.type, Many):
        return [names.get(str(one), one) for one in value]
    if isinstance(field.type, Choice):
        return field.type.label(str(value)).text(lang)
    return value
