"""``perform``: the one way a single record changes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions.closed import Closed
from credentry.core.records.actions.erasing import Erasure
from credentry.core.records.actions.forms import parse_form
from credentry.core.records.actions.trail import leave_trail, now_context, publish_events
from credentry.core.records.kinds import Action, RecordKind
from credentry.core.records.scope import scope, visible
from credentry.core.records.values import Snapshotter
from credentry.foundation.errors import DomainError, Forbidden, NotFound, StaleVersion, define
from credentry.plumbing.settled import settled
from credentry.plumbing.whole import whole

#: Changes of these kinds alter what any other change asks once.
UNSETTLING = frozenset({"custom_field", "unit"})

define("action.unknown", "没有“{action}”这个操作。", "There is no action “{action}”.")
define("action.unavailable", "当前状态下不能“{action}”。", "“{action}” is not possible in the present state.")
define(
    "record.archived",
    "该记录已归档,恢复后才能修改。",
    "This record is archived; restore it before changing it.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action left behind: the record, its new version and the ledger entry's number."""

    record: Any
    id: UUID
    version: int
    seq: int

    @property
    def number(self) -> str:
        """The readable number, where the kind has one."""
        return str(getattr(self.record, "number", ""))


def perform(
    actor: Actor,
    kind: str,
    action: str,
    record_id: UUID | str | None = None,
    payload: Any = None,
    *,
    version: int | None = None,
    why: str | None = None,
    corr: str | None = None,
) -> Outcome:
    """Do one action on one record in one transaction, with its revision, ledger entry and events.

    Unseen records raise NotFound, missing rights Forbidden, a wrong ``version`` StaleVersion, a wrong form
    Invalid, a broken rule DomainError. Nothing is changed then.
    """
    declared, verb = lookup(kind, action)
    if not actor.may(kind, action) and not (record_id and actor.may(kind)):
        raise NotFound() if record_id else Forbidden(action=verb.label)

    @settled(declared.name not in UNSETTLING)
    def change() -> Outcome:
        snapshotter = Snapshotter(declared)
        record = None if verb.creates else _lock(actor, declared, verb, record_id, version)
        ctx = now_context(actor, why, corr)  # with the lock: changes of a record follow each other in time
        given = Closed(actor, declared, verb).keep(record, payload if payload is not None else {})
        form = parse_form(verb.form, given)
        before = snapshotter.take([record]) if record is not None else {}
        if record is not None and declared.history is not None and not verb.erases:
            declared.history.keep([record], ctx.now)
        if record is not None and declared.about is not None:
            ctx.was_about.update(declared.about([record]))
        erasure = Erasure(ctx, declared, record, form) if verb.erases else None
        result = verb.run(ctx, record, form)
        if record is not None:
            _bump(declared, result, ctx)
        check_reach(actor, declared, verb, [result])
        if erasure is not None:
            erasure.forget()
            before = {result.pk: snapshotter.take([result])[result.pk]}  # what was there is not said again
        seqs = leave_trail(ctx, declared, action, [result], before, snapshotter)
        if erasure is not None:
            erasure.seal()
        publish_events(ctx, declared, action, [result.pk])
        return Outcome(result, result.pk, result.version, seqs[0])

    return whole(change)


def lookup(kind: str, action: str) -> tuple[RecordKind, Action]:
    """The declared kind and action. Raises NotFound."""
    declared = kinds.find(kind)
    if declared is None:
        raise NotFound()
    verb = declared.action(action)
    if verb is None:
        raise NotFound("action.unknown", action=action)
    return declared, verb


def check_state(verb: Action, record: Any) -> None:
    """Raises DomainError where the record's state does not allow the action."""
    if record.archived_at is not None and verb.name != "restore" and not verb.on_archived:
        raise DomainError("record.archived")
    if verb.available is not None and not verb.available(record):
        raise DomainError("action.unavailable", action=verb.label)


def check_reach(actor: Actor, kind: RecordKind, verb: Action, records: list[Any]) -> None:
    """A created or moved record must lie within what the actor's grants for this action reach."""
    if actor.is_system or not records:
        return
    allowed = scope(actor, kind, verb.name)
    if not allowed:
        return
    ids = [one.pk for one in records]
    inside = kind.model_class._default_manager.filter(allowed, pk__in=ids).count()
    if inside != len(ids):
        raise Forbidden("action.out_of_reach", action=verb.label)


define(
    "action.out_of_reach",
    "您在该组织单元下没有“{action}”的权限。",
    "You may not “{action}” within that unit.",
)


def unseen(actor: Actor, kind: RecordKind, key: UUID) -> DomainError:
    """The refusal of a record that is not there for the actor."""
    told = kind.unseen(actor, key) if kind.unseen is not None else None
    return told or NotFound()


def _lock(
    actor: Actor, kind: RecordKind, verb: Action, record_id: UUID | str | None, version: int | None
) -> Any:
    try:
        key = UUID(str(record_id))
    except ValueError:
        raise NotFound() from None
    if kind.lock_first is not None:
        kind.lock_first([key])
    rows = kind.model_class._default_manager.select_for_update().filter(
        pk__in=visible(actor, kind).values("pk")
    )
    record: Any = rows.filter(pk=key).first()
    if record is None:
        raise unseen(actor, kind, key)
    if not visible(actor, kind, verb.name).filter(pk=key).exists():
        raise Forbidden(action=verb.label)
    if version is not None and record.version != version:
        raise StaleVersion()
    check_state(verb, record)
    return record


def _bump(kind: RecordKind, record: Any, ctx: Any) -> None:
    record.version += 1
    record.updated_at = ctx.now
    kind.model_class._default_manager.filter(pk=record.pk).update(version=record.version, updated_at=ctx.now)
