"""Forgetting a person: the credentials they hold or held.

What of a credential is about a person enters the ledger under that person's key (``about``). Their papers are kept as
long as the law wants them; until then the person is not forgotten. Afterwards the days and states stay, for other
answers rest on them, and every word goes.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from credentry.core.ledger.queries import sealed_for
from credentry.core.records.forgetting import FORGET, Forgetting, Keeps
from credentry.domains.credentials import errors, standing
from credentry.domains.credentials.models import (
    Clause,
    Credential,
    CredentialPast,
    CredentialType,
    Dependency,
    Duty,
    Filing,
    Keeping,
    LetLapse,
    PastSegment,
    ScopeItem,
    StatusChange,
    Term,
)
from credentry.domains.credentials.queries.deadlines import AGE as AGE_DEADLINE
from credentry.domains.credentials.rules.standing import VALID
from credentry.domains.credentials.vocabulary import AGE
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import L, Label

KIND = "credential"
TELLING = ("title", "credential_no", "verification_code", "scope_text", "notes", "custom")
_WORDS: dict[str, Any] = {
    "credential_no": "", "credential_no_norm": "", "number_check": "", "verification_code": "", "scope_text": "",
    "notes": "", "custom": {},
}  # fmt: skip
# What people wrote about these credentials, table by table.
_WRITTEN: tuple[tuple[type[Model], dict[str, Any]], ...] = (
    (Term, {"credential_no": "", "credential_no_norm": "", "note": ""}),
    (StatusChange, {"reason": "", "document_no": "", "taken_back_for": ""}),
    (LetLapse, {"reason": ""}),
    (Duty, {"result": "", "document_no": "", "evidence": None}),
    (Filing, {"accepted_no": "", "note": ""}),
    (Keeping, {"reason": "", "disposed_for": "", "document_no": ""}),
    (Clause, {"title": "", "text": ""}),
    (ScopeItem, {"text": ""}),
)


def about(records: Sequence[Any]) -> dict[UUID, str]:
    """Credential → its holder, where that is a person: one query for any number of credentials."""
    holders = {one.holder_id for one in records if one.holder_id is not None}
    kinds = subjects.kinds_of(holders) if holders else {}
    return {one.pk: f"person:{one.holder_id}" for one in records if kinds.get(one.holder_id) == "person"}


def name(job: Forgetting) -> None:
    """What the person holds is about the person."""
    job.about(KIND, _held(job).values_list("pk", flat=True), TELLING)


def what_keeps(job: Forgetting) -> Iterable[Keeps]:
    """Credentials of the person that are in force, or have to be kept."""
    held = list(_held(job).select_related("type").order_by("number"))
    keepings = {
        one.credential_id: one
        for one in Keeping.objects.filter(credential__in=[one.pk for one in held], known_to__isnull=True)
    }
    for one in held:
        reason = _keeps(one, keepings.get(one.pk), job.ctx.today)
        if reason is not None:
            yield reason


def _keeps(one: Credential, kept: Keeping | None, today: Any) -> Keeps | None:
    said: dict[str, Any] = {"number": one.number}
    if one.archived_at is None:
        if _holds(one, today):
            until = one.effective_to or L("长期", "no end")
            return Keeps(errors.ERASE_HOLDS, {**said, "until": until})
        return Keeps(errors.ERASE_NOT_ARCHIVED, said)
    if kept is None:
        return Keeps(errors.ERASE_KEEPING_UNKNOWN, said)
    if kept.disposed_on is not None:
        return None
    if kept.permanent:
        return Keeps(errors.ERASE_KEPT_FOR_EVER, {**said, "basis": _basis(one)})
    if kept.retain_until is None:
        return Keeps(errors.ERASE_KEEPING_UNKNOWN, said)
    if kept.retain_until >= today:
        return Keeps(errors.ERASE_KEPT_UNTIL, {**said, "until": kept.retain_until, "basis": _basis(one)})
    return None


def _holds(one: Credential, today: Any) -> bool:
    if one.segmented:
        return bool(one.segments.filter(state=VALID).filter(_covers(today)).exists())
    begun = one.effective_from is None or one.effective_from <= today
    return begun and (one.effective_to is None or today <= one.effective_to)


def _covers(today: Any) -> Q:
    return (Q(starts__isnull=True) | Q(starts__lte=today)) & (Q(ends__isnull=True) | Q(ends__gte=today))


def _basis(one: Credential) -> Label:
    """What the time of keeping rests on: the rule of its type, else what was fixed for this credential."""
    rule = (one.type.definition or {}).get("retention") or {}
    zh, en = one.type.name_zh, one.type.name_en or one.type.name_zh
    if not rule:
        return L("归档时设定", "fixed when it was archived")
    years = rule.get("years")
    note_zh, note = (rule.get(name) or "" for name in ("note_zh", "note"))
    return Label(
        f"{zh}:{note_zh or (f'保管{years}年' if years else '永久保管')}",
        f"{en}: {note or (f'kept {years} years' if years else 'kept for ever')}",
    )


def forget(job: Forgetting) -> None:
    """Every word about the person's credentials goes, in what is believed now and in what was believed before."""
    if job.kind.name != "person":
        return
    _forget_once_held(job)
    held = list(_held(job).select_for_update().order_by("pk").values_list("pk", flat=True))
    if not held:
        return
    job.hidden.add((KIND, AGE_DEADLINE))
    mine = Credential.objects.filter(pk__in=held)
    mine.update(title=_plain_title(mine), number_key=None, version=F("version") + 1, **_WORDS)
    _past_words(CredentialPast.objects.filter(credential__in=held))
    for model, words in _WRITTEN:
        model._default_manager.filter(credential__in=held).update(**words)
    Dependency.objects.filter(credential__in=held).exclude(code=AGE).update(note="")
    _forget_ages(job, held)
    records = list(Credential.objects.filter(pk__in=held).order_by("pk"))
    for one in records:
        job.ctx.accompany(KIND, FORGET, one)
    job.count("erased_records", len(held))


def _held(job: Forgetting) -> "QuerySet[Credential]":
    return (
        Credential.objects.filter(holder=job.record.pk)
        if job.kind.name == "person"
        else Credential.objects.none()
    )


def _plain_title(rows: "QuerySet[Any]") -> Any:
    """Type and number, as the register names what has no name of its own."""
    kind = CredentialType.objects.filter(pk=OuterRef("type_id")).values("name_zh")[:1]
    return Cast(Concat(Subquery(kind), Value(" "), F("number")), CharField(max_length=500))


def _past_words(rows: "QuerySet[CredentialPast]") -> None:
    rows.update(title=_plain_title(rows), **_WORDS)


def _forget_once_held(job: Forgetting) -> None:
    """Credentials that went over to somebody else: what was said of them while this person held them."""
    pasts = CredentialPast.objects.filter(holder=job.record.pk)
    elsewhere = Q(credential__holder__isnull=True) | ~Q(credential__holder=job.record.pk)
    once = set(pasts.filter(elsewhere).values_list("credential_id", flat=True))
    once |= {UUID(one) for one in sealed_for(job.subject, KIND)} - set(job.ids(KIND))
    _past_words(pasts.filter(credential__in=once))
    job.once(KIND, once, TELLING, "holder")


def _forget_ages(job: Forgetting, held: Sequence[UUID]) -> None:
    """The day before a birthday tells the birthday: no row keeps it."""
    Dependency.objects.filter(person=job.record.pk, code=AGE).delete()
    pasts = CredentialPast.objects.filter(credential__in=held)
    several = PastSegment.objects.filter(past__in=pasts, code=AGE).values_list("past_id", flat=True)
    told = list(pasts.filter(Q(binding_code=AGE) | Q(pk__in=list(several))).values_list("pk", flat=True))
    PastSegment.objects.filter(past__in=told).delete()
    CredentialPast.objects.filter(pk__in=told).update(
        effective_to=F("valid_to"), warn_from=None, binding_code="", binding_ref="", segmented=False, timeline=None,
    )  # fmt: skip
    standing.rewrite(held)


__all__ = ["about", "forget", "name", "what_keeps"]
