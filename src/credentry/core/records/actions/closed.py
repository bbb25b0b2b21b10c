"""Fields the actor does not see come back from a form as they were shown: masked or empty.

Writing that back would replace the value nobody saw. Nothing is lost by saving an unchanged form.
"""

from typing import Any

from credentry.core.identity.actors import Actor
from credentry.core.records.kinds import Action, RecordKind
from credentry.core.records.scope import field_access, mask
from credentry.core.records.values import plain
from credentry.foundation.errors import Invalid

_EMPTY: tuple[Any, ...] = (None, "", [], {})


class Closed:
    """The closed fields of one action for one actor; made once per call."""

    def __init__(self, actor: Actor, kind: RecordKind, verb: Action) -> None:
        access = field_access(actor, kind)
        sensitive = {one.name: "mask" for one in kind.fields if one.sensitive}
        names: dict[str, str] = {} if verb.creates else {**sensitive, **access}
        self._columns = {one.name: one.column for one in kind.fields}
        self._access = {name: word for name, word in names.items() if name in verb.form.model_fields}
        self._required = {name for name in self._access if verb.form.model_fields[name].is_required()}

    def keep(self, record: Any, payload: Any) -> Any:
        """``payload`` without what would overwrite a closed value with its mask.

        Raises Invalid where a field that the actor does not know at all is given a value.
        """
        if not self._access or record is None or not isinstance(payload, dict):
            return payload
        kept = dict(payload)
        for name, word in self._access.items():
            if name not in kept:
                continue
            now = getattr(record, self._columns[name], None)
            shown = (plain(now), mask(plain(now))) if word == "mask" else _EMPTY
            if kept[name] in shown:
                if name in self._required:
                    kept[name] = now
                else:
                    kept.pop(name)
            elif word == "hide":
                raise Invalid.one(name, "field.unknown", name=name)
        return kept
