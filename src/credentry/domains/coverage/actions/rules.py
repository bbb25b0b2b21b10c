"""Entering and changing requirement rules, set by set."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from credentry.core.records import conditions
from credentry.core.records.forms import given
from credentry.domains.coverage import errors, facts
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.vocabulary import CONTEXT_OF, CREW, CREWED, MARKET, POST, ROLE_FACT
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import DomainError, FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

MOST = 900  # papers or persons one rule may ask for
TYPE = re.compile(r"^[A-Z0-9][A-Z0-9._-]{1,59}$")
_COLUMNS = (
    "name_zh", "name_en", "scope", "markets", "except_markets", "conditions", "all_of", "any_of", "levels", "by_role",
    "counts", "recognises", "about", "posts", "severity", "certainty", "legal_basis", "effective_from", "effective_to",
    "enabled", "pack", "pack_version", "notes",
)  # fmt: skip
_EMPTY = {"enabled": True, "effective_from": None, "effective_to": None, "pack_version": None}
_LISTS, _MAPS = (
    ("markets", "except_markets", "all_of", "any_of", "posts"),
    ("conditions", "levels", "by_role", "counts", "recognises"),
)


def register_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Enter rules; a code exists once."""
    codes = [form.code for _, form in pairs]
    taken = set(RequirementRule.objects.filter(code__in=codes).values_list("code", flat=True))
    check = _Check([form.__dict__ for _, form in pairs])
    results: list[Any] = []
    for _, form in pairs:
        record = RequirementRule(id=uuid7(), code=form.code)
        faults = check.put(record, {name: getattr(form, name) for name in _COLUMNS})
        if form.code in taken:
            faults.append(FieldError("code", errors.CODE_TAKEN, {"value": form.code}))
        taken.add(form.code)
        ctx.stamp(record)
        results.append(Invalid(faults) if faults else record)
    bulk.insert(RequirementRule, [one for one in results if isinstance(one, RequirementRule)])
    return results


def amend_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Change what rules say; only what is sent."""
    sent = [given(form) for _, form in pairs]
    check = _Check(sent)
    results: list[Any] = []
    for (record, _), values in zip(pairs, sent, strict=True):
        faults = check.put(record, values)
        results.append(Invalid(faults) if faults else record)
    done = [one for one in results if isinstance(one, RequirementRule)]
    if done:
        bulk.update(RequirementRule, done, _COLUMNS)
    return results


def single(many: Any) -> Any:
    """One record through the set-based action."""

    def run(ctx: Any, record: Any, form: Any) -> Any:
        result = many(ctx, [(record, form)])[0]
        if isinstance(result, DomainError):
            raise result
        return result

    return run


class _Check:
    """What the rules of one call may refer to, looked up once."""

    def __init__(self, values: Sequence[dict[str, Any]]) -> None:
        named = {
            code for one in values for name in ("markets", "except_markets") for code in one.get(name) or ()
        }
        named |= {c for one in values for some in (one.get("recognises") or {}).values() for c in some}
        self._markets = subjects.by_code(named).keys() if named else set()
        self._kind = facts.as_kind()

    def put(self, record: RequirementRule, values: dict[str, Any]) -> list[FieldError]:
        """Write the values on the record; what is wrong with them."""
        for name in _COLUMNS:
            if name in values:
                value = values[name]
                if value is None:
                    value = [] if name in _LISTS else {} if name in _MAPS else _EMPTY.get(name, "")
                setattr(record, name, value)
        record.name_en = record.name_en or record.name_zh
        faults = [*self._places(record), *self._conditions(record), *self._needs(record), *self._crew(record)]
        if record.effective_from and record.effective_to and record.effective_to < record.effective_from:
            faults.append(FieldError("effective_to", errors.DATES))
        return faults

    def _places(self, record: RequirementRule) -> Iterable[FieldError]:
        for name in ("markets", "except_markets"):
            wanted = getattr(record, name)
            if wanted and CONTEXT_OF[record.scope] != MARKET:
                yield FieldError(name, errors.NO_MARKETS)
            for code in wanted:
                if code not in self._markets and not subjects.by_code([code]):
                    yield FieldError(name, errors.UNKNOWN_MARKET, {"value": code})
        for some in record.recognises.values():
            for code in some:
                if code not in self._markets and not subjects.by_code([code]):
                    yield FieldError("recognises", errors.UNKNOWN_MARKET, {"value": code})

    def _conditions(self, record: RequirementRule) -> Iterable[FieldError]:
        try:
            tree = conditions.parse_json(self._kind, record.conditions)
        except Invalid as error:
            return [FieldError("conditions", one.code, one.params) for one in error.errors]
        record.conditions = conditions.to_json(tree) if tree.rules else {}
        return []

    def _needs(self, record: RequirementRule) -> Iterable[FieldError]:
        if not record.all_of and not record.any_of:
            yield FieldError("all_of", errors.NOTHING_ASKED)
        for name, codes in (
            ("all_of", record.all_of),
            ("any_of", [c for some in record.any_of for c in some]),
        ):
            if not all(TYPE.match(code) for code in codes):
                yield FieldError(name, errors.NOT_CODES)
        if not all(record.any_of):
            yield FieldError("any_of", errors.NOT_CODES)
        if any(count < 1 for count in record.counts.values()):
            yield FieldError("counts", "field.min", {"limit": 1})
        if any(count > MOST for count in record.counts.values()):
            yield FieldError("counts", "field.max", {"limit": MOST})

    def _crew(self, record: RequirementRule) -> Iterable[FieldError]:
        if record.about == CREW and CONTEXT_OF[record.scope] not in CREWED:
            yield FieldError("about", errors.NOBODY_IN_POST)
        if record.posts and record.about != CREW:
            yield FieldError("posts", errors.POSTS_OF_NOBODY)
        known = {code for code, _ in facts.shipped()[ROLE_FACT[POST]].options}
        for code in record.posts:
            if code not in known:
                yield FieldError("posts", errors.UNKNOWN_POST, {"value": code})
