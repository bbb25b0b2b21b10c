"""What a column may fill: the fields of a creating action, with every word people use for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from credentry.capabilities.intake.values.texts import folded
from credentry.foundation.labels import Label

BRACKETS = re.compile(r"[（(\[【<《][^（()）\]】>》]*[)）\]】>》]")
DECORATION = re.compile(r"(必填项?|选填项?|\*|required|optional)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """A field an import may fill. ``type`` is a field type's name, ``ref`` the kind a reference points to."""

    name: str
    label: Label
    type: str = "text"
    required: bool = False
    ref: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    synonyms: tuple[str, ...] = ()
    longest: int = 0
    group: str = ""
    help: Label | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Its labels, name and synonyms."""
        return (self.label.zh, self.label.en, self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Heading:
    """The forms of a column heading that are compared: whole, without brackets, its innermost part."""

    shown: str
    whole: str
    bare: str
    last: str


def heading_of(parts: Sequence[str], shown: str) -> Heading:
    """The comparable forms of a heading made of ``parts`` (outermost first)."""
    bare = DECORATION.sub("", BRACKETS.sub("", shown))
    last = DECORATION.sub("", BRACKETS.sub("", parts[-1])) if parts else ""
    return Heading(shown, folded(shown), folded(bare), folded(last))


@dataclass(slots=True)
class Words:
    """Every folded word of a set of targets, for exact look-up. ``others`` are folded names of fields that no import
    fills: a heading with such a name is not taken for a similar one."""

    targets: Sequence[Target]
    others: frozenset[str] = frozenset()
    by_word: dict[str, Target] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Labels and names first: a synonym never takes a field's own name away from it.
        for target in self.targets:
            for word in (target.label.zh, target.label.en, target.name):
                self.by_word.setdefault(folded(word), target)
        for target in self.targets:
            for word in target.synonyms:
                self.by_word.setdefault(folded(word), target)
        self.by_word.pop("", None)

    def rank_of(self, word: str) -> int:
        """How far down its field's list of synonyms a folded word stands: the most telling come first."""
        synonyms = self.by_word[word].synonyms
        return next((at for at, one in enumerate(synonyms) if folded(one) == word), 0)

    def known(self, word: str) -> bool:
        """Whether the word, brackets aside, names a field."""
        return (
            folded(word) in self.by_word or folded(DECORATION.sub("", BRACKETS.sub("", word))) in self.by_word
        )
