"""How credentials and their types are imported from tables, and how type names are recognised."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.vocabulary import (
    Extra,
    Following,
    ImportProfile,
    KeyPart,
    ReferenceSource,
    Relation,
    Succession,
    Values,
    key,
    register_import_profile,
    register_reference_source,
)
from credentry.core.identity.actors import Actor
from credentry.core.records import custom, kinds
from credentry.core.records.values import plain
from credentry.domains.credentials.headings import HEADINGS, STATUS_WORDS
from credentry.domains.credentials.models import Credential, CredentialType, ScopeItem, Term
from credentry.domains.credentials.vocabulary import FINAL_CHANGES, STATUSES
from credentry.domains.subjects.queries import titles
from credentry.foundation.errors import FieldError, Invalid, define
from credentry.foundation.labels import L
from credentry.foundation.text import fold, normalise_number

STATUS_UNKNOWN = define(
    "credential.import.status",
    "状态“{value}”无法识别,未处理;证书状态按日期推算。",
    "Status “{value}” was not understood and left out; the status follows from the dates.",
)
STATUS_UNDATED = define(
    "credential.import.status_undated",
    "未给出“{value}”的生效日期,按今天处理。",
    "No date is given for “{value}”; today is taken.",
)
TAKEN_BACK = "撤销导入"
_TERM = (
    "credential_no",
    "issuer",
    "issued_on",
    "valid_from",
    "valid_to",
    "no_expiry_reason",
    "cost",
    "currency",
)
# Without start dates, an expiry moved by less than this is a correction of the paper, by more a new paper.
_MOVED = timedelta(days=180)
_STATE_OF = {"suspend": "suspended", "withdraw": "withdrawn", "cancel": "cancelled", "revoke": "revoked",
             "void": "void", "supersede": "superseded"}  # fmt: skip
_ACTION_OF = {state: action for action, state in _STATE_OF.items()}
# What our own lists call a status, then what other people do.
_STATUS = {
    fold(w): _ACTION_OF.get(code, "") for code, one in STATUSES.items() for w in (code, one.zh, one.en)
} | {fold(word): action for action, words in STATUS_WORDS.items() for word in words}


def _relation(former: Values, row: Values) -> Relation:
    """A paper that starts and ends later is the next term; one that starts and ends earlier was a former one."""
    old_end, new_end = former.get("valid_to"), row.get("valid_to")
    if not old_end or not new_end or old_end == new_end:
        return "same"
    old_start = former.get("valid_from") or former.get("issued_on")
    new_start = row.get("valid_from") or row.get("issued_on")
    if old_start and new_start:
        if new_start > old_start and new_end > old_end:
            return "later"
        return "earlier" if new_start < old_start and new_end < old_end else "same"
    moved = date.fromisoformat(new_end) - date.fromisoformat(old_end)
    return "later" if moved >= _MOVED else "earlier" if moved <= -_MOVED else "same"


def _past(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Former terms of credentials that have more than one."""
    several = Credential.objects.filter(pk__in=ids, term_count__gt=1).values("pk")
    columns = ("credential_no", "issued_on", "valid_from", "valid_to", "no_expiry_reason", "currency")
    rows = Term.objects.filter(credential__in=several, known_to__isnull=True)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for owner, issuer, *values in rows.values_list("credential_id", "issuer_id", *columns):
        told = dict(zip(columns, map(plain, values), strict=True))
        found.setdefault(owner, []).append({**told, "issuer": str(issuer) if issuer else None})
    return found


def _current(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Stored values that are no columns: standards one by one, the state, the custom fields its type has."""
    found: dict[UUID, dict[str, Any]] = {one: {"standards": []} for one in ids}
    for owner, text in ScopeItem.objects.filter(
        credential__in=ids, item="standard", known_to__isnull=True
    ).values_list("credential_id", "text"):
        found[owner]["standards"].append(text)
    carried = _carried()
    for owner, state, type_id in Credential.objects.filter(pk__in=ids).values_list("pk", "state", "type_id"):
        found[owner]["state"] = state
        found[owner]["carried"] = sorted(carried[""] | carried.get(str(type_id), set()))
    return found


def _carried() -> dict[str, set[str]]:
    """Type → codes of its custom fields; under "" those that every type has."""
    codes = {one.key: one.code for one in custom.definitions("credential")}
    found: dict[str, set[str]] = {"": set()}
    for field, types in custom.uses(kinds.get("credential")).items():
        for type_id in [""] if types is None else types:
            found.setdefault(type_id, set()).add(codes[field])
    return found


def _follow(stored: Values, row: Values) -> Following:
    """The status column: what dates do not tell is recorded as the issuer's decision."""
    word = str(row.get("paper_status") or "").strip()
    if not word:
        return Following()
    action = _STATUS.get(fold(word))
    if action is None:
        return Following(warnings=[FieldError("paper_status", STATUS_UNKNOWN, {"value": word})])
    state = str(stored.get("state") or "")
    if not action or state == _STATE_OF[action] or state in FINAL_CHANGES:
        return Following()
    on = row.get("status_on")
    warnings = [] if isinstance(on, date) else [FieldError("paper_status", STATUS_UNDATED, {"value": word})]
    reason = str(row.get("status_reason") or word)
    payload = {"reason": reason, "effective_on": on if isinstance(on, date) else None, "source": "table"}
    return Following([(action, payload)], warnings, [("take_back_change", {"reason": TAKEN_BACK})])


def _prepare(actor: Actor, payloads: Sequence[dict[str, Any]]) -> None:
    _keep_foreign(payloads)
    _name(actor, payloads)


def _keep_foreign(payloads: Sequence[dict[str, Any]]) -> None:
    """Tables mix types: what a column says about a type that has no such field is kept in the notes."""
    marked = [one for one in payloads if one.get("custom") and one.get("type")]
    if not marked:
        return
    clean = custom.cleaner("credential", {UUID(str(one["type"])) for one in marked})
    labels = {one.code: one.name_zh for one in custom.definitions("credential")}
    for one in marked:
        try:
            clean(UUID(str(one["type"])), one["custom"], False)
        except Invalid as error:
            codes = [
                fault.field.removeprefix(custom.PREFIX)
                for fault in error.errors
                if fault.code == "custom.not_of_type"
            ]
            said = [f"{labels.get(code, code)}:{one['custom'].pop(code)}" for code in codes]
            one["notes"] = "\n".join([*([one["notes"]] if one.get("notes") else []), *said])


def _name(actor: Actor, payloads: Sequence[dict[str, Any]]) -> None:
    """A name for rows without one: what it is and whose."""
    nameless = [one for one in payloads if not one.get("title")]
    if not nameless:
        return
    types = CredentialType.objects.filter(pk__in={one["type"] for one in nameless if one.get("type")})
    names = {str(one.pk): one.name_en if actor.lang == "en" and one.name_en else one.name_zh for one in types}
    about = {
        str(value)
        for one in nameless
        for value in (one.get("holder"), *(one.get("products") or ())[:1])
        if value
    }
    subjects = {str(pk): title for pk, title in titles(about).items()}
    for one in nameless:
        product = next(iter(one.get("products") or ()), None)
        parts = (
            names.get(str(one.get("type"))),
            subjects.get(str(product)) or subjects.get(str(one.get("holder"))),
        )
        made = " · ".join(part for part in parts if part)
        if made:
            one["title"] = made[:500]


PROFILE = register_import_profile(
    ImportProfile(
        kind="credential",
        create="register",
        keys=(key(KeyPart("credential_no", "credential_no_norm", normalise_number), "type"),),
        alike=(
            key("type", "title", "holder", "valid_from"),
            key("type", "title", "holder", "issued_on"),
            key("type", "title", "holder", "first_issued_on"),
            key("type", "title", "holder"),
            key("type", "holder", "first_issued_on"),
            key("type", "holder", "issued_on"),
            key("type", "holder"),
            key("type", "title"),
        ),
        synonyms=HEADINGS,
        spans=(("valid_from", "valid_to"), ("issued_on", "valid_to")),
        histories=(("first_issued_on", "issued_on"),),
        forever={"valid_to": {"no_expiry_reason": "printed"}},
        current=_current,
        prepare=_prepare,
        fills=("title",),
        extras=(
            Extra("paper_status", L("证书状态(原表)", "Status in the table")),
            Extra("status_on", L("状态生效日期", "Status since"), "date"),
            Extra("status_reason", L("状态原因", "Reason of the status")),
        ),
        follow=_follow,
        succession=Succession("renew", "take_back", _TERM, _relation, _past),
    )
)

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_PARTS = re.compile(r"[/、,，;；·\s]+")
_SUFFIX = re.compile(r"(认证证书|资格证书|执业证书|证书|许可证|证|认证|资格)$")
_REGION = re.compile(r"^(CN|EU|US|GB|JP|KR|TW|IN|SA|GCC|EAEU|AU|BR|MX|CA|INTL)-")


def _find_types(actor: Actor, texts: Sequence[str]) -> dict[str, UUID]:
    """Types by what people call them: aliases of the definition, then parts of names; a word for two fits none."""
    words: dict[str, set[UUID]] = {}
    called: dict[str, set[UUID]] = {}
    rows = CredentialType.objects.filter(archived_at=None)
    for pk, code, zh, en, definition in rows.values_list("pk", "code", "name_zh", "name_en", "definition"):
        for word in _words_of(code, zh, en):
            words.setdefault(fold(word), set()).add(pk)
        for alias in (definition or {}).get("aliases") or ():
            called.setdefault(fold(str(alias)), set()).add(pk)
    found = {}
    for text in texts:
        plain_word, stem = fold(text), fold(_SUFFIX.sub("", text))
        found[text] = (
            called.get(plain_word) or words.get(plain_word) or called.get(stem) or words.get(stem) or set()
        )
    return {text: next(iter(ids)) for text, ids in found.items() if len(ids) == 1}


def _words_of(code: str, zh: str, en: str) -> set[str]:
    bare_code = _REGION.sub("", code)
    words = {code, bare_code, zh, en}
    for name in (zh, en):
        bare = _BRACKETS.sub("", name)
        words |= {bare, _SUFFIX.sub("", bare)}
        for inside in _BRACKETS.findall(name):
            words |= {inside, *_PARTS.split(inside)}
    return {word for word in words if len(fold(word)) > 1}


def _new_type(actor: Actor, text: str, field: str) -> Mapping[str, Any]:
    code = re.sub(r"\s+", "-", text.strip())[:60].strip("-")
    return {"code": code, "name_zh": text[:200], "name_en": text[:200] if text.isascii() else ""}


register_reference_source(
    ReferenceSource(kind="credential_type", find=_find_types, create=lambda *args: dict(_new_type(*args)))
)
register_import_profile(
    ImportProfile(
        kind="credential_type",
        create="register",
        keys=(key("code"),),
        synonyms={
            "code": ("类型代码", "代码", "编码", "type code"),
            "name_zh": ("中文名称", "名称", "类型名称", "证书类型", "name"),
            "name_en": ("英文名称", "英文名", "english name"),
            "category": ("类别", "分类", "大类", "category"),
            "warn_days": ("预警天数", "提前提醒天数", "提醒天数", "warning days"),
            "validity_months": ("有效期(月)", "有效月数", "months of validity"),
        },
    )
)
