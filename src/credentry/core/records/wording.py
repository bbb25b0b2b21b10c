"""Words for what stands in a history without being a field or an action of the record's kind.

Actions may add notes to a trail (a file attached, a duty done) and touch records of other kinds; here they say
what these notes and acts are called. Values under a personal name enter the ledger as salted digests only.
"""

from credentry.foundation.labels import Label

_labels: dict[str, Label] = {}
_personal: set[str] = set()
_values: dict[str, dict[str, Label]] = {}


def say(name: str, label: Label, *, personal: bool = False) -> None:
    """Give ``name`` its words. Raises ValueError when it has others already."""
    if _labels.setdefault(name, label) != label:
        raise ValueError(f"{name!r} is worded twice")
    if personal:
        _personal.add(name)


def words(name: str) -> Label:
    """The words for ``name``; an unknown one shows itself."""
    return _labels.get(name) or Label(name, name)


def personal_names() -> set[str]:
    """The names whose values are personal."""
    return _personal


def say_values(name: str, labels: dict[str, Label]) -> None:
    """Give the values that a note of this name takes their words."""
    _values[name] = labels


def value_words(name: str, value: str) -> Label | None:
    """The words for a value of a note, where it has some."""
    return _values.get(name, {}).get(value)
