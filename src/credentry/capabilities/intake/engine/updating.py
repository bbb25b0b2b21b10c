"""Rows that tell of something the register knows: what differs, which actions change it, what takes it back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.grouping import term_of
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.matching import same
from credentry.capabilities.intake.engine.rows import RowPlan, Step
from credentry.capabilities.intake.values.dates import Forever
from credentry.capabilities.intake.vocabulary import ImportProfile, RowState, Values

PREFIX = "x_"
HIDDEN = "•••"


class Updating:
    """Compares rows with stored values and plans the steps between them."""

    def __init__(self, layout: Layout, profile: ImportProfile) -> None:
        self.layout, self.profile = layout, profile
        self.extras = {one.name for one in profile.extras}
        self.normal = {
            part.field: part.normalise for key in profile.keys for part in key if part.normalise is not None
        }
        self.sensitive = {one.name for one in layout.kind.fields if one.sensitive}

    def past(self, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Values]]:
        """Former terms of records."""
        succession = self.profile.succession
        return succession.past(ids) if succession is not None and ids else {}

    def compare(self, plan: RowPlan, stored: Mapping[str, Any], past: Sequence[Values]) -> None:
        """Plan what makes the record with the values ``stored`` say what the row says."""
        plan.changes = self._changes(plan, stored)
        relation = self._relation(plan, stored, past)
        if relation == "known":
            plan.state, plan.changes = RowState.UNCHANGED, []
        elif relation == "earlier":
            plan.reject(messages.row("error", messages.OLDER))
        elif plan.changes and self.layout.mode == "create_only":
            plan.reject(messages.row("error", messages.EXISTS))
        else:
            self._plan(plan, stored, relation)

    def _relation(self, plan: RowPlan, stored: Mapping[str, Any], past: Sequence[Values]) -> str:
        """``same`` term, a ``later`` or ``earlier`` one, or one that is ``known`` to have been before."""
        succession = self.profile.succession
        if succession is None or not any(name in succession.fields for name, _, _ in plan.changes):
            return "same"
        term = term_of(plan.values, succession)
        told = {name: value for name, value in term.items() if value is not None}
        if any(all(one.get(name) == value for name, value in told.items()) for one in past):
            return "known"
        return succession.relation(stored, term)

    def _changes(self, plan: RowPlan, stored: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
        custom = stored.get("custom") or {}
        carried = stored.get("carried")
        found = []
        for name, given in plan.values.items():
            if name in self.extras:
                continue
            if carried is not None and name.startswith(PREFIX) and name[2:] not in carried:
                continue
            target = self.layout.targets.get(name)
            value = None if isinstance(given, Forever) else given
            if name.startswith(PREFIX):
                old = custom.get(name[2:])
            elif name in stored:
                old = stored[name]
            else:
                continue
            if target is None or same(target, old, value):
                continue
            normalise = self.normal.get(name)
            if normalise is None or not old or not value or normalise(old) != normalise(value):
                found.append((name, old, value))
        return found

    def _plan(self, plan: RowPlan, stored: Mapping[str, Any], relation: str) -> None:
        custom = stored.get("custom") or {}
        left = {name: old for name, old, _ in plan.changes}
        back: list[Step] = []
        succession = self.profile.succession
        if relation == "later" and succession is not None:
            names = [name for name in succession.fields if name in plan.values]
            plan.steps.append((succession.action, self.payload({name: plan.values[name] for name in names})))
            back.append((succession.take_back, {}))
            left = {name: old for name, old in left.items() if name not in names}
        action = self.profile.update
        known = self._names_of(action)
        mine = [n for n in left if n in known or (n.startswith(PREFIX) and "custom" in known)]
        if mine:
            payload = self.payload({name: plan.values[name] for name in mine})
            if "custom" in payload:
                payload["custom"] = {**custom, **payload["custom"]}
            plan.steps.append((action, {**self._rest(action, stored), **payload}))
            restore = self.profile.restore or action
            back.append((restore, self._former(restore, plan, stored, custom, mine)))
        self._tell_fixed(plan, {name: old for name, old in left.items() if name not in mine})
        plan.back = back
        self.follow(plan, stored)
        plan.state = RowState.UPDATED if plan.steps else RowState.UNCHANGED

    def _tell_fixed(self, plan: RowPlan, fixed: Mapping[str, Any]) -> None:
        """Say which values of an existing record no action changes."""
        for name, old in fixed.items():
            params = {"field": self.layout.targets[name].label, "old": "" if old is None else str(old)}
            column = self.layout.column_of.get(name, -1)
            plan.messages.append(messages.cell("warning", name, column, messages.FIXED, params))
        plan.changes = [one for one in plan.changes if one[0] not in fixed]

    def follow(self, plan: RowPlan, stored: Values) -> None:
        """Add the actions that further columns lead to; none where a later term of the record stands below."""
        if self.profile.follow is None or plan.continued or not self.extras & plan.values.keys():
            return
        found = self.profile.follow(stored, plan.values)
        for one in found.warnings:
            column = self.layout.column_of.get(one.field, -1)
            plan.messages.append(messages.cell("warning", one.field, column, one.code, one.params))
        for step in found.steps:
            plan.steps.append(step)
            plan.changes.append((step[0], None, step[0]))
        if found.steps:
            # what was done last is taken back first
            plan.back = [*found.back, *plan.back] if found.back and plan.back is not None else None

    def _names_of(self, action: str) -> set[str]:
        found = self.layout.kind.action(action)
        return set(found.form.model_fields) if found is not None else set()

    def _rest(self, action: str, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Stored values that a form asking for everything needs beside the changed ones."""
        found = self.layout.kind.action(action)
        if found is None or not any(info.is_required() for info in found.form.model_fields.values()):
            return {}
        return {name: stored[name] for name in found.form.model_fields if name in stored}

    def _former(
        self,
        action: str,
        plan: RowPlan,
        stored: Mapping[str, Any],
        custom: dict[str, Any],
        changed: Sequence[str],
    ) -> dict[str, Any]:
        """The payload that undoes the changes of a row. Secret values are not kept, so they stay as they are."""
        names = self._names_of(action) & set(changed)
        former = {
            name: old
            for name, old, _ in plan.changes
            if name in names and (name not in self.sensitive or not old)
        }
        if any(name.startswith(PREFIX) for name in changed):
            former["custom"] = {**{name[2:]: None for name in changed if name.startswith(PREFIX)}, **custom}
        return {**self._rest(action, stored), **former}

    def payload(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as an action's form takes them: custom ones together, no end said outright."""
        payload: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        for name, value in values.items():
            if name in self.extras:
                continue
            if isinstance(value, Forever):
                payload[name] = None
            elif name.startswith(PREFIX):
                custom[name[2:]] = value.isoformat() if isinstance(value, date) else value
            elif value is not None or self.layout.clear_blanks:
                payload[name] = value
        if custom:
            payload["custom"] = custom
        return payload

    def shown(self, name: str, value: Any) -> Any:
        """A value as it may be kept with the import: secrets hidden."""
        return HIDDEN if name in self.sensitive and value else value
