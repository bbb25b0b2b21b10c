"""Forgetting a person: what every room does to its copies of what is known of somebody, all or nothing.

Proofs are not touched: the ledger keeps digests whose openings are destroyed last (``core.ledger``). A room that holds
copies registers what it does to them; ``perform`` runs all of them in the transaction of an action that ``erases``.
A room that has to keep something for a time says so first, and nothing happens then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID

from credentry.core.ledger.queries import in_clear
from credentry.core.records import wording
from credentry.core.records.context import Context
from credentry.core.records.custom import PREFIX
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import Revision
from credentry.foundation.errors import DomainError, FieldError, define
from credentry.foundation.labels import L, Label
from credentry.plumbing import bulk

#: What stands in a revision in place of an erased value.
ERASED: Final[dict[str, bool]] = {"_erased": True}
ERASED_WORD = L("已删除", "erased")
FORGET = "forget"

define(
    "privacy.kept",
    "暂不能删除该人员的个人信息:{list}",
    "This person cannot be erased yet: {list}",
)
ONE_BY_ONE = define("privacy.one_by_one", "个人信息只能逐人删除。", "People are erased one by one only.")
REASON_NAMES = define(
    "privacy.reason_names",
    "理由会长期保留,请勿写入姓名或证件号。",
    "The reason is kept: do not write the person's name or number into it.",
)
wording.say(FORGET, L("删除个人信息", "Personal data erased"))
wording.say("erased_values", L("已删除的个人信息", "Personal values erased"))
wording.say("erased_files", L("已删除的文件", "Files erased"))
wording.say("erased_records", L("连带清除的记录", "Records cleared with it"))
wording.say(
    "left_in_clear", L("旧版本写入、无法清除的存证条目", "Older ledger entries that cannot be cleared")
)
#: Legal grounds (个人信息保护法 art. 47, GDPR art. 17): code → words.
GROUNDS: Final[tuple[tuple[str, Label], ...]] = (
    ("request", L("本人请求删除", "The person asked for it")),
    ("purpose_ended", L("处理目的已实现或不再必要", "The purpose is fulfilled or gone")),
    ("retention_over", L("保存期限已届满", "The time of keeping is over")),
    ("consent_withdrawn", L("本人撤回同意", "Consent was withdrawn")),
    ("unlawful", L("违反法律、法规或约定处理", "It was processed unlawfully")),
    ("other", L("法律、行政法规规定的其他情形", "Another ground in law")),
)
wording.say("ground", L("法定事由", "Legal ground"))
wording.say_values("ground", dict(GROUNDS))


class Keeps(NamedTuple):
    """Why somebody cannot be erased yet: a message code with its parameters."""

    code: str
    params: dict[str, Any]


class Kept(DomainError):
    """A person is not erased yet; ``errors`` name every reason."""

    def __init__(self, found: list[Keeps]) -> None:
        self._found = [FieldError("", one.code, one.params) for one in found]
        shown = self._found[:10]
        more = f" … (+{len(self._found) - 10})" if len(self._found) > 10 else ""
        zh, en = (";".join(one.message(lang) for one in shown) for lang in ("zh", "en"))
        super().__init__("privacy.kept", list=Label(zh + more, en + more))

    @property
    def errors(self) -> list[FieldError]:
        """Each thing that is in the way."""
        return self._found


@dataclass(slots=True)
class Forgetting:
    """One person to be forgotten: ``said`` are the words that name them, ``user`` their account, if they had one.

    ``records``: (kind, id) of records about the person → the fields whose values go. ``counts`` go into the report.
    ``hidden``: (kind, deadline code) of deadlines whose day alone tells something. ``passed``: records that were about
    the person for a time. ``reasons``: reasons given for other people's records that name the person → what is said
    instead; ``silenced``: the ledger entries whose openings go for that.
    """

    ctx: Context
    kind: RecordKind
    record: Any
    said: frozenset[str]
    user: UUID | None = None
    records: dict[tuple[str, UUID], frozenset[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    hidden: set[tuple[str, str]] = field(default_factory=set)
    passed: dict[tuple[str, UUID], tuple[frozenset[str], str]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    silenced: list[int] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """The name of the person's key in the ledger."""
        return f"{self.kind.name}:{self.record.pk}"

    def about(self, kind: str, ids: Iterable[UUID], fields: Iterable[str]) -> None:
        """Name records that are about the person: values of ``fields`` leave their revisions, too."""
        names = frozenset(fields)
        self.records.update({(kind, one): names for one in ids})

    def once(self, kind: str, ids: Iterable[UUID], fields: Iterable[str], reference: str) -> None:
        """Name records that were about the person while ``reference`` pointed there: those revisions lose ``fields``."""
        names = frozenset(fields)
        self.passed.update({(kind, one): (names, reference) for one in ids})

    def ids(self, *kind_names: str) -> list[UUID]:
        """The records named so far, of these kinds or of all."""
        return [pk for kind, pk in self.records if not kind_names or kind in kind_names]

    def count(self, name: str, more: int) -> None:
        """Add to a figure of the report."""
        self.counts[name] = self.counts.get(name, 0) + more

    def names_person(self, text: str) -> bool:
        """Whether a text contains one of the words that name the person."""
        return any(one in text for one in self.said)


Forget = Callable[[Forgetting], None]
WhatKeeps = Callable[[Forgetting], Iterable[Keeps]]


class _Room(NamedTuple):
    order: int
    forget: Forget
    keeps: WhatKeeps | None
    names: Forget | None


_rooms: dict[str, _Room] = {}


def register(
    name: str,
    forget: Forget,
    order: int = 50,
    *,
    keeps: WhatKeeps | None = None,
    names: Forget | None = None,
) -> None:
    """A room's part in forgetting, in the order given. ``names`` says which records are about the person, before
    ``keeps`` says what must not go yet; neither changes anything. Raises ValueError for a second one."""
    known = _rooms.get(name)
    if known is not None and known.forget is not forget:
        raise ValueError(f"forgetting {name!r} is registered twice")
    _rooms[name] = _Room(order, forget, keeps, names)


def check(job: Forgetting) -> None:
    """Find the records about the person. Raises Kept where any room has to keep something yet."""
    for room in _in_order():
        if room.names is not None:
            room.names(job)
    found = [one for room in _in_order() if room.keeps is not None for one in room.keeps(job)]
    if found:
        raise Kept(found)


def forget(job: Forgetting) -> None:
    """Every room forgets; then what revisions of the records named still say."""
    for room in _in_order():
        room.forget(job)
    gone = sum(_blank(kind, pk, names) for (kind, pk), names in job.records.items())
    mine = str(job.record.pk)
    for (kind, pk), (names, reference) in job.passed.items():
        gone += _blank(kind, pk, names, partial(_pointed, reference=reference, to=mine))
    for reason, instead in job.reasons.items():
        rows = Revision.objects.filter(why=reason)
        job.silenced += rows.values_list("seq", flat=True)
        gone += rows.update(why=instead)
    job.count("erased_values", gone)
    clear = in_clear({(kind, str(pk)): names for (kind, pk), names in job.records.items()})
    if clear:
        job.count("left_in_clear", clear)


def _in_order() -> list[_Room]:
    return sorted(_rooms.values(), key=lambda one: one.order)


def _pointed(one: Revision, reference: str, to: str) -> bool:
    """Whether a reference pointed there after this act or before it."""
    return one.values.get(reference) == to or any(
        name == reference and old == to for name, old, _ in one.changed
    )


def _blank(
    kind: str, pk: UUID, names: frozenset[str], only: Callable[[Revision], bool] = lambda one: True
) -> int:
    """Take values out of the revisions of one record; how many there were. Reasons go whole."""
    gone = 0
    rows: list[tuple[Any, ...]] = []
    for one in filter(only, Revision.objects.filter(kind=kind, record_id=pk)):
        values = {name: _erased(value, name in names) for name, value in one.values.items()}
        if "custom" in values:
            values["custom"] = dict.fromkeys(values["custom"] or {}, ERASED)
        changed = [
            [name, *(_erased(side, _tells(name, names, one.values)) for side in sides)]
            for name, *sides in one.changed
        ]
        if (values, changed, "") == (one.values, [list(item) for item in one.changed], one.why):
            continue
        gone += sum(1 for name, value in values.items() if value == ERASED != one.values[name])
        rows.append((one.pk, values, changed, "", {}))
    bulk.update_rows(Revision, bulk.columns(Revision, ("values", "changed", "why", "provenance")), rows)
    return gone


def _tells(name: str, names: frozenset[str], values: dict[str, Any]) -> bool:
    """Whether a change is of an erased field, of a custom one, or a note that no field of the kind shows."""
    return name in names or name.startswith(PREFIX) or name not in values


def _erased(value: Any, goes: bool) -> Any:
    return ERASED if goes and value not in (None, "", [], {}) else value
