"""Starting applications for what is lacking: one case for each type of credential, filled in as far as we know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from credentry.capabilities.approvals.queries.startable import startable
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.domains.coverage import errors, seeking
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.queries.lacking import MOST, Lack, Wish
from credentry.domains.coverage.queries.requirements import type_words
from credentry.domains.coverage.queries.under_way import UnderWay, process_inputs
from credentry.foundation.errors import DomainError, Forbidden, Invalid
from credentry.foundation.labels import L, Label
from credentry.plumbing import sql

T = TypeVar("T")
START = L("发起申请", "Start an application")


@dataclass(frozen=True, slots=True)
class _Process:
    """A process that applies for credentials, and what its start calls our facts."""

    id: UUID
    name: Label
    inputs: Mapping[str, str]
    many: bool


def apply(actor: Actor, wishes: Sequence[Wish], kind: str, process: UUID | None = None) -> dict[str, Any]:
    """Start the application process (the one named, else the first that fits) for each of these types, each in a
    transaction of its own: what was started, what was refused and why. Who an application runs for already is left out.

    Raises Forbidden where the actor may start no cases, Invalid where no process fits.
    """
    if not actor.may("case", "start"):
        raise Forbidden(action=START)
    chosen = _process(actor, kind, process)
    labels = type_words({one.code for one in wishes})
    ids = dict(
        kinds.get("credential_type")
        .model_class._default_manager.filter(code__in=labels, archived_at__isnull=True)
        .values_list("code", "pk")
    )
    started, refused = [], []
    for wish in wishes:
        named = {"type": {"code": wish.code, **labels[wish.code].as_dict()}}
        try:
            if wish.code not in ids:
                raise DomainError(errors.UNKNOWN_TYPE, value=wish.code[:60])
            started.append({**named, **_start(actor, chosen, wish, ids[wish.code], labels[wish.code])})
        except DomainError as error:
            said = "; ".join(one.message(actor.lang) for one in error.errors) or error.message(actor.lang)
            refused.append({**named, "code": error.code, "message": said})
    return {"process": chosen.name.as_dict(), "started": started, "refused": refused}


def apply_each(
    actor: Actor, by_kind: Mapping[str, Sequence[Wish]], process: UUID | None = None
) -> dict[str, Any]:
    """As ``apply``, for subjects of several kinds: each kind by a process that takes it. Where no process takes a kind, its
    types are refused, and all of it only where none takes any. Raises as ``apply``."""
    told: dict[str, Any] = {"process": None, "started": [], "refused": []}
    faults: list[Invalid] = []
    for kind, wishes in by_kind.items():
        try:
            one = apply(actor, wishes, kind, process)
        except Invalid as error:
            faults.append(error)
            labels = type_words({wish.code for wish in wishes})
            said = "; ".join(each.message(actor.lang) for each in error.errors)
            one = {
                "process": None, "started": [],
                "refused": [
                    {"type": {"code": code, **label.as_dict()}, "code": errors.NO_APPLICATION, "message": said}
                    for code, label in labels.items()
                ],
            }  # fmt: skip
        told = {
            "process": told["process"] or one["process"],
            "started": told["started"] + one["started"],
            "refused": told["refused"] + one["refused"],
        }
    if faults and len(faults) == len(by_kind):
        raise faults[0]
    return told


def _process(actor: Actor, kind: str, wanted: UUID | None) -> _Process:
    found = []
    for one in startable(actor, seeking.ABOUT):
        inputs = process_inputs(one["start"]["inputs"], kind)
        if one["category"] == seeking.APPLICATION and inputs and wanted in (None, UUID(one["id"])):
            found.append(
                _Process(
                    UUID(one["id"]), Label(one["name"]["zh"], one["name"]["en"]), inputs, kind == "product"
                )
            )
    if not found:
        raise Invalid.one("process", errors.NO_APPLICATION)
    return found[0]


def _start(actor: Actor, process: _Process, wish: Wish, kind: UUID, label: Label) -> dict[str, Any]:
    """One case for those without a running application. Raises DomainError, also where there are none of them."""
    if not wish.lacks:
        raise DomainError(errors.NOT_LACKING, type=label)
    with transaction.atomic():
        sql.lock_keys("coverage.sought", [wish.code])
        under_way = UnderWay(
            actor, {wish.code}, {one.subject for one in wish.lacks}, {one.market for one in wish.lacks}
        )
        running = {one: under_way.of(wish.code, one.subject, one.market) for one in wish.lacks}
        fresh = [one for one, some in running.items() if not some]
        if not fresh:
            numbers = sorted({case.number for some in running.values() for case in some})
            raise DomainError(errors.SOUGHT_ALREADY, type=label, numbers="、".join(numbers))
        subjects = _once(one.subject for one in fresh)
        if len(subjects) > MOST:
            raise DomainError(errors.TOO_MANY_SUBJECTS, limit=MOST)
        payload = {
            "process": process.id,
            "title": _title(actor, process, label, fresh),
            "data": _data(process, wish, kind, fresh, subjects),
        }
        case = perform(actor, "case", "start", None, payload, why=_why(fresh)).record
    left = under_way.told(case for some in running.values() for case in some)
    return {
        "case": {"id": str(case.pk), "number": case.number, "where": case.where},
        "subjects": [{"id": str(pk), "label": _named(fresh, pk)} for pk in subjects],
        "markets": sorted({one.place for one in fresh if one.place}),
        "already": left,
    }


def _data(
    process: _Process, wish: Wish, kind: UUID, fresh: Sequence[Lack], subjects: Sequence[UUID]
) -> dict[str, Any]:
    """What we know, under the names by which the process asks for it."""
    known: dict[str, Any] = {
        "type": str(kind),
        "subjects": [str(one) for one in subjects],
        "markets": [str(one) for one in _once(one.market for one in fresh if one.market)],
        "rules": [str(one) for one in _once(one.rule for one in fresh)],
        "needed_by": wish.needed_by.isoformat() if wish.needed_by else None,
        "launch": wish.launch.isoformat() if wish.launch else None,
    }
    if not process.many:
        known["subjects"] = known["subjects"][0]  # a holder is one
    return {name: known[word] for word, name in process.inputs.items() if known[word]}


def _title(actor: Actor, process: _Process, label: Label, fresh: Sequence[Lack]) -> str:
    titles = _once(one.title for one in fresh)
    who = titles[0] + (f" +{len(titles) - 1}" if len(titles) > 1 else "")
    places = "/".join(sorted({one.place for one in fresh if one.place}))
    parts = (process.name.text(actor.lang), label.text(actor.lang), who, places)
    return " · ".join(one for one in parts if one)[:300]


def _why(fresh: Sequence[Lack]) -> str:
    codes = RequirementRule.objects.filter(pk__in={one.rule for one in fresh}).order_by("code")
    return ", ".join(codes.values_list("code", flat=True))[:200]


def _named(fresh: Sequence[Lack], who: UUID) -> str:
    return next(one.title for one in fresh if one.subject == who)


def _once(some: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(some))
