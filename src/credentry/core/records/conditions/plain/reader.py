"""Reading a sentence: find what each part of it means, note what nothing explains."""

import re
import unicodedata
from dataclasses import dataclass, field

from credentry.core.records.conditions.building import make
from credentry.core.records.conditions.paths import kind_of
from credentry.core.records.conditions.plain import phrases as said
from credentry.core.records.conditions.plain.periods import Period, periods
from credentry.core.records.conditions.plain.vocabulary import Phrase, phrases
from credentry.core.records.conditions.tree import FULL_TEXT, Group, Node, Rule, Scalar, Some, tidy
from credentry.core.records.fields import Choice, Date, DateTime, Field, Many
from credentry.core.records.kinds import RecordKind

MAX_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class Plain:
    """What was understood and which words were not; ``condition`` searches the rest as full text."""

    tree: Group
    unknown: tuple[str, ...] = ()

    @property
    def condition(self) -> Group:
        """The tree with the words not understood as a full-text rule."""
        if not self.unknown:
            return self.tree
        return tidy(Group("and", (self.tree, Rule(FULL_TEXT, "contains", " ".join(self.unknown)))))


@dataclass(slots=True)
class _Part:
    start: int
    end: int
    node: Node


@dataclass
class _Reading:
    kind: RecordKind
    text: str
    parts: list[_Part] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def take(self, start: int, end: int, node: Node | None = None) -> None:
        self.taken[start:end] = [True] * (end - start)
        if node is not None:
            self.parts.append(_Part(start, end, node))

    def first(self, names: tuple[str, ...]) -> Field | None:
        """The first of the named fields that the kind has."""
        for name in names:
            found = self.kind.field(name)
            if found is not None and found.operators:
                return found
        return None


def plain(kind: RecordKind | str, sentence: str) -> Plain:
    """Understand a short sentence in zh or en, such as “所有销往欧盟市场、且将在未来6个月内到期的安规证书”."""
    found = kind_of(kind)
    text = unicodedata.normalize("NFKC", sentence[:MAX_SENTENCE]).lower()
    reading = _Reading(found, text, taken=[False] * len(text))
    _quoted(reading)
    _people(reading)
    _dates(reading)
    _states(reading)
    _amounts(reading)
    _values(reading)
    return Plain(_joined(reading), tuple(_rest(reading)))


def _quoted(reading: _Reading) -> None:
    for match in re.finditer(r"[\"“「]([^\"”」]+)[\"”」]", reading.text):
        reading.take(*match.span(), make(reading.kind, FULL_TEXT, "contains", match[1]))


def _people(reading: _Reading) -> None:
    responsible, unit = reading.first(("responsible",)), reading.first(("unit",))
    for pattern, target, operator, value in (
        (said.NOBODY, responsible, "null", None),
        (said.MY_UNITS, unit, "=", "my_units"),
        (said.MINE, responsible, "=", "me"),
    ):
        for match in re.finditer(pattern, reading.text):
            if target is not None and reading.free(*match.span()):
                reading.take(*match.span(), Rule(target.name, operator, value))


def _dates(reading: _Reading) -> None:
    text, found = reading.text, []
    for match in re.finditer(said.NO_EXPIRY, text):
        target = reading.first(said.EXPIRY)
        if target is not None and reading.free(*match.span()):
            reading.take(*match.span(), Rule(target.name, "null"))
    for period in periods(text):
        if reading.free(period.start, period.end):
            found.append(period)
    verbs = _verbs(reading)
    for period in sorted(found, key=lambda one: one.start):
        verb = min(verbs, key=lambda one: _distance(period, one), default=None)
        if verb is not None and _distance(period, verb) > 12:
            verb = None
        target = verb[2] if verb else reading.first(said.EXPIRY)
        if target is None:
            continue
        reading.take(period.start, period.end, _during(reading, period, target))
        if verb is not None:
            reading.take(verb[0], verb[1])


def _verbs(reading: _Reading) -> list[tuple[int, int, Field]]:
    found: list[tuple[int, int, Field]] = []
    for one in reading.kind.fields:
        if isinstance(one.type, Date | DateTime) and one.operators:
            for label in (one.label.zh, one.label.en.lower()):
                for match in re.finditer(re.escape(label), reading.text):
                    found.append((*match.span(), one))
    for pattern, names in said.DATE_VERBS:
        target = reading.first(names)
        if target is not None:
            for match in re.finditer(pattern, reading.text):
                if not any(match.start() < end and match.end() > start for start, end, _ in found):
                    found.append((*match.span(), target))
    return [one for one in found if reading.free(one[0], one[1])]


def _distance(period: Period, verb: tuple[int, int, Field]) -> int:
    return max(verb[0] - period.end, period.start - verb[1], 0)


def _during(reading: _Reading, period: Period, target: Field) -> Node:
    low, high = period.low, period.high
    if period.sense == "either" and target.name not in said.EXPIRY and high:
        low, high = "-" + high.removeprefix("+"), "today"
    if low is None or high is None:
        strict = (low or high or "").startswith("!")
        day = (low or high or "").removeprefix("!")
        operator = ("<" if strict else "<=") if low is None else (">" if strict else ">=")
        return make(reading.kind, target.name, operator, day)
    if low == high and isinstance(target.type, Date):
        return make(reading.kind, target.name, "=", low)
    return make(reading.kind, target.name, "between", [low, high])


def _states(reading: _Reading) -> None:
    """即将到期 / 已过期 without a period: the status where the kind has one, else the expiry date."""
    status = reading.first(("status", "state"))
    known = (
        {value for value, _ in status.type.options} if status and isinstance(status.type, Choice) else set()
    )
    expiry = reading.first(said.EXPIRY)
    for pattern, state in said.STATES:
        wanted, operator = state.removeprefix("!"), "!=" if state.startswith("!") else "="
        for match in re.finditer(pattern, reading.text):
            if not reading.free(*match.span()):
                continue
            if status is not None and wanted in known:
                reading.take(*match.span(), Rule(status.name, operator, wanted))
            elif expiry is not None:
                reading.take(*match.span(), _by_date(reading, expiry, state))


def _by_date(reading: _Reading, expiry: Field, state: str) -> Node:
    if state == "expiring_soon":
        return make(reading.kind, expiry.name, "between", ["today", "+90d"])
    ended = make(reading.kind, expiry.name, "<", "today")
    return ended if state == "expired" else Group("and", (ended,), True)


_COMPARE = (
    (r"(?:大于等于|不少于|不低于|至少|>=|at least)", ">="),
    (r"(?:小于等于|不超过|不多于|至多|<=|at most)", "<="),
    (r"(?:大于|超过|高于|多于|>|more than|over|above)", ">"),
    (r"(?:小于|低于|少于|<|less than|under|below)", "<"),
    (r"(?:等于|为|是|=|is)", "="),
)


def _amounts(reading: _Reading) -> None:
    """费用大于1000 / cost more than 1000, for number fields named by their label."""
    for one in reading.kind.fields:
        if one.type.name not in ("number", "integer", "money") or not one.operators:
            continue
        for label in (one.label.zh, one.label.en.lower()):
            for words, operator in _COMPARE:
                pattern = rf"{re.escape(label)}\s*(?:is\s+)?{words}\s*(-?\d[\d,]*(?:\.\d+)?)\s*(万|元|亿)?"
                for match in re.finditer(pattern, reading.text):
                    if reading.free(*match.span()):
                        amount = float(match[1].replace(",", "")) * {"万": 10**4, "亿": 10**8}.get(
                            match[2], 1
                        )
                        reading.take(*match.span(), make(reading.kind, one.name, operator, f"{amount:.15g}"))


def _values(reading: _Reading) -> None:
    """Names of options and records, longest words first."""
    known: dict[str, list[Phrase]] = {}
    for phrase in phrases(reading.kind, reading.text):
        if phrase.words in said.FILLERS_ZH or phrase.words in said.STOP_WORDS_EN:
            continue  # “证书” is what is asked for, not the option of that name
        known.setdefault(phrase.words, []).append(phrase)
    for words in sorted(known, key=len, reverse=True):
        for match in re.finditer(_bounded(words), reading.text):
            start, end = match.span()
            if not reading.free(start, end):
                continue
            chosen = _chosen(known[words], reading.text[:start], reading.text[end:])
            denial = said.DENIAL.search(reading.text[:start])
            denied = denial is not None and reading.free(*denial.span())
            reading.take(start, end, _node_of(chosen, denied))
            if denial is not None and denied:
                reading.take(*denial.span())


def _bounded(words: str) -> str:
    before = r"(?<![a-z0-9])" if words[0].isascii() and words[0].isalnum() else ""
    after = r"(?![a-z0-9])" if words[-1].isascii() and words[-1].isalnum() else ""
    return before + re.escape(words) + after


def _chosen(found: list[Phrase], before: str, after: str) -> list[Phrase]:
    """The readings of one field: the market where the words around say so, else the best-ranked field."""
    framed = said.MARKET_FRAME.search(before) or re.match(r"\s*(?:市场|国家|地区|markets?\b)", after)
    markets = [one for one in found if getattr(one.field.type, "kind", "") == "market"]
    if framed and markets:
        return markets
    best = min(found, key=lambda one: one.rank)
    return [one for one in found if one.path == best.path]


def _node_of(found: list[Phrase], denied: bool) -> Node:
    path, values = found[0].path, tuple(dict.fromkeys(one.value for one in found))
    if isinstance(found[0].field.type, Many):
        return Some(path, "none" if denied else "any", values)
    if len(values) == 1:
        return Rule(path, "!=" if denied else "=", values[0])
    return Rule(path, "notIn" if denied else "in", values)


def _joined(reading: _Reading) -> Group:
    """The parts in order: values of one field together as alternatives, 或 / or between different ones kept."""
    nodes: list[Node] = []
    last_end = 0
    for part in sorted(reading.parts, key=lambda one: one.start):
        merged = _alternatives(nodes, part.node)
        if merged is None:
            between = reading.text[last_end : part.start]
            if nodes and said.OR.search(between):
                nodes[-1] = Group("or", (nodes[-1], part.node))
            else:
                nodes.append(part.node)
        last_end = part.end
    return tidy(Group("and", tuple(nodes)))


def _alternatives(nodes: list[Node], node: Node) -> bool | None:
    for n, other in enumerate(nodes):
        if isinstance(node, Some) and isinstance(other, Some):
            same = node.field == other.field and node.quantifier == other.quantifier == "any"
            if same and isinstance(node.of, tuple) and isinstance(other.of, tuple):
                nodes[n] = Some(node.field, "any", tuple(dict.fromkeys((*other.of, *node.of))))
                return True
        if isinstance(node, Rule) and isinstance(other, Rule) and _same_choice(node, other):
            values = dict.fromkeys((*_listed(other.value), *_listed(node.value)))
            nodes[n] = Rule(node.field, "in", tuple(values)) if len(values) > 1 else other
            return True
    return None


def _same_choice(one: Rule, other: Rule) -> bool:
    chosen = one.operator in ("=", "in") and other.operator in ("=", "in")
    return chosen and one.field == other.field and one.field != FULL_TEXT


def _listed(value: Scalar | tuple[Scalar, ...] | None) -> tuple[Scalar, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _rest(reading: _Reading) -> list[str]:
    """Words nothing explains, without the ones that carry no meaning."""
    left = "".join(" " if taken else char for char, taken in zip(reading.text, reading.taken, strict=True))
    left = re.sub(r"[,，。;；、!?！？:：()（）'\"]", " ", left)
    own = {reading.kind.label.zh, reading.kind.plural.zh}
    for filler in sorted({*said.FILLERS_ZH, *own}, key=len, reverse=True):
        left = left.replace(filler, " ")
    own_en = set((reading.kind.label.en + " " + reading.kind.plural.en).lower().split())
    return [one for one in left.split() if one not in said.STOP_WORDS_EN and one not in own_en]
