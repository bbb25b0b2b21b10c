"""The text form, as typed into a search box, a command line or a URL.

``market:EU category:safety valid_to<+6m responsible:me`` – blanks mean and; ``OR`` / ``或``, ``-`` / ``NOT``,
parentheses, ``"quotes"``, lists ``a,b``, ranges ``a..b``, ``*`` for any value, ``null`` for none,
``name:abc*`` begins with. Fields go by name, singular or label. Bare words are full text.
Linked records: ``markets:DE,FR`` (any) · ``markets:all(DE,FR)`` · ``markets:any(code=DE)`` ·
``markets:count>=2``.
"""

import json
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.conditions import words
from credentry.core.records.conditions.building import check_size, make, too_large
from credentry.core.records.conditions.json_form import parse_json
from credentry.core.records.conditions.paths import kind_of, locate, understand
from credentry.core.records.conditions.scanner import QUOTES, Scanner, Value
from credentry.core.records.conditions.tree import FULL_TEXT, Group, Node, Rule, tidy
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid

MAX_TEXT = 4000
_WORDY = ("text", "longtext")
_COUNTS = ("count>=", "count<=", "count=")


def parse_text(kind: RecordKind | str, text: str, lang: str = "zh") -> Group:
    """The checked tree of a condition as typed (text that begins with ``{`` is read as JSON). Raises Invalid."""
    found = kind_of(kind)
    if text.lstrip().startswith("{"):
        try:
            return parse_json(found, json.loads(text))
        except json.JSONDecodeError as error:
            raise Invalid.one("condition", words.UNREADABLE, near=text[error.pos : error.pos + 20]) from error
    if len(text) > MAX_TEXT:
        raise too_large()
    scanner = Scanner(text)
    tree = _either(found, scanner, 0)
    if not scanner.done():
        raise scanner.fail()
    return check_size(tidy(tree))


def parse(kind: RecordKind | str, raw: Any, lang: str = "zh") -> Group:
    """The checked tree of a condition in whichever form it comes: tree, JSON object, JSON text or text form."""
    if isinstance(raw, Group):
        return raw
    return parse_text(kind, raw, lang) if isinstance(raw, str) else parse_json(kind, raw)


def _either(kind: RecordKind, scanner: Scanner, depth: int) -> Group:
    if depth > words.MAX_DEPTH:
        raise too_large()
    parts = [_all(kind, scanner, depth)]
    while scanner.take_word("OR", "或", "|"):
        parts.append(_all(kind, scanner, depth))
        if not parts[-1].rules or not parts[0].rules:
            raise scanner.fail()
    return parts[0] if len(parts) == 1 else Group("or", tuple(parts))


def _all(kind: RecordKind, scanner: Scanner, depth: int) -> Group:
    nodes: list[Node] = []
    while True:
        scanner.skip_blank()
        if scanner.take_word("AND", "且", "&"):
            continue
        here = scanner.at
        ended = scanner.done() or scanner.peek() == ")" or scanner.take_word("OR", "或", "|")
        if ended:
            scanner.at = here
            return Group("and", tuple(nodes))
        nodes.append(_one(kind, scanner, depth))


def _one(kind: RecordKind, scanner: Scanner, depth: int) -> Node:
    if depth > words.MAX_DEPTH:
        raise too_large()
    if scanner.take_word("NOT", "非"):
        scanner.skip_blank()
        return Group("and", (_one(kind, scanner, depth + 1),), True)
    if scanner.peek() == "-" and scanner.peek(2)[1:].strip():
        scanner.take("-")
        return Group("and", (_one(kind, scanner, depth + 1),), True)
    if scanner.take("("):
        inner = _either(kind, scanner, depth + 1)
        scanner.skip_blank()
        if not scanner.take(")"):
            raise scanner.fail()
        return inner
    word = scanner.quoted()
    if word is not None:
        return make(kind, FULL_TEXT, "contains", word)
    start = scanner.at
    name = scanner.name()
    after = scanner.at
    operator = scanner.operator() if name else None
    if operator is None:
        if not name:
            raise scanner.fail()
        return make(kind, FULL_TEXT, "contains", name)
    path = FULL_TEXT if name == FULL_TEXT else understand(kind, name)
    if path is None:
        if any(char.isalpha() and char.isascii() for char in name):
            scanner.at = after
            raise Invalid.one(name, words.UNKNOWN_FIELD, label=name)
        scanner.at = start  # a number with a colon (9001:2015) is words, not a field
        return make(kind, FULL_TEXT, "contains", scanner.word())
    return _term(kind, path, operator, scanner, depth)


def _term(kind: RecordKind, path: str, operator: str, scanner: Scanner, depth: int) -> Node:
    scanner.skip_blank()
    if path == FULL_TEXT:
        return make(kind, path, "contains", scanner.value(False).text)
    field = _field_at(kind, path)
    if isinstance(field.type, Many):
        question = _question(kind, path, field, scanner, depth)
        if question is not None:
            return question
    ranged = field.type.name in ("date", "datetime", "number", "integer", "money")
    values, listed, open_range = _values(scanner, ranged)
    if open_range is not None:
        return _range(kind, path, open_range)
    one = values[0]
    if len(values) == 1 and not one.quoted and not listed and operator in (":", "="):
        if one.text in ("null", "空"):
            return make(kind, path, "null", None)
        if one.text == "*":
            return make(kind, path, "notNull", None)
    if field.type.name in _WORDY and operator in (":", "~"):
        return _wordy(kind, path, values)
    return _comparison(kind, path, field, operator, values, listed)


def _field_at(kind: RecordKind, path: str) -> Field:
    """The last field of a path that may pass through many-fields."""
    here, last = kind, path
    steps = path.split(".")
    for n, step in enumerate(steps[:-1]):
        link = here.field(step)
        if link is not None and isinstance(link.type, Many):
            return _field_at(kinds.get(link.type.kind), ".".join(steps[n + 1 :]))
        here = kinds.get(link.type.kind) if link is not None else here  # type: ignore[attr-defined]
    return locate(kind, last).field


def _question(kind: RecordKind, path: str, field: Field, scanner: Scanner, depth: int) -> Node | None:
    """``any(…)``, ``all(…)``, ``none(…)``, ``count>=2(…)``; None where a plain value follows."""
    assert isinstance(field.type, Many)
    inner = kinds.get(field.type.kind)
    for quantifier in ("any", "all", "none"):
        if scanner.take(quantifier + "("):
            return make(kind, path, quantifier, _members(inner, scanner, depth))
    for quantifier in _COUNTS:
        if scanner.take(quantifier):
            digits = ""
            while scanner.peek().isdigit():
                digits += scanner.peek()
                scanner.at += 1
            value: Any = digits
            if scanner.take("("):
                value = {"count": digits, "of": _members(inner, scanner, depth)}
            return make(kind, path, quantifier, value)
    return None


def _members(kind: RecordKind, scanner: Scanner, depth: int) -> Any:
    """What stands in the parentheses: a condition over the linked kind, or a list of linked records."""
    if _is_condition(scanner):
        inner = tidy(_either(kind, scanner, depth + 1))
        scanner.skip_blank()
        if scanner.take(")") and inner.rules:
            return inner
        raise scanner.fail()
    listed: list[str] = []
    while True:
        scanner.skip_blank()
        listed.append(scanner.value(False).text)
        scanner.skip_blank()
        if scanner.take(")"):
            return listed
        if not scanner.take(","):
            raise scanner.fail()


def _is_condition(scanner: Scanner) -> bool:
    """Whether an operator stands in the parentheses that just opened; the cursor stays where it was."""
    start, depth = scanner.at, 0
    try:
        while scanner.at < len(scanner.text):
            char = scanner.peek()
            if char in QUOTES:
                scanner.quoted()
                continue
            if char in ":=<>~":
                return True
            depth += {"(": 1, ")": -1}.get(char, 0)
            if depth < 0:
                return False
            scanner.at += 1
        raise scanner.fail()
    finally:
        scanner.at = start


def _values(scanner: Scanner, ranged: bool) -> tuple[list[Value], bool, tuple[str, str] | None]:
    """The values, whether they were written as a list, and the two ends if they were a range."""
    values = [scanner.value(ranged)]
    if ranged and scanner.take(".."):
        return values, False, (values[0].text, scanner.value(False).text)
    listed = False
    while scanner.take(","):
        listed = True
        if scanner.peek() in ("", " ", ")"):
            break
        values.append(scanner.value(ranged))
    if any(not one.text for one in values):
        raise scanner.fail()
    return values, listed, None


def _range(kind: RecordKind, path: str, ends: tuple[str, str]) -> Node:
    low, high = ends
    if low and high:
        return make(kind, path, "between", [low, high])
    if low or high:
        return make(kind, path, ">=" if low else "<=", low or high)
    raise Invalid.one(path, words.NEEDS_VALUE, label=path)


def _wordy(kind: RecordKind, path: str, values: list[Value]) -> Node:
    nodes = [
        make(
            kind,
            path,
            "beginsWith"
            if one.ends and not one.starts
            else "endsWith"
            if one.starts and not one.ends
            else "contains",
            one.text,
        )
        for one in values
    ]
    return nodes[0] if len(nodes) == 1 else Group("or", tuple(nodes))


def _comparison(
    kind: RecordKind, path: str, field: Field, operator: str, values: list[Value], listed: bool
) -> Node:
    texts = [one.text + ("*" if one.ends else "") for one in values]
    if isinstance(field.type, Many):
        return make(kind, path, "none" if operator == "!=" else "any", texts)
    exact = "=" if operator in (":", "~") else operator
    if field.type.name == "datetime" and exact in ("=", "!="):
        found = make(kind, path, "between", [texts[0], texts[0]])
        return Group("and", (found,), exact == "!=")
    if listed:
        if exact not in ("=", "!="):
            raise Invalid.one(path, words.BAD_VALUE, label=field.label, value=",".join(texts))
        return make(kind, path, "in" if exact == "=" else "notIn", texts)
    return make(kind, path, exact, texts[0])


def is_plain_words(tree: Group) -> bool:
    """Whether the text named no field at all: only full text."""
    return all(isinstance(one, Rule) and one.field == FULL_TEXT for one in tree.rules)
