"""The facts that a question is answered from, and the form of the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

DAY = timedelta(days=1)

Cover = frozenset[Any]
CoverOn = Callable[[date], Cover | None]  # the markets that cover the market asked; None: no market was asked


class Run(NamedTuple):
    """Days from ``starts`` to ``ends`` (both included, None open) in one state; ``warn_from``: near its end."""

    starts: date | None
    ends: date | None
    state: str
    code: str = ""
    ref: str = ""
    warn_from: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TypeFact:
    """A type of credentials. ``acts``: what a valid one permits; ``states``: state → acts still permitted in it;
    ``unsure``: states whose acts are still to be confirmed; ``bound``: the market it is bound to, where it is one;
    ``voluntary``: no law asks for it, so that without it one is warned, not stopped; ``words``: state → what the type
    itself calls it (zh, en)."""

    id: Any
    code: str
    category: str
    zh: str
    en: str
    acts: frozenset[str]
    states: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    bound: Any = None
    voluntary: bool = False
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def bears_on(self, act: str) -> bool:
        """Whether credentials of this type say anything about the act."""
        return act in self.acts or any(act in acts for acts in self.states.values())

    def permits(self, state: str, act: str) -> bool:
        """Whether a credential in ``state`` permits the act. What a lesser state permits, a valid one does, too."""
        if state == "valid":
            return self.bears_on(act)
        return act in self.states.get(state, ())


@dataclass(slots=True)
class ClauseFact:
    """One clause that names the subject. ``markets``/``acts`` empty: all. ``excluded``: it leaves the subject out."""

    n: int
    markets: frozenset[Any] = frozenset()
    acts: frozenset[str] = frozenset()
    starts: date | None = None
    ends: date | None = None
    excluded: bool = False


@dataclass(slots=True)
class Candidate:
    """A credential whose scope names the subject. ``paper`` is handed through. ``worries``: dependencies that only
    warn, with the periods in which each is met."""

    paper: Any
    type: TypeFact
    clauses: tuple[ClauseFact, ...]
    runs: tuple[Run, ...]
    unusual: bool = False
    worries: tuple[tuple[str, tuple[tuple[date | None, date | None], ...]], ...] = ()

    def run(self, day: date) -> Run | None:
        """The run of ``day``."""
        for one in self.runs:
            if (one.starts is None or one.starts <= day) and (one.ends is None or day <= one.ends):
                return one
        return None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something the asker says is needed: a type code or a category, and the ids of the types that meet it."""

    word: str
    zh: str
    en: str
    types: frozenset[Any] = frozenset()
    category: str = ""

    def met_by(self, kind: TypeFact) -> bool:
        """Whether a credential of this type is of the kind required."""
        return kind.id in self.types or (bool(self.category) and kind.category == self.category)


@dataclass(slots=True, unsafe_hash=True)
class Reason:
    """One reason. ``severity``: info, warn or deny. ``paper``: the credential it is about. ``state``: its state.

    ``settled``: said by a check that knows what is required here.
    """

    code: str
    severity: str
    paper: Any = None
    type: TypeFact | None = None
    clause: int | None = None
    since: date | None = None
    until: date | None = None
    state: str = ""
    ref: str = ""
    said: tuple[Any, ...] = ()
    settled: bool = False

    def spoken_on(self, day: date) -> bool:
        """Whether a further check says it of that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(slots=True, unsafe_hash=True)
class Used:
    """A credential the answer rests on: the clause, and the last day on which it holds. ``steady``: the last day for
    which nothing else needs to be looked at as far as this one goes."""

    paper: Any
    clause: int
    until: date | None
    steady: date | None = None


@dataclass(slots=True, unsafe_hash=True)
class Judgement:
    """The answer for one day or span of days, with every reason."""

    answer: str
    reasons: tuple[Reason, ...]
    used: tuple[Used, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Case:
    """One question with everything that bears on it.

    ``hidden``: credentials that bear on it and the asker may not see. ``travel``: days between shipping and arrival
    (0: no journey). ``override``: days from/to on which an approved override covers the question, and what it is.
    """

    act: str
    candidates: tuple[Candidate, ...]
    requires: tuple[Requirement, ...] = ()
    cover: CoverOn = lambda _day: None
    market_cuts: tuple[date, ...] = ()
    hidden: tuple[Candidate, ...] = ()
    travel: int = 0
    overrides: tuple["OverrideFact", ...] = ()
    extra: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class OverrideFact:
    """An approved override: good from ``starts`` to ``ends``, both included."""

    id: Any
    number: str
    starts: date
    ends: date
    reason: str = ""
