"""What the gate hears of people whose papers do not count, or count with a warning: each limit of use on its days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.domains.coverage import limits
from credentry.domains.coverage.models import Pursuit, UseLimit
from credentry.domains.coverage.vocabulary import BLOCK, POST
from credentry.domains.gate.checks import Asked, Finding
from credentry.foundation.labels import Label


def limited(
    actor: Actor, questions: Sequence[Asked], known: datetime | None
) -> Mapping[int, Sequence[Finding]]:
    """A warning for each limit that bears on a paper of the person asked about (of the types the question names, if it names
    some), or on a post the person holds. What was known at an earlier instant is not kept here."""
    mine = [one for one in questions if one.subject_kind == "person"]
    if not mine or known is not None:
        return {}
    people = {one.subject_id for one in mine}
    rows = kinds.get("credential").model_class._default_manager.filter(
        holder__in=people, archived_at__isnull=True
    )
    papers = {pk: (who, code) for pk, who, code in rows.values_list("pk", "holder_id", "type__code")}
    posts = dict(Pursuit.objects.filter(context=POST, subject__in=people).values_list("pk", "subject"))
    found = limits.stretches(set(papers), set(posts))
    if not found:
        return {}
    named = {one.code: one for one in UseLimit.objects.filter(code__in={row[2] for row in found})}
    said: dict[UUID, list[tuple[str, Finding]]] = {}
    for paper, pursuit, code, starts, ends in found:
        who, kind = papers[paper] if paper is not None else (posts[pursuit or 0], "")
        finding = Finding("use_limited", "warn", _text(named[code], kind), _open(starts), _open(ends))
        said.setdefault(who, []).append((kind, finding))
    return {
        one.index: [
            finding
            for kind, finding in said[one.subject_id]
            if not (kind and one.requires) or kind in one.requires
        ]
        for one in mine
        if one.subject_id in said
    }


def _text(one: UseLimit, kind: str) -> Label:
    blocks = one.effect == BLOCK
    return Label(
        f"{one.name_zh}({one.code}){f' {kind}' if kind else ''}:{'证书不计入' if blocks else '请留意'}",
        f"{one.name_en} ({one.code}){f' {kind}' if kind else ''}: {'does not count' if blocks else 'take note'}",
    )


def _open(day: date) -> Any:
    return None if day in (date.min, date.max) else day
