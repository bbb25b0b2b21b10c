"""The proposed mapping: remembered > same words > similar words > what the cells hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from hashlib import sha256
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from credentry.capabilities.intake.mapping.evidence import Evidence
from credentry.capabilities.intake.mapping.targets import Heading, Target, Words, heading_of
from credentry.capabilities.intake.tables.finding import Column
from credentry.foundation.labels import Label

ACCEPTED = 0.6
REMEMBERED, REMEMBERED_HEADING, SAME, SAME_PART = 1.0, 0.95, 0.97, 0.9
# Words that say nothing alone: "date" is part of every date field's name.
GENERIC = frozenset({"date", "number", "no", "name", "code", "type", "id", "time", "status", "日期", "编号", "名称", "代码", "类型",
                     "时间", "单位", "项目"})  # fmt: skip
TYPED = {"date": "dates", "datetime": "dates", "number": "numbers", "integer": "numbers", "money": "numbers"}


@dataclass(frozen=True, slots=True)
class Match:
    """A field for a column: how sure (0 to 1), why, and how its cells are read."""

    field: str
    score: float
    reason: Label
    options: Mapping[str, Any] = made(default_factory=dict)


@dataclass(slots=True)
class Proposal:
    """A column with the field proposed for it (None: not imported) and the runners-up."""

    column: Column
    match: Match | None = None
    others: list[Match] = made(default_factory=list)


@dataclass(frozen=True, slots=True)
class Memory:
    """Mappings confirmed before: of the very same headings, and of single headings."""

    shape: Mapping[str, Mapping[str, Any]] = made(default_factory=dict)
    headings: Mapping[str, str] = made(default_factory=dict)


def shape_of(columns: Sequence[Column]) -> str:
    """The fingerprint of a source: its normalised headings in order."""
    words = [heading_of(column.parts, column.heading).whole for column in columns]
    return sha256("\x1f".join(words).encode()).hexdigest()


def propose(
    columns: Sequence[Column],
    evidence: Sequence[Evidence],
    targets: Sequence[Target],
    memory: Memory,
    spans: Sequence[tuple[str, str]] = (),
    histories: Sequence[tuple[str, str]] = (),
    others: frozenset[str] = frozenset(),
) -> list[Proposal]:
    """One proposal per column. ``spans`` are pairs of date fields that one column of ranges fills, ``histories``
    pairs that a column of lists fills: the first and the newest of several dates."""
    words = Words(targets, others)
    by_name = {target.name: target for target in targets}
    candidates: list[tuple[float, int, Match]] = []
    proposals = [Proposal(column) for column in columns]
    for at, (column, seen) in enumerate(zip(columns, evidence, strict=True)):
        for match in _matches(heading_of(column.parts, column.heading), seen, words, by_name, memory):
            candidates.append((match.score, at, match))
    taken: set[str] = set()
    for score, at, match in sorted(candidates, key=lambda one: (-one[0], one[1])):
        proposal = proposals[at]
        if score >= ACCEPTED and proposal.match is None and match.field not in taken:
            proposal.match = match
            taken.add(match.field)
        elif len(proposal.others) < 4 and match.field not in {one.field for one in proposal.others}:
            proposal.others.append(match)
    _read_habits(proposals, evidence, by_name)
    return _spread_ranges(proposals, evidence, spans, histories, taken)


def _matches(
    heading: Heading, seen: Evidence, words: Words, by_name: Mapping[str, Target], memory: Memory
) -> list[Match]:
    found: dict[str, Match] = {}

    def offer(match: Match) -> None:
        if match.field in by_name and (match.field not in found or found[match.field].score < match.score):
            found[match.field] = match

    if heading.whole in memory.shape:
        kept = memory.shape[heading.whole]
        if not kept.get("field"):
            return []  # last time this column was deliberately left out
        reason = Label("与上次导入这种表格时的选择相同", "as you chose for this kind of table last time")
        return [Match(str(kept["field"]), REMEMBERED, reason, dict(kept.get("options") or {}))]
    if heading.whole in memory.headings:
        reason = Label(f"以前“{heading.shown}”列对应过该字段", f"“{heading.shown}” was mapped here before")
        offer(Match(memory.headings[heading.whole], REMEMBERED_HEADING, reason))
    if heading.whole in words.others and heading.whole not in words.by_word:
        return sorted(found.values(), key=lambda match: -match.score)
    for match in _by_words(heading, words):
        offer(_checked(match, by_name[match.field], seen))
    for name, share in seen.recognised.items():
        if share >= 0.5 and name in by_name:
            label = by_name[name].label
            percent = round(share * 100)
            reason = Label(
                f"{percent}% 的内容是已登记的“{label.zh}”",
                f"{percent}% of the cells are known values of {label.en}",
            )
            offer(Match(name, min(0.88, 0.5 + 0.38 * share), reason))
    return sorted(found.values(), key=lambda match: -match.score)


def _by_words(heading: Heading, words: Words) -> list[Match]:
    """Matches by the heading's words, exact first, then contained and similar ones."""
    if not heading.whole:
        return []
    exact = words.by_word.get(heading.whole) or words.by_word.get(heading.bare)
    if exact is not None:
        same = heading.whole in map(_plain, (exact.label.zh, exact.label.en))
        reason = (
            Label("与字段同名", "same name as the field")
            if same
            else Label(
                f"“{heading.shown}”是“{exact.label.zh}”的常用说法",
                f"“{heading.shown}” means {exact.label.en}",
            )
        )
        rank = words.rank_of(heading.whole if heading.whole in words.by_word else heading.bare)
        return [Match(exact.name, SAME + 0.02 if same else SAME - 0.0003 * rank, reason)]
    matches = []
    inner = words.by_word.get(heading.last)
    if inner is not None:
        reason = Label(f"下级表头与“{inner.label.zh}”相同", f"the lower heading means {inner.label.en}")
        matches.append(Match(inner.name, SAME_PART, reason))
    best: dict[str, float] = {}
    for word, target in words.by_word.items():
        score = _similar(heading.bare or heading.whole, word)
        if score > best.get(target.name, 0.0):
            best[target.name] = score
    by_name = {target.name: target for target in words.targets}
    for name, score in sorted(best.items(), key=lambda one: -one[1])[:4]:
        if score >= 0.45:
            label = by_name[name].label
            reason = Label(f"名称与“{label.zh}”相近", f"similar to {label.en}")
            matches.append(Match(name, score, reason))
    return matches


def _plain(word: str) -> str:
    return heading_of((), word).whole


def _similar(heading: str, word: str) -> float:
    """How alike a heading and a field's word are, at most 0.88."""
    if len(word) >= 2 and word in heading:
        # A long word inside a longer heading ("licence term expiration date"); the end counts more.
        covered = len(word) / len(heading)
        start = 0.5 if word > "\u2e80" else 0.4
        return min(0.88, start + (0.9 - start) * covered + (0.08 if heading.endswith(word) else 0.0))
    if heading in GENERIC:
        return 0.0
    if len(heading) >= (2 if heading > "\u2e80" else 3) and heading in word:
        return 0.45 + 0.35 * len(heading) / len(word)
    if min(len(heading), len(word)) < 3:
        return 0.0
    slips = max(1, len(word) // 8) if len(word) > 4 else 0
    typed = Levenshtein.distance(heading, word, score_cutoff=slips) <= slips
    return 0.85 * fuzz.ratio(heading, word) / 100 if typed else 0.0


def _checked(match: Match, target: Target, seen: Evidence) -> Match:
    """The match, doubted when the cells are of another type than the field."""
    if match.score < SAME_PART and _of_another_kind(target, seen):
        return Match(match.field, match.score * 0.6, match.reason, match.options)
    if target.ref and match.score < SAME_PART and not seen.recognised.get(target.name):
        return Match(match.field, match.score * 0.8, match.reason, match.options)
    attribute = TYPED.get(target.type)
    if attribute is None or not seen.filled:
        return match
    share = float(getattr(seen, attribute))
    if share >= 0.5:
        return match
    reason = Label(
        f"{match.reason.zh},但只有 {round(share * 100)}% 的内容符合该字段的格式",
        f"{match.reason.en}, but only {round(share * 100)}% of the cells fit the field's format",
    )
    factor = 0.9 if share >= 0.2 else 0.7
    return Match(match.field, match.score * factor, reason, match.options)


def _of_another_kind(target: Target, seen: Evidence) -> bool:
    """Whether the cells are plainly dates, numbers or yes and no where the field wants words or a name."""
    if not seen.filled or target.type in TYPED or target.type in ("bool", "choice"):
        return False
    return max(seen.dates, seen.bools if seen.distinct <= 4 else 0.0) >= 0.9


def _read_habits(
    proposals: Sequence[Proposal], evidence: Sequence[Evidence], by_name: Mapping[str, Target]
) -> None:
    """How each mapped column writes its values; a proven day and month order is lent to its neighbours."""
    proven = {seen.order for seen in evidence if seen.order_proven}
    shared = proven.pop() if len(proven) == 1 else ""
    for proposal, seen in zip(proposals, evidence, strict=True):
        match = proposal.match
        if match is None:
            continue
        kind = by_name[match.field].type
        options: dict[str, Any] = {}
        if kind in ("date", "datetime"):
            if seen.order_proven:
                options["order"] = seen.order
            elif seen.unsure_dates and shared:
                options["order"] = shared
            if seen.several >= 0.2 and seen.ranges < seen.several:
                options["part"] = "last"
            if seen.wordings:
                options["blank"] = list(seen.wordings)
        elif kind in ("number", "integer", "money") and seen.comma:
            options["comma"] = True
        if options:
            proposal.match = Match(match.field, match.score, match.reason, {**options, **match.options})


def _spread_ranges(
    proposals: list[Proposal],
    evidence: Sequence[Evidence],
    spans: Sequence[tuple[str, str]],
    histories: Sequence[tuple[str, str]],
    taken: set[str],
) -> list[Proposal]:
    """A column of ranges fills both ends, a column of several dates the first and the newest."""
    result: list[Proposal] = []
    for proposal, seen in zip(proposals, evidence, strict=True):
        result.append(proposal)
        match = proposal.match
        if match is not None and match.options.get("part") == "last":
            first = next(
                (one for one, newest in histories if newest == match.field and one not in taken), None
            )
            if first is not None:
                reason = Label(
                    "该列有多个日期,取其最早一个", "the column holds several dates; the first is taken"
                )
                earliest = Match(first, match.score, reason, {**match.options, "part": "first"})
                result.append(Proposal(proposal.column, earliest))
                taken.add(first)
            continue
        span = next((one for one in spans if match is not None and match.field in one), None)
        if match is None or span is None or seen.ranges < 0.3:
            continue
        proposal.match = Match(
            span[1], match.score, match.reason, {**match.options, "part": match.options.get("part") or "end"}
        )
        if span[0] not in taken:
            reason = Label("该列是起止日期,取其起始日", "the column holds ranges; their first day is taken")
            start = Match(span[0], match.score, reason, {**match.options, "part": "start"})
            result.append(Proposal(proposal.column, start))
            taken.add(span[0])
    return result
