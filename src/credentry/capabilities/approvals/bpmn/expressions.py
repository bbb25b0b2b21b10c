"""Conditions of sequence flows as other tools write them (``${amount >= 10000 && approved == 'true'}``).

A small language of its own: names, numbers, texts, true/false/null, comparisons, and/or/not, + - * /. It is
parsed into a tree and walked; nothing is ever handed to an interpreter, there are no calls and no attributes of
objects. A name nobody filled is empty: it is false, equals only null and meets no comparison.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

MAX_LENGTH = 2000
MAX_DEPTH = 40
MAX_TOKENS = 300

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<op>&&|\|\||==|!=|<=|>=|<|>|=|!|\(|\)|\+|-|\*|/)|(?P<name>[^\W\d]\w*(?:\.\w+)*))"
)
_WORDS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_CONSTANTS = {"true": True, "false": False, "null": None}


class NotUnderstood(ValueError):
    """The text is no condition of this language."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition: ``("name", …)``, ``("value", …)`` or ``(operator, left, right)``."""

    tree: tuple[Any, ...]

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """The value for these variables."""
        return _evaluate(self.tree, values)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the condition is met."""
        return _truth(self.evaluate(values))

    @property
    def names(self) -> set[str]:
        """Every variable it asks for."""
        return set(_names(self.tree))


@lru_cache(maxsize=2000)
def parse(text: str) -> Expression:
    """The condition. Raises NotUnderstood with the reason."""
    body = text.strip()
    if len(body) > MAX_LENGTH:
        raise NotUnderstood(f"longer than {MAX_LENGTH} characters")
    if body[:2] in ("${", "#{") and body.endswith("}"):
        body = body[2:-1]
    elif body.startswith("=") and not body.startswith("=="):
        body = body[1:]
    parser = _Parser(_tokens(body))
    tree = parser.either(0)
    if parser.peek() is not None:
        raise NotUnderstood(f"“{parser.peek()[1]}”")  # type: ignore[index]
    return Expression(tree)


def _tokens(body: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while body[at:].strip():
        match = _TOKEN.match(body, at)
        if match is None:
            raise NotUnderstood(f"“{body[at : at + 20].strip()}”")
        kind = str(match.lastgroup)
        word = match.group(kind)
        if kind == "name" and word.lower() in _WORDS:
            kind, word = "op", _WORDS[word.lower()]
        found.append((kind, word))
        at = match.end()
    if not found:
        raise NotUnderstood("empty")
    if len(found) > MAX_TOKENS:
        raise NotUnderstood(f"more than {MAX_TOKENS} words")
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at = tokens, 0

    def peek(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *words: str) -> str:
        token = self.peek()
        if token is not None and token[0] == "op" and token[1] in words:
            self._at += 1
            return token[1]
        return ""

    def either(self, depth: int) -> tuple[Any, ...]:
        left = self.both(depth)
        while self._take("||"):
            left = ("||", left, self.both(depth))
        return left

    def both(self, depth: int) -> tuple[Any, ...]:
        left = self.compared(depth)
        while self._take("&&"):
            left = ("&&", left, self.compared(depth))
        return left

    def compared(self, depth: int) -> tuple[Any, ...]:
        left = self.added(depth)
        word = self._take("==", "!=", "<=", ">=", "<", ">", "=")
        return ("==" if word == "=" else word, left, self.added(depth)) if word else left

    def added(self, depth: int) -> tuple[Any, ...]:
        left = self.multiplied(depth)
        while word := self._take("+", "-"):
            left = (word, left, self.multiplied(depth))
        return left

    def multiplied(self, depth: int) -> tuple[Any, ...]:
        left = self.one(depth)
        while word := self._take("*", "/"):
            left = (word, left, self.one(depth))
        return left

    def one(self, depth: int) -> tuple[Any, ...]:
        if depth > MAX_DEPTH:
            raise NotUnderstood("nested too deep")
        if self._take("!"):
            return ("!", self.one(depth + 1))
        if self._take("-"):
            return ("-", ("value", Decimal(0)), self.one(depth + 1))
        if self._take("("):
            inner = self.either(depth + 1)
            if not self._take(")"):
                raise NotUnderstood("“)”")
            return inner
        token = self.peek()
        if token is None or token[0] == "op":
            raise NotUnderstood(f"“{token[1]}”" if token else "incomplete")
        self._at += 1
        kind, word = token
        if kind == "number":
            return ("value", Decimal(word))
        if kind == "text":
            return ("value", re.sub(r"\\(.)", r"\1", word[1:-1]))
        return ("value", _CONSTANTS[word]) if word in _CONSTANTS else ("name", word)


def _names(tree: tuple[Any, ...]) -> list[str]:
    if tree[0] == "name":
        return [str(tree[1])]
    return [name for one in tree[1:] if isinstance(one, tuple) for name in _names(one)]


def look_up(name: str, values: Mapping[str, Any]) -> Any:
    """The variable of that name; ``a.b`` reads ``b`` of the mapping ``a``. None where nobody filled it."""
    if name in values:
        return values[name]
    here: Any = values
    for part in name.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def _truth(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in ("", "false", "0", "no")
    return bool(value)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _evaluate(tree: tuple[Any, ...], values: Mapping[str, Any]) -> Any:
    word = tree[0]
    if word == "value":
        return tree[1]
    if word == "name":
        return look_up(str(tree[1]), values)
    if word == "!":
        return not _truth(_evaluate(tree[1], values))
    left = _evaluate(tree[1], values)
    if word == "&&":
        return _truth(left) and _truth(_evaluate(tree[2], values))
    if word == "||":
        return _truth(left) or _truth(_evaluate(tree[2], values))
    right = _evaluate(tree[2], values)
    if word in ("+", "-", "*", "/"):
        return _computed(word, left, right)
    if word in ("==", "!="):
        return _equal(left, right) == (word == "==")
    return _ordered(word, left, right)


def _computed(word: str, left: Any, right: Any) -> Any:
    a, b = _number(left), _number(right)
    if a is None or b is None:
        return None
    try:
        if word == "+":
            return a + b
        if word == "-":
            return a - b
        return a * b if word == "*" else a / b
    except ArithmeticError:
        return None  # nothing to divide by, or beyond all bounds


def _equal(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return _plain(left) == _plain(right)
    a, b = _number(left), _number(right)
    return a == b if a is not None and b is not None else str(left) == str(right)


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value).strip().lower()


def _ordered(word: str, left: Any, right: Any) -> bool:
    a: Any = _number(left)
    b: Any = _number(right)
    if a is None or b is None:
        if not isinstance(left, str) or not isinstance(right, str):
            return False
        a, b = left, right  # ISO days order as text
    return bool({"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[word])
