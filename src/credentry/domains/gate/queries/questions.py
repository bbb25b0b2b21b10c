"""What is asked, and what the words of a question mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.queries import seen
from credentry.domains.credentials.queries import gating
from credentry.domains.credentials.vocabulary import ACTS, CATEGORIES
from credentry.domains.gate.rules.facts import Reason, Requirement
from credentry.domains.gate.vocabulary import DENY
from credentry.domains.subjects import queries as subjects


@dataclass(frozen=True, slots=True)
class Question:
    """May ``subject`` do ``act`` in ``market`` on ``on``? Subject and market: id, code, number or name.

    ``arrives_on``: when the goods arrive. ``requires``: type codes or categories that must be held. ``site``: where,
    for checks that ask. ``faults``: what could not be read when the question came from a file.
    """

    key: str
    subject: str
    act: str
    on: date
    market: str = ""
    arrives_on: date | None = None
    requires: tuple[str, ...] = ()
    site: str = ""
    faults: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question whose words are understood; ``faults`` say which are not."""

    question: Question
    subject: subjects.Profile | None
    act: str
    market: UUID | None
    requires: tuple[Requirement, ...]
    faults: tuple[Reason, ...] = field(default=())


_ACT_WORDS = {word.casefold(): code for code, label in ACTS.items() for word in (code, label.zh, label.en)} | {
    "出货": "sell", "发货": "sell", "ship": "sell", "销售库存": "ship_stock", "上岗": "work", "作业": "work",
}  # fmt: skip


def act_of(text: str) -> str:
    """The act meant by a code or word; empty where it is none."""
    return _ACT_WORDS.get(text.strip().casefold(), "")


def resolve(actor: Actor, questions: Sequence[Question]) -> list[Resolved]:
    """Subjects, markets and requirements of all questions, each looked up once; what the actor may not see is unknown."""
    named = _subjects(actor, {one.subject for one in questions})
    markets = _markets({one.market for one in questions})
    needs = _requirements({word for one in questions for word in one.requires})
    found = []
    for one in questions:
        faults = list(one.faults)
        subject = named.get(one.subject)
        profile = subject if isinstance(subject, subjects.Profile) else None
        if profile is None and not any(fault.code.startswith("subject") for fault in faults):
            code = "subject_ambiguous" if subject == "several" else "subject_unknown"
            faults.append(Reason(code, DENY, said=(one.subject,)))
        act = act_of(one.act)
        if not act:
            faults.append(Reason("act_unknown", DENY, said=(one.act,)))
        market = markets.get(one.market)
        if one.market and market is None:
            faults.append(Reason("market_unknown", DENY, said=(one.market,)))
        faults += [
            Reason("requirement_unknown", DENY, said=(word,)) for word in one.requires if word not in needs
        ]
        if one.arrives_on is not None and one.arrives_on < one.on:
            faults.append(Reason("arrival_before_departure", DENY))
        wanted = tuple(needs[word] for word in one.requires if word in needs)
        found.append(Resolved(one, profile, act, market, wanted, tuple(faults)))
    return found


def _uuid(text: str) -> UUID | None:
    if len(text) not in (32, 36):
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def _subjects(actor: Actor, words: set[str]) -> dict[str, subjects.Profile | str]:
    """What people wrote → the subject's profile, or "several"."""
    ids: dict[str, UUID] = {}
    others: set[str] = set()
    for word in words:
        pk = _uuid(word)
        if pk is not None:
            ids[word] = pk
        elif word:
            others.add(word)
    written = subjects.written(others) if others else {}
    wanted = {*ids.values(), *(pk for some in written.values() for pk in some)}
    profiles = subjects.profiles(wanted)
    allowed = _visible(actor, profiles.values())
    found: dict[str, subjects.Profile | str] = {
        word: profiles[pk] for word, pk in ids.items() if pk in allowed
    }
    for word, some in written.items():
        mine = [pk for pk in some if pk in allowed]
        if mine:
            found[word] = profiles[mine[0]] if len(mine) == 1 else "several"
    return found


def _visible(actor: Actor, profiles: Iterable[subjects.Profile]) -> set[UUID]:
    by_kind: dict[str, dict[UUID, UUID | None]] = {}
    for one in profiles:
        by_kind.setdefault(one.kind, {})[one.id] = one.unit_id
    return {pk for kind, units in by_kind.items() for pk in seen(actor, kinds.get(kind), units)}


def _markets(words: set[str]) -> dict[str, UUID]:
    wanted = {one for one in words if one}
    if not wanted:
        return {}
    known = subjects.memberships()
    found = {one: known.by_code[one] for one in wanted if one in known.by_code}
    for one in wanted - found.keys():
        pk = _uuid(one)
        if pk in known.markets:
            found[one] = pk
    if wanted - found.keys():
        names = subjects.names()
        found.update({one: names[one.casefold()] for one in wanted - found.keys() if one.casefold() in names})
    return found


def _requirements(words: set[str]) -> dict[str, Requirement]:
    if not words:
        return {}
    ids = {pk for word in words if (pk := _uuid(word)) is not None}
    types = gating.kinds_of(ids, words)
    by_code = {one.code: one for one in types.values()}
    found = {}
    for word in words:
        pk = _uuid(word)
        kind = types.get(pk) if pk is not None else by_code.get(word)
        if kind is not None:
            found[word] = Requirement(word, kind.name_zh, kind.name_en or kind.name_zh, frozenset({kind.id}))
        elif word in CATEGORIES:
            found[word] = Requirement(word, CATEGORIES[word].zh, CATEGORIES[word].en, category=word)
    return found
