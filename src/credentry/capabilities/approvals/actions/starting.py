"""Cases that start by themselves: after an action on a record, before a deadline, by an answer to a reminder, for a list.

Each occasion starts a process once, whatever crashes or runs twice: its row in ``Started`` is written in the transaction
that starts the case. What is refused (a case runs already, nobody can be asked) is kept there in words; for a deadline
that is still open it is tried again a day later, for an action or an answer it is not.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from credentry.capabilities.approvals.models import Process, ProcessVersion, Started, Starter
from credentry.capabilities.approvals.node_settings import read
from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import deadlines
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.plumbing import queue
from credentry.plumbing.outbox import Event

log = logging.getLogger(__name__)
SYSTEM = Actor.system("process")
#: Deadlines that went by longer ago start nothing: whoever publishes a process today does not want last year's cases.
GONE_BY = timedelta(days=30)
#: What was refused for a deadline is tried again after so long.
AGAIN = timedelta(days=1)
#: So many records of one action are started for at once; more of them by jobs.
LOT, JOB = 20, "approvals.start"
CHANGED, ANSWERED = "record.changed", "deadline.answered"


def declare(process: Process, version: ProcessVersion | None) -> None:
    """What starts the version in force by itself; nothing while there is none."""
    Starter.objects.filter(process=process).delete()
    if version is None or not process.subject_kind:
        return
    settings = read(version.settings.get(version.plan.get("start", "")))
    Starter.objects.bulk_create(
        Starter(
            process=process, on=one.on, kind=process.subject_kind, what=one.event or one.decision,
            rule=one.model_dump(mode="json"),
        )
        for one in settings.starts
        if not one.off
    )  # fmt: skip


def wanted(payload: dict[str, Any]) -> bool:
    """Whether a process starts after that action. One look-up by index in the transaction that acts."""
    return Starter.objects.filter(on="event", kind=payload["kind"], what=payload["action"]).exists()


def answer_wanted(payload: dict[str, Any]) -> bool:
    """Whether a process starts by that answer."""
    return Starter.objects.filter(on="alert", kind=payload["kind"], what=payload["decision"]).exists()


def after_action(event: Event) -> None:
    """Start what an action on records starts."""
    given = event.payload
    for starter in Starter.objects.filter(on="event", kind=given["kind"], what=given["action"]):
        ids = [one.pk for one in _meeting(starter, [UUID(one) for one in given["ids"]])]
        for at in range(0, len(ids), LOT):
            some = {
                "starter": starter.pk,
                "key": str(event.event_id),
                "ids": [str(one) for one in ids[at : at + LOT]],
            }
            if len(ids) <= LOT:
                start_lot(some)
            else:
                queue.enqueue(JOB, some, unique_key=f"{JOB}:{starter.pk}:{event.event_id}:{at}")


@queue.job(JOB)
def start_lot(payload: dict[str, Any]) -> None:
    """Start the process for some of the records an action was done to, each in a transaction of its own."""
    starter = Starter.objects.filter(pk=payload["starter"]).first()
    if starter is None:
        return
    for record in _meeting(starter, [UUID(one) for one in payload["ids"]]):
        _start(starter, record, payload["key"])


def after_answer(event: Event) -> None:
    """Start what an answer to a reminder starts; in the name of who answered."""
    given = event.payload
    for starter in Starter.objects.filter(on="alert", kind=given["kind"], what=given["decision"]):
        if not _covers(starter.rule["deadlines"], given["code"]):
            continue
        for record in _meeting(starter, [UUID(given["record"])]):
            facts = {name: given[name] for name in ("code", "cycle", "due_on")}
            _start(starter, record, f"{given['code']}:{given['cycle']}"[:130], facts, UUID(given["by"]))


def start_due(limit: int = 200) -> int:
    """Start what deadlines start: each cycle of one once. Returns how many cases were started."""
    done = 0
    for starter in Starter.objects.filter(on="deadline").select_related("process").order_by("pk"):
        today = clock.today()
        rows = deadlines(SYSTEM, starter.kind).filter(
            _codes(starter.rule["deadlines"]), kind=starter.kind, closed_on__isnull=True,
            due_on__lte=today + timedelta(days=starter.rule["days"]), due_on__gte=today - GONE_BY,
        ).annotate(cycle_key=Concat("code", Value(":"), "cycle"))  # fmt: skip
        known = Started.objects.filter(
            Q(case__isnull=False) | Q(refused="") | Q(at__gt=clock.now() - AGAIN),
            process=starter.process, on="deadline", record_id=OuterRef("record_id"), key=OuterRef("cycle_key"),
        )  # fmt: skip
        rows = rows.filter(~Exists(known), record_id__in=_records(starter).values("pk")).order_by(
            "due_on", "pk"
        )
        for row in rows[:limit]:
            record = _records(starter).filter(pk=row.record_id).first()
            facts = {"code": row.code, "cycle": row.cycle, "due_on": row.due_on.isoformat()}
            done += record is not None and _start(starter, record, row.cycle_key, facts)
    return done


def start_many(
    actor: Actor, process: Process, records: Sequence[UUID], more: Mapping[str, Any], why: str = ""
) -> tuple[list[tuple[UUID, Any]], list[tuple[UUID, DomainError]]]:
    """One case for each of these records, in the name of who selected them: (record, case) and (record, refusal)."""
    started: list[tuple[UUID, Any]] = []
    refused: list[tuple[UUID, DomainError]] = []
    for one in records:
        try:
            payload = {**more, "process": process.pk, "subject": one}
            started.append((one, perform(actor, "case", "start", None, payload, why=why).record))
        except DomainError as error:
            refused.append((one, error))
    return started, refused


def _start(
    starter: Starter,
    record: Any,
    key: str,
    facts: Mapping[str, str] | None = None,
    initiator: UUID | None = None,
) -> bool:
    """Start the process for the record on that occasion; False when that was done before or is refused."""
    occasion = {"process_id": starter.process_id, "on": starter.on, "record_id": record.pk, "key": key}
    if Started.objects.exclude(_refused_of(starter)).filter(**occasion).exists():
        return False
    payload = {
        "process": starter.process_id, "subject": record.pk,
        "initiator": initiator or getattr(record, "responsible_id", None),
        "data": {name: facts[word] for name, word in starter.rule["data"].items()} if facts else {},
    }  # fmt: skip
    try:
        with transaction.atomic():
            row = Started.objects.select_for_update().filter(_refused_of(starter), **occasion).first()
            row = row or Started.objects.create(**occasion, at=clock.now())
            made = perform(SYSTEM, "case", "start", None, payload, why=f"{starter.on}: {key}"[:200])
            row.case_id, row.refused, row.at = made.id, "", clock.now()
            row.save(update_fields=["case", "refused", "at"])
        return True
    except IntegrityError:
        return False  # another worker was faster
    except DomainError as error:
        log.info("process %s not started for %s: %s", starter.process_id, record.pk, error.code)
        told = f"{error.message('zh')} / {error.message('en')}"[:400]
        if not Started.objects.filter(case__isnull=True, **occasion).update(at=clock.now(), refused=told):
            Started.objects.get_or_create(**occasion, defaults={"at": clock.now(), "refused": told})
        return False


def _refused_of(starter: Starter) -> Q:
    """What may be tried again: refusals of deadlines, a day old."""
    old = Q(case__isnull=True, at__lte=clock.now() - AGAIN) & ~Q(refused="")
    return old if starter.on == "deadline" else Q(pk__in=())


def _records(starter: Starter) -> Any:
    """The records a starter speaks of."""
    kind = kinds.get(starter.kind)
    rows = kind.model_class._default_manager.filter(archived_at__isnull=True)
    if kind.rows is not None:
        rows = rows.filter(kind.rows)
    if starter.rule["condition"]:
        tree = conditions.parse_text(kind, starter.rule["condition"])
        rows = rows.filter(conditions.to_q(kind, tree, conditions.Env(SYSTEM, clock.today())))
    return rows


def _meeting(starter: Starter, ids: Sequence[UUID]) -> list[Any]:
    return list(_records(starter).filter(pk__in=ids[:5000]).order_by("pk"))


def _covers(codes: Sequence[str], code: str) -> bool:
    return not codes or any(code.startswith(one[:-1]) if one.endswith("*") else one == code for one in codes)


def _codes(codes: Sequence[str]) -> Q:
    found = Q()
    for one in codes:
        found |= Q(code__startswith=one[:-1]) if one.endswith("*") else Q(code=one)
    return found
