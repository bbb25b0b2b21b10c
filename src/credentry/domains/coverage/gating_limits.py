"""What the gate hears of people whose papers do not count, or count with a warning: each limit of use on its days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.domains.coverage import limits
from credentry.domains.coverage.models import Pursuit, UseLimit
from credentry.domains.coverage.vocabulary import BLOCK, LIMIT_FACTS, POST
from credentry.domains.gate.checks import Asked, Finding
from credentry.foundation.labels import Label


def limited(
    actor: Actor, questions: Sequence[Asked], known: datetime | None
) -> Mapping[int, Sequence[Finding]]:
    """A warning for each limit that bears on a paper of the person asked about (of the types the question names, if it names
    some), or on a post the person holds, and for each of which nobody can say, with the fact that is missing. What was known
    at an earlier instant is not kept here."""
    mine = [one for one in questions if one.subject_kind == "person"]
    if not mine or known is not None:
        return {}
    people = {one.subject_id for one in mine}
    rows = kinds.get("credential").model_class._default_manager.filter(
        holder__in=people, archived_at__isnull=True
    )
    papers: dict[UUID, tuple[UUID, str]] = {}
    force: dict[UUID, tuple[date, date]] = {}  # its days in force; none: never
    columns = ("pk", "holder_id", "type__code", "effective_from", "effective_to")
    for pk, who, code, first, last in rows.values_list(*columns):
        papers[pk] = who, code
        force[pk] = (first, last or date.max) if first else (date.max, date.min)
    posts = dict(Pursuit.objects.filter(context=POST, subject__in=people).values_list("pk", "subject"))
    found = limits.stretches(set(papers), set(posts))
    if not found:
        return {}
    named = {one.code: one for one in UseLimit.objects.filter(code__in={row.code for row in found})}
    said: dict[UUID, list[tuple[str, Finding]]] = {}
    for one in found:
        who, kind = papers[one.paper] if one.paper is not None else (posts[one.pursuit or 0], "")
        starts, ends = one.starts, one.ends
        if one.asks and one.paper is not None:  # of a paper that is not in force nothing need be known
            starts, ends = max(starts, force[one.paper][0]), min(ends, force[one.paper][1])
        if starts > ends:
            continue
        text = _text(named[one.code], kind, one.asks)
        code = "use_limit_unknown" if one.asks else "use_limited"
        said.setdefault(who, []).append((kind, Finding(code, "warn", text, _open(starts), _open(ends))))
    return {
        asked.index: [
            finding
            for kind, finding in said[asked.subject_id]
            if not (kind and asked.requires) or kind in asked.requires
        ]
        for asked in mine
        if asked.subject_id in said
    }


def _text(one: UseLimit, kind: str, asks: str) -> Label:
    zh, en = ("证书不计入", "does not count") if one.effect == BLOCK else ("请留意", "take note")
    if asks:
        fact = LIMIT_FACTS[asks]
        zh, en = f"无法判断:未填写{fact.zh}", f"cannot be judged: no {fact.en}"
    what = f" {kind}" if kind else ""
    return Label(f"{one.name_zh}({one.code}){what}:{zh}", f"{one.name_en} ({one.code}){what}: {en}")


def _open(day: date) -> Any:
    return None if day in (date.min, date.max) else day
