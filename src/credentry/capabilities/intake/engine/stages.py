"""The stages of an import, each resumable: read, dry run, commit, undo. Progress is kept on the run."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import F

from credentry.capabilities.intake.engine import analysing, committing, layout, remembering, storage, undoing
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.planning import Planner
from credentry.capabilities.intake.engine.references import References
from credentry.capabilities.intake.engine.targets import targets_of
from credentry.capabilities.intake.models import ImportChunk, ImportRun
from credentry.capabilities.intake.vocabulary import RowState, RunState, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user
from credentry.core.records import kinds
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, define

NO_TABLE = define("intake.run.no_table", "文件中没有找到表格。", "No table was found in the file.")
NOTHING_MAPPED = define(
    "intake.run.nothing_mapped", "还没有任何列对应到字段。", "No column is mapped to a field yet."
)
GONE_USER = define(
    "intake.run.no_user", "发起导入的用户已停用。", "The user who started the import is inactive."
)

FEW = 10_000
MOST_PROPOSALS = 300
COUNTERS = {
    RowState.CREATED: "created", RowState.UPDATED: "updated", RowState.UNCHANGED: "unchanged",
    RowState.REJECTED: "rejected", RowState.DUPLICATE: "duplicates", RowState.SKIPPED: "skipped",
}  # fmt: skip


def actor_of(run: ImportRun) -> Actor:
    """Who the import acts for, with today's rights. Raises DomainError when the user may not sign in any more."""
    if run.created_by is None:
        return Actor.system("import", via="import")
    if not run.created_by.is_active:
        raise DomainError(GONE_USER)
    scope = frozenset(run.scope) if run.scope is not None else None
    return actor_for_user(run.created_by, "import", scope)


watching: ContextVar[Callable[[ImportRun], None] | None] = ContextVar("watching", default=None)


def save(run: ImportRun, **values: Any) -> None:
    """Write some columns of a run and tell who watches; the cancel wish of another process is never overwritten."""
    for name, value in values.items():
        setattr(run, name, value)
    ImportRun.objects.filter(pk=run.pk).update(updated_at=clock.now(), version=F("version") + 1, **values)
    watcher = watching.get()
    if watcher is not None:
        watcher(run)


def read(run: ImportRun) -> None:
    """Read the file, find its tables, propose a mapping. Raises Unreadable, DomainError."""
    save(run, phase="reading", done=0, total=0)
    book = storage.read(run)
    analysis, mapping = analysing.analyse(actor_of(run), run.record_kind, book)
    if not mapping:
        raise DomainError(NO_TABLE)
    save(
        run, state=RunState.MAPPING, format=book.format, analysis=analysis, mapping=mapping, phase="",
        rows=table_of(analysis, mapping)["rows"], error=None,
    )  # fmt: skip


def table_of(analysis: Mapping[str, Any], mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The table a mapping is for. Raises DomainError."""
    for table in analysis.get("tables", ()):
        if table["id"] == mapping.get("table"):
            found: dict[str, Any] = table
            return found
    raise DomainError(NO_TABLE)


def planner_of(run: ImportRun, actor: Actor, creator: Any, rehearsal: bool = False) -> Planner:
    """A planner for the run's mapping. Raises DomainError, Unreadable."""
    targets = targets_of(kinds.get(run.record_kind), profile_of(run.record_kind))
    table = table_of(run.analysis, run.mapping)
    made = layout.of(actor, run.record_kind, targets, table, run.mapping)
    if not made.mapped:
        raise DomainError(NOTHING_MAPPED)
    return Planner(actor, storage.book_of(run), made, decisions_of(run), creator, rehearsal)


def decisions_of(run: ImportRun) -> dict[str, dict[str, Any]]:
    """Kind → text → decision, of what was decided about unknown names."""
    found: dict[str, dict[str, Any]] = {}
    for one in run.proposals:
        if one.get("decision"):
            found.setdefault(one["kind"], {})[one["value"]] = one["decision"]
    return found


def stretches(made: Layout) -> Iterator[tuple[int, int]]:
    """The table's rows in chunks: first and last row (zero-based, included)."""
    total = made.last - made.first + 1
    size = committing.CHUNK if total > FEW else 1000
    for start in range(made.first, made.last + 1, size):
        yield start, min(made.last, start + size - 1)


class _Rehearsed(Exception):
    """Ends a rehearsal: everything written in it is rolled back."""


@contextmanager
def _rolled_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise _Rehearsed
    except _Rehearsed:
        return


def check(run: ImportRun) -> None:
    """Dry run: every chunk is really written, with all rules, and rolled back; outcomes are kept."""
    actor = actor_of(run)
    made_here: list[tuple[References, str]] = []

    def creator(names: References, field: str) -> None:
        for one in committing.create_missing(actor, run, names, field):
            if "id" in one:
                made_here.append((names, one["value"]))

    planner = planner_of(run, actor, creator, rehearsal=True)
    total = Counter[str]()
    size = planner.layout.last - planner.layout.first + 1
    save(run, phase="checking", done=0, total=size)
    ImportChunk.objects.filter(run=run).delete()
    for first, last in stretches(planner.layout):
        if cancelled(run):
            save(run, state=RunState.MAPPING, phase="", cancel=False)
            return
        with _rolled_back():
            plans = planner.plan(first, last + 1)
            committing.write(actor, run, planner, plans)
        for names, text in made_here:
            names.found.pop(text, None)
        made_here.clear()
        for plan in plans:
            if plan.state is RowState.CREATED or plan.former is not None:
                plan.record_id, plan.version = None, None
        total += committing.record(run, first, last, plans, planner, committed=False)
        save(run, done=last + 1 - planner.layout.first)
    proposals = proposals_of(run, planner)
    save(run, state=RunState.CHECKED, phase="", proposals=proposals, analysis=run.analysis, **counted(total))


def proposals_of(run: ImportRun, planner: Planner) -> list[dict[str, Any]]:
    """Unknown names with the records they may mean, most frequent first; earlier decisions stay."""
    decided = decisions_of(run)
    found = []
    names_of = {names.kind.name: names for names in planner.references.values()}
    # What is decided already comes last: only so many names are listed, and the open ones matter.
    order = sorted(
        planner.wanted.items(), key=lambda one: (bool(decided.get(one[0][0], {}).get(one[0][1])), -one[1])
    )
    for (kind, text), rows in order[:MOST_PROPOSALS]:
        names = names_of[kind]
        source = names.source
        default = {"do": "create"} if names.create_all or source.missing == "create" else None
        found.append(
            {
                "kind": kind,
                "value": text,
                "rows": rows,
                "suggestions": names.suggestions(text),
                "decision": decided.get(kind, {}).get(text) or default,
                "creates": list(source.creates or (kind,)),
                "as": source.kind_for(text),
                "may_create": kinds.get(source.kind_for(text)).creating is not None
                and source.missing != "refuse",
            }
        )
    known = {(one["kind"], one["value"]) for one in found}
    kept = [one for one in run.proposals if one.get("decision") and (one["kind"], one["value"]) not in known]
    run.analysis["unlisted"] = max(0, len(order) - MOST_PROPOSALS)
    return found + kept


def cancelled(run: ImportRun) -> bool:
    """Whether somebody asked to stop."""
    return ImportRun.objects.filter(pk=run.pk, cancel=True).exists()


def counted(total: Counter[str]) -> dict[str, int]:
    """The counter columns of a run."""
    values = {column: total[state.value] for state, column in COUNTERS.items()}
    values["warnings"] = total["warnings"]
    values["rows"] = sum(count for column, count in values.items() if column not in ("warnings", "skipped"))
    return values


def commit(run: ImportRun) -> None:
    """Write the rows. After a crash or restart it goes on behind the last committed chunk."""
    actor = actor_of(run)

    def creator(names: References, field: str) -> None:
        with transaction.atomic():
            made = committing.create_missing(actor, run, names, field)
            if made:
                save(run, made=[*run.made, *made])

    planner = planner_of(run, actor, creator)
    ImportChunk.objects.filter(run=run, committed=False).delete()
    past = {one.first: one for one in run.chunks.filter(committed=True).defer("outcomes")}
    total = Counter[str]()
    save(run, phase="committing", done=0, total=planner.layout.last - planner.layout.first + 1)
    for first, last in stretches(planner.layout):
        if first in past:
            planner.warm(first, last + 1)
            total.update(past[first].counts)
            continue
        if cancelled(run):
            save(run, state=RunState.CANCELLED, phase="", cancel=False, committed_at=clock.now())
            return
        plans = planner.plan(first, last + 1)
        with transaction.atomic():
            committing.write(actor, run, planner, plans)
            total += committing.record(run, first, last, plans, planner, committed=True)
            save(run, done=last + 1 - planner.layout.first, **counted(total))
    save(run, state=RunState.COMMITTED, phase="", committed_at=clock.now())
    if run.created + run.updated + run.unchanged:
        table = table_of(run.analysis, run.mapping)
        remembering.remember(run.record_kind, remembering.shape_of(table), run.mapping, run.created_by_id)


def undo(run: ImportRun) -> None:
    """Take back every committed chunk, last one first."""
    actor = actor_of(run)
    chunks = list(
        run.chunks.filter(committed=True, undone=False).order_by("-first").values_list("pk", flat=True)
    )
    save(run, phase="undoing", done=0, total=len(chunks))
    whole = undoing.grown(run)
    versions = dict(whole)
    for number, key in enumerate(chunks, 1):
        undoing.undo_chunk(actor, run, ImportChunk.objects.get(pk=key), versions, whole)
        save(run, done=number)
    made = undoing.discard_made(actor, run)
    save(run, state=RunState.UNDONE, phase="", undone_at=clock.now(), made=made)


STAGES = {
    RunState.ANALYSING: read, RunState.CHECKING: check, RunState.COMMITTING: commit, RunState.UNDOING: undo,
}  # fmt: skip
