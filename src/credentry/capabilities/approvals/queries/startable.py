"""Which processes can be started, and what has been started by itself."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.models import Process, ProcessVersion, Started
from credentry.capabilities.approvals.node_settings import Input, read
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.core.records.values import plain
from credentry.foundation.errors import NotFound

SHOWN = 20


def startable(actor: Actor, kind: str = "") -> list[dict[str, Any]]:
    """The processes in force (about records of that kind), by code, with what their start asks for."""
    if not actor.may("case", "start"):
        return []
    rows = (
        visible(actor, kinds.get("process"))
        .filter(archived_at__isnull=True, published__gt=0)
        .order_by("code")
    )
    if kind:
        rows = rows.filter(subject_kind=kind)
    found = {one.pk: one for one in rows}
    versions = ProcessVersion.objects.filter(process__in=found).values_list(
        "process_id", "n", "plan", "settings"
    )
    starts = {
        pk: read(settings.get(plan.get("start", "")))
        for pk, n, plan, settings in versions
        if found[pk].published == n
    }
    return [
        {
            "id": str(pk), "code": one.code, "name": {"zh": one.name, "en": one.name_en or one.name},
            "category": one.category, "subject_kind": one.subject_kind,
            "start": starts[pk].model_dump(mode="json"), "list": any(way.on == "list" and not way.off for way in starts[pk].starts),
        }
        for pk, one in found.items()
    ]  # fmt: skip


def asked_at_start(versions: Collection[UUID]) -> dict[UUID, tuple[Input, ...]]:
    """Version of a process → what its start asks to be filled in."""
    rows = ProcessVersion.objects.filter(pk__in=versions).values_list("pk", "plan", "settings")
    return {pk: read(settings.get(plan.get("start", ""))).inputs for pk, plan, settings in rows}


def process_for(actor: Actor, pk: UUID) -> Process:
    """The process in force of that id, about records of one kind. Raises NotFound."""
    rows = visible(actor, kinds.get("process")).filter(archived_at__isnull=True, published__gt=0)
    found: Process | None = rows.exclude(subject_kind="").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def declared(process: Process) -> list[dict[str, Any]]:
    """What starts the version in force by itself, as its settings say it; also what is switched off."""
    version = (
        ProcessVersion.objects.filter(process=process, n=process.published).only("plan", "settings").first()
    )
    if version is None or process.archived_at is not None:
        return []
    return [
        one.model_dump(mode="json")
        for one in read(version.settings.get(version.plan.get("start", ""))).starts
    ]


def occasions(process: Process) -> list[dict[str, Any]]:
    """What started the process by itself of late, newest first; ``refused``: why no case came of it."""
    rows = Started.objects.filter(process=process).select_related("case").order_by("-at", "-pk")[:SHOWN]
    return [
        {
            "on": one.on, "record": str(one.record_id), "key": one.key, "at": plain(one.at), "refused": one.refused,
            "case": one.case and {"id": str(one.case_id), "number": one.case.number},
        }
        for one in rows
    ]  # fmt: skip
