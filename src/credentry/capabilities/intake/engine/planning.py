"""What is to be done with each row: parsed, references found, matched, compared, checked. Writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.matching import KeyValue, Matcher, Stored, same
from credentry.capabilities.intake.engine.messages import Message
from credentry.capabilities.intake.engine.references import Decisions, References
from credentry.capabilities.intake.engine.targets import creating
from credentry.capabilities.intake.reading.cells import shown
from credentry.capabilities.intake.reading.spool import Book, Row
from credentry.capabilities.intake.values.dates import Forever
from credentry.capabilities.intake.vocabulary import RowState, profile_of
from credentry.core.identity.actors import Actor

PREFIX = "x_"
Creator = Callable[[References], None]


@dataclass(slots=True)
class RowPlan:
    """What will be done with one row. ``row`` is zero-based in the sheet."""

    row: int
    state: RowState = RowState.CREATED
    values: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    steps: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    record_id: UUID | None = None
    version: int | None = None
    before: dict[str, Any] | None = None
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    key: KeyValue | None = None

    def reject(self, message: Message) -> None:
        """Mark the row as one that will not be imported."""
        self.state = RowState.REJECTED
        self.messages.append(message)

    @property
    def open(self) -> bool:
        """Whether the row is still to be created or updated."""
        return self.state in (RowState.CREATED, RowState.UPDATED)


class Planner:
    """Plans chunk after chunk of one run; remembers keys and names across chunks."""

    def __init__(
        self,
        actor: Actor,
        book: Book,
        layout: Layout,
        decisions: Mapping[str, Decisions],
        creator: Creator | None = None,
    ) -> None:
        self.actor, self.book, self.layout, self.creator = actor, book, layout, creator
        self.profile = profile_of(layout.kind.name)
        self.create = creating(layout.kind, self.profile)
        self.references = {
            ref: References(actor, ref, decisions.get(ref))
            for ref in dict.fromkeys(one.target.ref for one in layout.mapped if one.target.ref)
        }
        self.wanted: dict[tuple[str, str], int] = {}
        self.matcher = Matcher(actor, layout.kind, layout.keys)
        names = set(layout.targets) | set(self.create.form.model_fields)
        for action in layout.kind.actions:
            if not action.creates:
                names |= set(action.form.model_fields)
        self.stored = Stored(layout.kind, self.profile, sorted(names))
        self.seen: dict[KeyValue, tuple[int, int]] = {}

    def plan(self, start: int, stop: int) -> list[RowPlan]:
        """Plans for the rows from ``start`` to before ``stop``; blank rows have none."""
        plans = self._parse(start, stop)
        self._refer(plans)
        self._match(plans)
        fresh = [one.steps[0][1] for one in plans if one.state is RowState.CREATED]
        if self.profile.prepare is not None and fresh:
            self.profile.prepare(self.actor, fresh)
        return plans

    def warm(self, start: int, stop: int) -> None:
        """Remember the keys of rows committed before a restart, so that duplicates of them are seen."""
        plans = self._parse(start, stop)
        self._refer(plans)
        for one in plans:
            self._first_of_its_key(one)

    def _parse(self, start: int, stop: int) -> list[RowPlan]:
        layout, plans = self.layout, []
        mapped = [(one.column, one.target.name, one.parse) for one in layout.mapped]
        for number, row in enumerate(self.book.rows(layout.sheet, start, stop), start):
            if not row:
                continue
            plan = RowPlan(number)
            if layout.is_note(row):
                if any(cell is not None for cell in row[layout.used_columns[0] : layout.used_columns[1] + 1]):
                    plan.state = RowState.SKIPPED
                    plan.messages.append(messages.row("info", messages.NOTE))
                    plans.append(plan)
                continue
            if layout.is_heading(row):
                plan.state = RowState.SKIPPED
                plan.messages.append(messages.row("info", messages.HEADING))
            else:
                self._read(plan, row, mapped)
            plans.append(plan)
        return plans

    def _read(self, plan: RowPlan, row: Row, mapped: list[tuple[int, str, Callable[[Any], Any]]]) -> None:
        width, values = len(row), plan.values
        for column, name, parse in mapped:
            cell = row[column] if column < width else None
            if cell is None:
                if self.layout.clear_blanks:
                    values[name] = None
                continue
            reading = parse(cell)
            if reading.wrong is not None:
                wrong = reading.wrong
                plan.reject(messages.cell("error", name, column, wrong.code, wrong.params))
            elif reading.value is not None:
                values[name] = reading.value
                if isinstance(reading.value, Forever):
                    values.update(self.profile.forever.get(name, {}))
            if reading.warning is not None:
                warning = reading.warning
                plan.messages.append(messages.cell("warning", name, column, warning.code, warning.params))

    def _refer(self, plans: Sequence[RowPlan]) -> None:
        """Replace names by ids; what nobody knows is a message and counted for the proposals."""
        for one in self.layout.mapped:
            target = one.target
            if not target.ref:
                continue
            names = self.references[target.ref]
            name, many = target.name, target.type == "many"
            texts: dict[str, None] = {}
            for plan in plans:
                value = plan.values.get(name)
                if value is not None:
                    texts.update(dict.fromkeys(value)) if many else texts.setdefault(value)
            names.look_up(texts)
            self._count_unknown(plans, name, names, set(texts) & set(names.unknown()))
            if self.creator is not None:
                self.creator(names)
            for plan in plans:
                value = plan.values.get(name)
                if value is not None:
                    self._resolve(plan, one.column, name, names, value, many)

    def _count_unknown(
        self, plans: Sequence[RowPlan], name: str, names: References, unknown: set[str]
    ) -> None:
        """In how many rows each unknown name stands, for the proposals."""
        if not unknown:
            return
        for plan in plans:
            value = plan.values.get(name)
            for text in (value,) if isinstance(value, str) else value or ():
                if text in unknown:
                    self.wanted[(names.kind.name, text)] = self.wanted.get((names.kind.name, text), 0) + 1

    def _resolve(
        self, plan: RowPlan, column: int, name: str, names: References, value: Any, many: bool
    ) -> None:
        if not many:
            found = names.found.get(value)
            if found is None:
                self._unknown(plan, column, name, names, value)
            if found == "":
                del plan.values[name]
            else:
                plan.values[name] = found
            return
        ids: dict[str, None] = {}
        for text in value:
            for member in names.members(text):
                found = names.found.get(member)
                if found is None:
                    self._unknown(plan, column, name, names, member)
                elif found:
                    ids[found] = None
        plan.values[name] = list(ids) or None

    def _unknown(self, plan: RowPlan, column: int, name: str, names: References, text: str) -> None:
        label = self.layout.targets[name].label
        plan.reject(messages.cell("error", name, column, messages.UNKNOWN, {"value": text, "field": label}))

    def _match(self, plans: Sequence[RowPlan]) -> None:
        wanted = []
        for plan in plans:
            if plan.state is RowState.SKIPPED:
                continue
            self._first_of_its_key(plan)
            if plan.open and plan.key is not None:
                wanted.append(plan.key)
        hits = self.matcher.find(wanted) if wanted else {}
        stored = self.stored.take([ids[0] for ids in hits.values() if len(ids) == 1])
        for plan in plans:
            if not plan.open:
                continue
            ids = hits.get(plan.key, []) if plan.key is not None else []
            if len(ids) > 1:
                plan.reject(messages.row("error", messages.SEVERAL, count=len(ids)))
            elif ids:
                self._existing(plan, ids[0], stored[ids[0]])
            elif self.layout.mode == "update_only":
                plan.reject(messages.row("error", messages.ABSENT))
            else:
                payload = self._payload({**self.layout.defaults, **plan.values})
                plan.steps = [(self.create.name, payload)]

    def _first_of_its_key(self, plan: RowPlan) -> None:
        """Tell a row whose key stood higher up in the file. Rows without a key are compared as a whole."""
        if plan.state is RowState.SKIPPED:
            return
        values = {**self.layout.defaults, **plan.values}
        plan.key = self.matcher.key_of(values) if self.matcher.keys else None
        content = hash(tuple((name, str(value)) for name, value in plan.values.items() if value is not None))
        index: KeyValue = plan.key if plan.key is not None else (-1, (content,))
        if plan.state is RowState.REJECTED and plan.key is None:
            return
        earlier = self.seen.setdefault(index, (plan.row, content))
        if earlier[0] == plan.row:
            return
        if earlier[1] == content:
            plan.state = RowState.DUPLICATE
            plan.messages = [messages.row("info", messages.DUPLICATE, row=earlier[0] + 1)]
        else:
            plan.reject(messages.row("error", messages.CONFLICT, row=earlier[0] + 1))

    def _existing(self, plan: RowPlan, record_id: UUID, stored: dict[str, Any]) -> None:
        """Compare a row with the record it names."""
        plan.record_id, plan.version = record_id, stored["version"]
        custom = stored.get("custom") or {}
        wanted = self._wanted(plan.values)
        for name, value in wanted.items():
            target = self.layout.targets.get(name)
            if name.startswith(PREFIX):
                old = custom.get(name[2:])
            elif name in stored:
                old = stored[name]
            else:
                continue
            if target is not None and not same(target, old, value):
                plan.changes.append((name, old, value))
        if not plan.changes:
            plan.state = RowState.UNCHANGED
            return
        if self.layout.mode == "create_only":
            plan.reject(messages.row("error", messages.EXISTS))
            return
        chosen = self.profile.update
        actions = [chosen] if isinstance(chosen, str) else list(chosen(stored, wanted))
        self._update(plan, actions, stored)

    def _wanted(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: None if isinstance(value, Forever) else value for name, value in values.items()}

    def _update(self, plan: RowPlan, actions: Sequence[str], stored: dict[str, Any]) -> None:
        """The steps that change an existing record, and the values that put it back."""
        custom = stored.get("custom") or {}
        left = {name: (old, new) for name, old, new in plan.changes}
        for action in actions:
            names = self._names_of(action)
            mine = [name for name in left if name in names or (name.startswith(PREFIX) and "custom" in names)]
            if not mine:
                continue
            payload = self._payload({name: plan.values[name] for name in mine})
            if "custom" in payload:
                payload["custom"] = {**custom, **payload["custom"]}
            plan.steps.append((action, {**self._rest(action, stored), **payload}))
            for name in mine:
                del left[name]
        for name, (old, _) in left.items():
            params = {"field": self.layout.targets[name].label, "old": "" if old is None else str(old)}
            column = self.layout.column_of.get(name, -1)
            plan.messages.append(messages.cell("warning", name, column, messages.FIXED, params))
        plan.changes = [one for one in plan.changes if one[0] not in left]
        if not plan.steps:
            plan.state = RowState.UNCHANGED
            return
        plan.state = RowState.UPDATED
        restore = self.profile.restore or plan.steps[-1][0]
        plan.before = {"action": restore, "values": self._former(restore, plan, stored, custom)}

    def _names_of(self, action: str) -> set[str]:
        found = self.layout.kind.action(action)
        return set(found.form.model_fields) if found is not None else set()

    def _rest(self, action: str, stored: dict[str, Any]) -> dict[str, Any]:
        """Stored values that a form asking for everything needs beside the changed ones."""
        found = self.layout.kind.action(action)
        if found is None or not any(info.is_required() for info in found.form.model_fields.values()):
            return {}
        return {name: stored[name] for name in found.form.model_fields if name in stored}

    def _former(
        self, action: str, plan: RowPlan, stored: dict[str, Any], custom: dict[str, Any]
    ) -> dict[str, Any]:
        """The payload that undoes the changes of a row."""
        names = self._names_of(action)
        former = {name: old for name, old, _ in plan.changes if name in names}
        if "custom" in names and any(name.startswith(PREFIX) for name, _, _ in plan.changes):
            former["custom"] = custom
        return {**self._rest(action, stored), **former}

    def _payload(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values as an action's form takes them: custom ones together, no end said outright."""
        payload: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        for name, value in values.items():
            if isinstance(value, Forever):
                payload[name] = None
            elif name.startswith(PREFIX):
                custom[name[2:]] = value.isoformat() if isinstance(value, date) else value
            elif value is not None or self.layout.clear_blanks:
                payload[name] = value
        if custom:
            payload["custom"] = custom
        return payload


def refuse(plan: RowPlan, error: Any, layout: Layout) -> None:
    """Turn the errors of a form or a rule into messages at the cells they concern."""
    column_of = layout.column_of
    told = {one["field"] for one in plan.messages if one["level"] == "error"}
    found = [one for one in error.errors if one.field.split(".")[0] not in told]
    for one in found:
        name = one.field.split(".")[0]
        target = layout.targets.get(name)
        if one.code == "field.required" and target is not None:
            code, params = messages.REQUIRED, {"field": target.label}
        else:
            code, params = one.code, one.params
        plan.reject(messages.cell("error", name, column_of.get(name, -1), code, params))
    if not error.errors:
        plan.reject(messages.row("error", error.code, **error.params))


def shown_row(row: Row, columns: Sequence[int]) -> list[str]:
    """The cells of a row as people wrote them."""
    return [shown(row[column]) if column < len(row) else "" for column in columns]
