"""Writing planned rows through ``perform_many``; the outcome of a chunk commits with its rows."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, transaction

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.planning import Planner
from credentry.capabilities.intake.engine.references import References
from credentry.capabilities.intake.engine.rows import RowPlan, refuse
from credentry.capabilities.intake.models import ImportChunk, ImportRun
from credentry.capabilities.intake.values.dates import Forever
from credentry.capabilities.intake.vocabulary import RowState
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform_many
from credentry.core.records.values import plain
from credentry.foundation.errors import DomainError, Forbidden
from credentry.plumbing import bulk

CHUNK = 5000


def write(actor: Actor, run: ImportRun, planner: Planner, plans: Sequence[RowPlan]) -> None:
    """Create and update what is planned; rows that break a rule become rejected. Call inside a transaction.

    Rows that go on with the record of another row wait until that one is written.
    """
    waiting = [plan for plan in plans if plan.open and not plan.assumed]
    while waiting:
        now = [plan for plan in waiting if _ready(plan, planner)]
        groups: dict[tuple[str, ...], list[RowPlan]] = defaultdict(list)
        for plan in now:
            if plan.open:
                groups[tuple(action for action, _ in plan.steps)].append(plan)
        for actions, group in groups.items():
            _perform(actor, run, planner.layout, actions, group)
        for plan in now:
            plan.written = True
        waiting = [plan for plan in waiting if not plan.written]


def _ready(plan: RowPlan, planner: Planner) -> bool:
    """Whether the row a row goes on with is written; a refused one is passed over."""
    while plan.former is not None and plan.former.state is RowState.REJECTED:
        planner.again(plan)
    former = plan.former
    if former is None:
        return True
    if former.open and not former.written:
        return False
    plan.record_id, plan.version = former.record_id, former.version
    return True


class _Incomplete(Exception):
    """A later step of some rows was refused: what their first step wrote must not stay."""


def _perform(
    actor: Actor, run: ImportRun, layout: Layout, actions: tuple[str, ...], plans: list[RowPlan]
) -> None:
    """One set; when the set as a whole is refused, halves of it, until the refused rows stand alone."""
    if not plans:
        return
    try:
        with transaction.atomic():
            _steps(actor, run, layout, actions, plans)
    except _Incomplete:
        _perform(actor, run, layout, actions, [plan for plan in plans if plan.open])
    except (DomainError, DatabaseError) as error:
        if isinstance(error, Forbidden) and not all(actor.may(layout.kind.name, one) for one in actions):
            raise
        if len(plans) > 1:
            middle = len(plans) // 2
            _perform(actor, run, layout, actions, plans[:middle])
            _perform(actor, run, layout, actions, plans[middle:])
        elif isinstance(error, DomainError):
            refuse(plans[0], error, layout)
        else:
            plans[0].reject(messages.row("error", messages.FAILED))


def _steps(
    actor: Actor, run: ImportRun, layout: Layout, actions: tuple[str, ...], plans: list[RowPlan]
) -> None:
    """The actions one after the other for all rows. Raises _Incomplete where a second one failed."""
    left = list(plans)
    results: dict[int, tuple[Any, int]] = {plan.row: (plan.record_id, plan.version or 0) for plan in plans}
    for number, action in enumerate(actions):
        rows = []
        for plan in left:
            record_id, version = results[plan.row]
            rows.append({"id": record_id, "payload": plan.steps[number][1], "version": version or None})
        done = perform_many(actor, layout.kind.name, action, rows, why=_why(run, actor), corr=str(run.pk))
        for failed in done.errors:
            refuse(left[failed.index], failed.error, layout)
        if done.errors and number:
            raise _Incomplete
        for index, record_id in done.done.items():
            results[left[index].row] = (record_id, done.records[index].version)
        left = [left[index] for index in sorted(done.done)]
    for plan in left:
        plan.record_id, plan.version = results[plan.row]


def _why(run: ImportRun, actor: Actor) -> str:
    return f"Import: {run.title}" if actor.lang == "en" else f"导入:{run.title}"


def create_missing(actor: Actor, run: ImportRun, names: References, field: str) -> list[dict[str, Any]]:
    """Create the records whose names nobody knows and that may be created; returns what was made or refused."""
    groups: dict[str, list[str]] = defaultdict(list)
    for text in names.to_create():
        chosen = str(names.decisions.get(text, {}).get("as") or "")
        groups[names.source.kind_for(text, chosen)].append(text)
    made: list[dict[str, Any]] = []
    for kind, texts in groups.items():
        made += _create(actor, run, names, field, kind, texts)
    return made


def _create(
    actor: Actor, run: ImportRun, names: References, field: str, kind_name: str, texts: Sequence[str]
) -> list[dict[str, Any]]:
    source, kind = names.source, kinds.get(kind_name)
    action = kind.action(source.action) if source.action else kind.creating
    if action is None or not actor.may(kind.name, action.name):
        return [{"kind": kind.name, "value": text, "error": "action.forbidden"} for text in texts]
    payloads = [
        source.create(actor, text, field) if source.create else _plain_payload(kind, action, actor, text)
        for text in texts
    ]
    done = perform_many(
        actor,
        kind.name,
        action.name,
        [{"id": None, "payload": payload} for payload in payloads],
        why=_why(run, actor),
        corr=str(run.pk),
    )
    made: list[dict[str, Any]] = []
    for index, record_id in done.done.items():
        names.found[texts[index]] = str(record_id)
        made.append({"kind": kind.name, "value": texts[index], "id": str(record_id)})
    for failed in done.errors:
        made.append({"kind": kind.name, "value": texts[failed.index], "error": failed.error.code})
    return made


def _plain_payload(kind: Any, action: Any, actor: Actor, text: str) -> dict[str, Any]:
    names = set(action.form.model_fields)
    payload: dict[str, Any] = {kind.title if kind.title in names else "name": text}
    if "code" in names and action.form.model_fields["code"].is_required():
        payload["code"] = text[:40]
    if "unit" in names and action.form.model_fields["unit"].is_required() and actor.unit_id:
        payload["unit"] = str(actor.unit_id)
    return payload


def outcome_of(plan: RowPlan, planner: Planner) -> list[Any]:
    """A row's outcome as ``ImportChunk`` keeps it."""
    before = None
    if plan.state is RowState.UPDATED:
        before = {"back": plan.back, "changes": _plain_changes(plan, planner)}
    record = str(plan.record_id) if plan.record_id else None
    return [plan.row, plan.state.value, record, plan.version, plan.messages, before]


def _plain_changes(plan: RowPlan, planner: Planner) -> list[list[Any]]:
    shown = planner.updating.shown
    return [
        [name, shown(name, old), shown(name, None if value is None else plain(_day(value)))]
        for name, old, value in plan.changes
    ]


def _day(value: Any) -> Any:
    return None if isinstance(value, Forever) else value


def record(
    run: ImportRun, first: int, last: int, plans: Sequence[RowPlan], planner: Planner, *, committed: bool
) -> Counter[str]:
    """Keep the outcome of rows ``first`` to ``last``; in a commit this is part of the rows' transaction."""
    counts = count(plans)
    ImportChunk.objects.filter(run=run, first=first).delete()
    chunk = ImportChunk(
        run=run,
        first=first,
        last=last,
        committed=committed,
        counts=dict(counts),
        outcomes=[outcome_of(plan, planner) for plan in plans],
    )
    bulk.insert(ImportChunk, [chunk])
    return counts


def count(plans: Sequence[RowPlan]) -> Counter[str]:
    """Rows by state, and rows with warnings."""
    counts: Counter[str] = Counter(plan.state.value for plan in plans)
    counts["warnings"] = sum(any(one["level"] == "warning" for one in plan.messages) for plan in plans)
    return counts
