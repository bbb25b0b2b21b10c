"""Rows of a file ↔ records of the register, by keys, and the stored values of those found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.mapping.targets import Target
from credentry.capabilities.intake.values.texts import listed
from credentry.capabilities.intake.vocabulary import ImportProfile, Key, KeyPart
from credentry.core.identity.actors import Actor
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import visible
from credentry.core.records.values import many_ids, plain

AT_ONCE = 5000
KeyValue = tuple[int, tuple[Any, ...]]


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else plain(value)


class Matcher:
    """Finds the records that the keys of rows name. Archived records are not matched."""

    def __init__(
        self, actor: Actor, kind: RecordKind, keys: Sequence[Key], alike: Sequence[Key] = ()
    ) -> None:
        self.actor, self.kind = actor, kind
        self.keys = [key for key in keys if all(self._path(part) for part in key)]
        self.identifying = len(self.keys)
        self.keys += [key for key in alike if all(self._path(part) for part in key)]

    def identifies(self, key: KeyValue) -> bool:
        """Whether the key names one thing, rather than telling which rows look alike."""
        return key[0] < self.identifying

    def fields_of(self, key: KeyValue) -> frozenset[str]:
        """The fields a key is made of."""
        return frozenset(part.field for part in self.keys[key[0]])

    def _path(self, part: KeyPart) -> str:
        field = self.kind.field(part.field)
        return part.path or (field.column if field is not None else "")

    def key_of(self, values: Mapping[str, Any]) -> KeyValue | None:
        """The first key whose fields are all filled in this row: its number and normalised values."""
        return next(self._filled(values), None)

    def lesser_keys(self, values: Mapping[str, Any], first: KeyValue) -> list[KeyValue]:
        """The other identifying keys of a row, below ``first``."""
        return [one for one in self._filled(values) if first[0] < one[0] < self.identifying]

    def _filled(self, values: Mapping[str, Any]) -> Iterator[KeyValue]:
        for number, key in enumerate(self.keys):
            found = []
            for part in key:
                value = values.get(part.field)
                if value in (None, "", ()):
                    break
                found.append(_text(part.normalise(value) if part.normalise else value))
            else:
                yield number, tuple(found)

    def find(self, wanted: Sequence[KeyValue]) -> dict[KeyValue, list[UUID]]:
        """The records behind each key, with one query per key and 5,000 rows."""
        hits: dict[KeyValue, list[UUID]] = {}
        for number, key in enumerate(self.keys):
            values = [value for at, value in wanted if at == number]
            for start in range(0, len(values), AT_ONCE):
                self._find(number, key, values[start : start + AT_ONCE], hits)
        return hits

    def _find(
        self, number: int, key: Key, values: Sequence[tuple[Any, ...]], hits: dict[KeyValue, list[UUID]]
    ) -> None:
        paths = [self._path(part) for part in key]
        # The part with the most different values narrows the most; the others are compared here.
        spread = [len({value[at] for value in values}) for at in range(len(paths))]
        narrow = spread.index(max(spread))
        rows = visible(self.actor, self.kind).filter(
            archived_at__isnull=True, **{f"{paths[narrow]}__in": {value[narrow] for value in values}}
        )
        wanted = set(values)
        for pk, *found in rows.order_by("pk").values_list("pk", *paths):
            value = tuple(_text(one) for one in found)
            if value in wanted:
                hits.setdefault((number, value), []).append(pk)


class Stored:
    """The stored values of records, in the words of an action's form."""

    def __init__(self, kind: RecordKind, profile: ImportProfile, names: Sequence[str]) -> None:
        self.kind, self.profile = kind, profile
        self.columns: list[Field] = []
        self.many: list[Field] = []
        for name in names:
            field = kind.field(name)
            if field is not None and isinstance(field.type, Many):
                self.many.append(field)
            elif field is not None and field.column:
                self.columns.append(field)

    def take(self, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        """Id → plain values with ``version``; one query, and one per many-field."""
        if not ids:
            return {}
        paths = [one.column for one in self.columns]
        extra = ["custom"] if self.kind.custom else []
        found: dict[UUID, dict[str, Any]] = {}
        rows = self.kind.model_class._default_manager.filter(pk__in=ids)
        for pk, version, *values in rows.values_list("pk", "version", *paths, *extra):
            one = {field.name: plain(value) for field, value in zip(self.columns, values, strict=False)}
            if extra:
                one["custom"] = dict(values[-1] or {})
            one["version"] = version
            found[pk] = one
        for field in self.many:
            links = many_ids(field, ids)
            for pk, one in found.items():
                one[field.name] = sorted(str(target) for target in links.get(pk, ()))
        if self.profile.current is not None:
            for pk, values in self.profile.current(ids).items():
                found[pk].update({name: plain(value) for name, value in values.items()})
        return found


def comparable(target: Target, value: Any) -> Any:
    """A new value in the form ``Stored`` gives the old one."""
    if target.type == "texts":
        return sorted(str(one) for one in (listed(value) if isinstance(value, str) else value or ()))
    if target.type == "many":
        return sorted(str(one) for one in value or ())
    return plain(value) if value is not None else None


def same(target: Target, old: Any, new: Any) -> bool:
    """Whether writing ``new`` over ``old`` would change nothing."""
    wanted = comparable(target, new)
    if target.type == "texts":
        return bool(comparable(target, old) == wanted)
    if old == wanted:
        return True
    if target.type in ("number", "money", "integer") and None not in (old, wanted):
        return str(old) == str(wanted)
    return (old or None) is None and (wanted or None) is None and not isinstance(wanted, bool)
