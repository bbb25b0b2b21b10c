"""``credentry check``: every declaration is whole before it meets a user."""

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from credentry.core.records import kinds
from credentry.core.records.fields import Choice, Field, Many, Ref
from credentry.core.records.kinds import Action, RecordKind
from credentry.foundation.labels import Label


def findings() -> list[str]:
    """What is wrong with any declared kind, one line each; empty when all is well."""
    return [line for kind in kinds.all_kinds() for line in _of_kind(kind)]


def _of_kind(kind: RecordKind) -> Iterator[str]:
    names = [one.name for one in kind.fields]
    for name in sorted({one for one in names if names.count(one) > 1}):
        yield f"{kind.name}: field {name} is declared twice"
    verbs = [one.name for one in kind.actions]
    for name in sorted({one for one in verbs if verbs.count(one) > 1}):
        yield f"{kind.name}: action {name} is declared twice"
    if kind.field(kind.title) is None and kind.title not in _columns(kind.model_class):
        yield f"{kind.name}: title field {kind.title} does not exist"
    if kind.title_en and kind.title_en not in _columns(kind.model_class):
        yield f"{kind.name}: title field {kind.title_en} does not exist"
    yield from _words(kind.name, kind.label, kind.plural)
    for one in kind.fields:
        yield from _of_field(kind, one)
    for verb in kind.actions:
        yield from _of_action(kind, verb)


def _of_field(kind: RecordKind, one: Field) -> Iterator[str]:
    place = f"{kind.name}.{one.name}"
    yield from _words(place, one.label, *([one.help] if one.help else []))
    if isinstance(one.type, (Ref, Many)) and kinds.find(one.type.kind) is None:
        yield f"{place}: refers to the unknown kind {one.type.kind}"
    if isinstance(one.type, Choice):
        for value, label in one.type.options:
            yield from _words(f"{place}={value}", label)
    for path in [one.column, *one.needs]:
        if path and not _path_exists(kind.model_class, path):
            yield f"{place}: the model has no column {path}"
    if one.compute is not None and one.filter and (one.sql is None or one.memory is None):
        yield f"{place}: a computed field that filters needs both condition faces"


def _of_action(kind: RecordKind, verb: Action) -> Iterator[str]:
    place = f"{kind.name}.{verb.name}"
    yield from _words(place, verb.label)
    for name, field in verb.form.model_fields.items():
        extra = field.json_schema_extra
        label = extra.get("x-label") if isinstance(extra, dict) else None
        if not isinstance(label, dict) or not label.get("zh") or not label.get("en"):
            yield f"{place}: form field {name} has no words in zh and en"
        ref = extra.get("x-ref") if isinstance(extra, dict) else None
        if isinstance(ref, str) and kinds.find(ref) is None:
            yield f"{place}: form field {name} refers to the unknown kind {ref}"


def _words(place: str, *labels: Label) -> Iterator[str]:
    for label in labels:
        if not label.zh.strip() or not label.en.strip():
            yield f"{place}: words missing in zh or en"


def _columns(model: type[Model]) -> set[str]:
    return {one.attname for one in model._meta.concrete_fields}


def _path_exists(model: type[Model] | None, path: str) -> bool:
    for part in path.split("__"):
        if model is None:
            return False
        try:
            field = model._meta.get_field(
                part.removesuffix("_id") if part not in _columns(model) else _name(model, part)
            )
        except FieldDoesNotExist:
            return False
        related = getattr(field, "related_model", None)
        model = related if isinstance(related, type) else None
    return True


def _name(model: type[Model], attname: str) -> str:
    return next(one.name for one in model._meta.concrete_fields if one.attname == attname)
