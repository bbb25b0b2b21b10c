"""B16: processes at work, in a transaction that is rolled back: cases from start to end, to-do lists over 100,000 open
tasks beside hand-written SQL, a case that 200 people sign, and what a case keeps."""

import statistics
import time
from typing import Any

import orjson
from django.db import connection, transaction

from bench.build import World
from bench.measure import milliseconds, sample
from bench.report import Row
from bench.stage import Say, ms
from credentry.capabilities.approvals.content import content_hash
from credentry.capabilities.approvals.models import Case, Task
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user, user_by_id, user_by_name
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, detail, listing
from credentry.foundation import clock
from credentry.plumbing import sql

OPEN, CASES, SIGNERS, HOLDING = 100_000, 60, 200, 500
SYSTEM = Actor.system("bench")


def b16(engine: str, world: World, say: Say) -> list[Row]:
    """All of it on one engine."""
    rows: list[Row] = []
    with transaction.atomic():
        names = [user_by_id(one).username for one in world.people[:SIGNERS]]  # type: ignore[union-attr]
        rows.append(start_to_end(engine, names))
        rows += many_signers(engine, names)
        rows += lists(engine, world)
        transaction.set_rollback(True)
    for row in rows:
        say(f"{row.budget} {row.work}: {row.product}")
    return rows


def published(code: str, steps: list[dict[str, Any]]) -> Any:
    """A process in force: these steps in a chain."""
    chain = {"id": code, "name": code, "items": steps}
    form = {"code": code, "name": code, "chain": chain, "publish": True}
    return perform(SYSTEM, "process", "define", None, form).id


def step(node: str, names: list[str], mode: str = "any", **more: Any) -> dict[str, Any]:
    """One step that these people sign."""
    people = [{"by": "person", "code": one} for one in names]
    return {
        "id": node,
        "name": node,
        "settings": {"approvers": people, "mode": mode, "author_may": True, **more},
    }


def agreed(task: Task, user: Any) -> float:
    """Milliseconds an approval took, the look at the content included."""
    who = Actor.system("bench") if user is None else acting(user)
    return milliseconds(
        lambda: perform(
            who, "task", "approve", task.pk, {"seen": content_hash(Case.objects.get(pk=task.case_id))}
        )
    )


def acting(user: Any) -> Actor:
    """Somebody as they are now, with the rights of who runs everything."""
    found = user_by_id(user)
    assert found is not None
    made = actor_for_user(found, "session")
    return Actor(
        made.user_id,
        made.username,
        made.name,
        made.lang,
        made.via,
        _everything(),
        made.unit_id,
        made.unit_path,
    )


def _everything() -> Any:
    reader = user_by_name("reader")
    assert reader is not None
    return actor_for_user(reader, "session").grants


def start_to_end(engine: str, names: list[str]) -> Row:
    """Cases through two steps, every act with its revision, ledger entries and lists."""
    process = published("bench-two", [step("check", names[:1]), step("sign", names[1:2])])
    begun = time.perf_counter()
    for _ in range(CASES):
        made = perform(SYSTEM, "case", "start", None, {"process": process})
        for _ in range(2):
            task = Task.objects.get(case_id=made.id, state="open")
            agreed(task, task.holders.get().user_id)
    seconds = time.perf_counter() - begun
    assert Case.objects.filter(process_id=process, state="completed").count() == CASES
    return Row(
        "B16", engine, "a case through two steps, start to end, one after the other", f"{CASES / seconds:.1f}/s",
        "–", None, "–", None,
    )  # fmt: skip


def many_signers(engine: str, names: list[str]) -> list[Row]:
    """200 people countersign one step; one of them signs, one looks."""
    process = published("bench-many", [step("all", names, "parallel")])
    opening = milliseconds(lambda: perform(SYSTEM, "case", "start", None, {"process": process}))
    task = Task.objects.get(case__process_id=process)
    held = list(task.holders.order_by("pk").values_list("user_id", flat=True))
    took = statistics.median(agreed(task, one) for one in held[:20])
    kind, looking = kinds.get("task"), acting(held[-1])
    page = sample(lambda: detail(looking, kind, task.pk), runs=10)
    task.refresh_from_db()
    one = Case.objects.filter(process__code="bench-two").first()
    assert one is not None
    kept = len(orjson.dumps(one.engine)) + len(orjson.dumps(one.data))
    work = sum(len(orjson.dumps(other)) for other in one.tasks.values_list("step", flat=True))
    many = len(orjson.dumps(task.step))
    return [
        Row("B16", engine, f"a step that {len(names)} people countersign: opened", ms(opening), "–", None, "–", None),
        Row("B16", engine, "… one of them signs", ms(took), "–", None, "–", None),
        Row("B16", engine, "… its page", ms(page.p50), "–", None, "–", None),
        Row("B16", engine, f"state of a two-step case {kept / 1024:.1f} KB, of its steps {work / 1024:.1f} KB;"
            f" of the step of {len(names)}", f"{many / 1024:.0f} KB", "–", None, "–", None),
    ]  # fmt: skip


def lists(engine: str, world: World) -> list[Row]:
    """To-do lists of somebody with 200 of the open tasks, and of who oversees them all."""
    fill(world)
    me = world.people[0]
    who, kind = acting(me), kinds.get("task")
    asked = (
        ("my to-do list", "state:open holders:me", _MINE),
        ("everybody's open tasks", "state:open", _ALL),
    )
    found = []
    for work, condition, by_hand in asked:
        mine = sample(lambda condition=condition: listing(who, kind, Query(condition=condition)), runs=15)  # type: ignore[misc]
        reference = sample(lambda by_hand=by_hand: sql.rows(by_hand), runs=15)  # type: ignore[misc]
        found.append(
            Row(
                "B16", engine, f"{work} among {OPEN:,}: first 50 by due day, counted to 1,000 (without HTTP)", ms(mine.p50),
                ms(reference.p50), mine.p50 / max(reference.p50, 0.01), "–", None,
            )
        )  # fmt: skip
    return found


_PAGE = "SELECT t.id, t.title, t.due_at, (SELECT count(*) FROM (SELECT 1 FROM {0} LIMIT 1001) c) FROM {0} ORDER BY t.due_at LIMIT 51"
_MINE = _PAGE.format(
    "approvals_taskholder h JOIN approvals_task t ON t.id = h.task_id AND t.state = 'open' "
    "WHERE h.user_id = (SELECT user_id FROM tmp_me)"
)
_ALL = _PAGE.format("approvals_task t WHERE t.state = 'open'")


def fill(world: World) -> None:
    """100,000 open tasks of as many cases, copied in SQL from a real one; 500 people hold 200 each."""
    process = published("bench-open", [step("check", [user_by_id(world.people[0]).username], limit="5WD")])  # type: ignore[union-attr]
    made = perform(SYSTEM, "case", "start", None, {"process": process})
    case = Case.objects.get(pk=made.id)
    task = Task.objects.get(case=case)
    uuid, fresh = sql.uuid_type(), sql.new_uuid7(int(clock.now().timestamp() * 1000))
    sql.make_temporary("tmp_open", f"n integer PRIMARY KEY, case_id {uuid}, task_id {uuid}")
    sql.make_temporary("tmp_who", f"n integer PRIMARY KEY, user_id {uuid}")
    sql.make_temporary("tmp_me", f"user_id {uuid}")
    people = world.people[:HOLDING]
    sql.fill("tmp_who", [(n, sql.uuid_value(one)) for n, one in enumerate(people)])
    sql.fill("tmp_me", [(sql.uuid_value(people[0]),)])
    sql.run(
        "INSERT INTO tmp_open WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %s) "
        f"SELECT n, {fresh}, {fresh} FROM s",
        [OPEN],
    )
    later = (
        "r.due_at + b.n * interval '1 minute'"
        if sql.is_postgresql()
        else "datetime(r.due_at, '+' || b.n || ' minutes')"
    )
    asked = f"(SELECT w.user_id FROM tmp_who w WHERE w.n = (b.n * 7) %% {len(people)})"
    _copy(Case, case.pk, {"id": "b.case_id", "number": "'BENCH-' || b.n", "initiator_id": asked})
    _copy(
        Task,
        task.pk,
        {"id": "b.task_id", "case_id": "b.case_id", "work": "CAST(b.n AS varchar(40))", "due_at": later},
    )
    sql.run(
        "INSERT INTO approvals_taskholder (task_id, user_id) SELECT b.task_id, w.user_id FROM tmp_open b "
        f"JOIN tmp_who w ON w.n = b.n %% {len(people)}"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(model: Any, key: Any, other: dict[str, str]) -> None:
    """One row as many times as ``tmp_open`` has rows, with other values in some columns."""
    columns = [one.column for one in model._meta.concrete_fields]
    values = ", ".join(other.get(name, f'r."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    sql.run(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM tmp_open b CROSS JOIN {table} r WHERE r.id = %s",
        [sql.uuid_value(key)],
    )
