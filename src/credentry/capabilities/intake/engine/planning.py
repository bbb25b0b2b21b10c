"""What is to be done with each row: parsed, references found, matched, compared, checked. Writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.grouping import Grouping
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.matching import KeyValue, Matcher, Stored
from credentry.capabilities.intake.engine.references import Decisions, References
from credentry.capabilities.intake.engine.rows import RowPlan
from credentry.capabilities.intake.engine.targets import creating
from credentry.capabilities.intake.engine.updating import Updating
from credentry.capabilities.intake.reading.spool import Book, Row
from credentry.capabilities.intake.values.dates import Forever
from credentry.capabilities.intake.vocabulary import RowState, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records.values import plain

Creator = Callable[[References, str], None]


@dataclass(slots=True)
class Known:
    """What the register holds about the rows of a chunk: records by key, their values, their former terms."""

    hits: Mapping[Any, Sequence[UUID]] = field(default_factory=dict)
    stored: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)
    past: Mapping[UUID, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


class Planner:
    """Plans chunk after chunk of one run; remembers keys and names across chunks."""

    def __init__(
        self,
        actor: Actor,
        book: Book,
        layout: Layout,
        decisions: Mapping[str, Decisions],
        creator: Creator | None = None,
        rehearsal: bool = False,
    ) -> None:
        self.actor, self.book, self.layout, self.creator = actor, book, layout, creator
        self.rehearsal = rehearsal
        self.profile = profile_of(layout.kind.name)
        self.create = creating(layout.kind, self.profile)
        self.references = {
            ref: References(actor, ref, decisions.get(ref), layout.creates(ref))
            for ref in dict.fromkeys(one.target.ref for one in layout.mapped if one.target.ref)
        }
        self.wanted: dict[tuple[str, str], int] = {}
        self.matcher = Matcher(actor, layout.kind, layout.keys, layout.alike)
        names = set(layout.targets) | set(self.create.form.model_fields)
        for action in layout.kind.actions:
            if not action.creates:
                names |= set(action.form.model_fields)
        self.stored = Stored(layout.kind, self.profile, sorted(names))
        self.grouping = Grouping(layout, self.matcher, self.profile.succession)
        self.updating = Updating(layout, self.profile)
        self.known = Known()

    def plan(self, start: int, stop: int) -> list[RowPlan]:
        """Plans for the rows from ``start`` to before ``stop``; blank rows have none."""
        plans = self._parse(start, stop)
        self._refer(plans)
        self._match(plans)
        fresh = [one.steps[0][1] for one in plans if one.state is RowState.CREATED and one.steps]
        if self.profile.prepare is not None and fresh:
            self.profile.prepare(self.actor, fresh)
        return plans

    def warm(self, start: int, stop: int) -> None:
        """Remember the keys of rows committed before a restart, so that duplicates of them are seen."""
        plans = self._parse(start, stop)
        self._refer(plans)
        self.grouping.arrange(plans)

    def _parse(self, start: int, stop: int) -> list[RowPlan]:
        layout, plans = self.layout, []
        mapped = [(one.column, one.target.name, one.parse) for one in layout.mapped]
        for number, row in enumerate(self.book.rows(layout.sheet, start, stop), start):
            if not row:
                continue
            plan = RowPlan(number, layout.fingerprint(row))
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
                self.creator(names, name)
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
        self.grouping.arrange(plans)
        wanted = [plan.key for plan in plans if plan.open and plan.key is not None]
        hits = self.matcher.find(wanted) if wanted else {}
        if self.matcher.identifying > 1:
            hits = {**hits, **self._by_other_keys(plans, hits)}
        ids = [one for found in hits.values() for one in found]
        self.known = Known(hits, self.stored.take(ids), self.updating.past(ids))
        for plan in plans:
            self._settle(plan)

    def _by_other_keys(
        self, plans: Sequence[RowPlan], hits: Mapping[KeyValue, Sequence[UUID]]
    ) -> dict[KeyValue, list[UUID]]:
        """Records found by a lesser key where the first leads nowhere: the ones that lack what the first key asks."""
        tried: dict[KeyValue, list[KeyValue]] = {}
        for plan in plans:
            if (
                plan.open
                and plan.key is not None
                and plan.key not in hits
                and self.matcher.identifies(plan.key)
            ):
                tried[plan.key] = self.matcher.lesser_keys({**self.layout.defaults, **plan.values}, plan.key)
        found = self.matcher.find([key for keys in tried.values() for key in keys])
        stored = self.stored.take([ids[0] for ids in found.values() if len(ids) == 1])
        better: dict[KeyValue, list[UUID]] = {}
        for first, keys in tried.items():
            for key in keys:
                ids = found.get(key, [])
                above = {name for at in range(first[0], key[0]) for name in self.matcher.fields_of((at, ()))}
                if len(ids) == 1 and not any(
                    stored[ids[0]].get(name) for name in above - self.matcher.fields_of(key)
                ):
                    better[first] = ids
                    break
        return better

    def again(self, plan: RowPlan) -> None:
        """Plan a row anew whose former row could not be written: it goes on with the one before that."""
        plan.former = plan.former.former if plan.former is not None else None
        plan.state, plan.planned, plan.steps, plan.changes, plan.back = RowState.CREATED, False, [], [], None
        plan.messages = [one for one in plan.messages if one["code"] != messages.TERM]
        plan.record_id = plan.version = None
        self._settle(plan)
        if plan.state is RowState.CREATED and plan.steps and self.profile.prepare is not None:
            self.profile.prepare(self.actor, [plan.steps[0][1]])

    def _settle(self, plan: RowPlan) -> None:
        """Decide about one row, after the row it goes on with."""
        hits, stored, past = self.known.hits, self.known.stored, self.known.past
        if plan.planned or not plan.open:
            return
        plan.planned = True
        if plan.former is not None:
            self._settle(plan.former)
            if plan.former.open:
                self._go_on(plan, plan.former)
                return
            plan.former = None
        ids = hits.get(plan.key, ()) if plan.key is not None else ()
        identified = plan.key is not None and self.matcher.identifies(plan.key)
        if identified and len(ids) > 1:
            plan.reject(messages.row("error", messages.SEVERAL, count=len(ids)))
        elif plan.nth < len(ids):
            found = ids[plan.nth]
            plan.record_id, plan.version = found, stored[found]["version"]
            self.updating.compare(plan, stored[found], past.get(found, ()))
        elif self.layout.mode == "update_only":
            plan.reject(messages.row("error", messages.ABSENT))
        elif plan.beyond and self.rehearsal:
            plan.state, plan.assumed = RowState.UPDATED, True
        else:
            payload = self.updating.payload({**self.layout.defaults, **plan.values})
            plan.steps = [(self.create.name, payload)]
            self.updating.follow(plan, {})

    def _go_on(self, plan: RowPlan, former: RowPlan) -> None:
        """Plan a row as the next term of the record that another row creates or changes."""
        stored = self.known.stored
        base: dict[str, Any] = dict.fromkeys(self.layout.targets)
        if former.record_id is not None and former.record_id in stored:
            base.update(stored[former.record_id])
        for name, value in {**self.layout.defaults, **former.values}.items():
            kept = plain(None if isinstance(value, Forever) else value)
            base[name] = sorted(kept) if isinstance(kept, list) else kept
        plan.record_id = former.record_id
        plan.messages.append(messages.row("info", messages.TERM, row=former.row + 1))
        self.updating.compare(plan, base, ())
