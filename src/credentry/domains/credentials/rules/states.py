"""The states a type knows: which changes may be recorded, what each still permits, how long it may last.

Facts from the definition of a type (``states``: code → what the issuer or authority sets and what it leaves). A type
without that key is one users made: it knows every change and no act is left in any of them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.vocabulary import ACTS, CHANGES, FINAL_CHANGES, STATUSES
from credentry.foundation.dates import Span, add
from credentry.foundation.labels import Label

# Known to every type: the owner's own word that another credential took its place, and the end of a suspension.
_ALWAYS = frozenset({"superseded"})


def states_of(definition: Mapping[str, Any] | None) -> Mapping[str, Mapping[str, Any]]:
    """State → its rule; empty where the type says nothing."""
    found: Mapping[str, Mapping[str, Any]] = (definition or {}).get("states") or {}
    return found


def changes_of(definition: Mapping[str, Any] | None) -> frozenset[str]:
    """The changes that may be recorded for credentials of a type."""
    states = states_of(definition)
    if not states:
        return frozenset(CHANGES)
    known = {code for code in states if code in CHANGES} | _ALWAYS
    return frozenset(known | {"reinstated"}) if "suspended" in known else frozenset(known)


def needs_document(definition: Mapping[str, Any] | None, change: str) -> bool:
    """Whether the change is an act of an issuer or authority that has a document with a number; one that is still to
    be confirmed demands nothing."""
    rule = states_of(definition).get(change) or {}
    return bool(rule.get("document")) and rule.get("certainty") != "check"


def word(definition: Mapping[str, Any] | None, state: str) -> Label:
    """The type's own word for a state: 暂扣 where a licence is withheld, 取消备案 where a filing is cancelled."""
    rule = states_of(definition).get(state) or {}
    general = STATUSES.get(state, Label(state, state))
    return Label(str(rule.get("zh") or general.zh), str(rule.get("en") or general.en))


def longest_until(definition: Mapping[str, Any] | None, state: str, since: date) -> date | None:
    """Last day that a state begun on ``since`` may last; None where the type sets no limit."""
    limit = (states_of(definition).get(state) or {}).get("longest")
    if not limit:
        return None
    return add(windows.after(since, limit), Span(days=-1))


def shown(definition: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """What a page says about the states of a type: the word, what is still permitted, how sure that is."""
    rules = states_of(definition)
    return [
        {
            "state": code,
            "label": word(definition, code).as_dict(),
            "acts": [{"code": act, **ACTS[act].as_dict()} for act in rule.get("acts") or () if act in ACTS],
            "terminal": code in FINAL_CHANGES,
            "certainty": rule.get("certainty", "sure"),
            "document": needs_document(definition, code),
            "longest": rule.get("longest"),
            "then": rule.get("then", ""),
            "basis": rule.get("basis", ""),
            "note": {"zh": rule.get("note_zh", ""), "en": rule.get("note", "")},
        }
        for code, rule in rules.items()
    ]
