"""Reading the text form character by character: words, quotes, operators."""

from dataclasses import dataclass

from credentry.core.records.conditions import words
from credentry.foundation.errors import Invalid

OPERATORS = ("!=", "<=", ">=", "≤", "≥", "≠", ":", "=", "<", ">", "~")
SAME = {"≤": "<=", "≥": ">=", "≠": "!="}
_FULL_WIDTH = str.maketrans("：＝＜＞！（），～　", ":=<>!(),~ ")
QUOTES = {'"': '"', "“": "”", "「": "」"}
STOPS = set(" \t\r\n()")


@dataclass(frozen=True, slots=True)
class Value:
    """One value as written: its text, whether it was quoted, and a * before or behind it."""

    text: str
    quoted: bool = False
    starts: bool = False
    ends: bool = False


class Scanner:
    """A cursor over the text; full-width punctuation outside quotes reads as half width."""

    def __init__(self, text: str) -> None:
        self.text = _half_width(text)
        self.at = 0

    def peek(self, length: int = 1) -> str:
        """The next characters without moving."""
        return self.text[self.at : self.at + length]

    def skip_blank(self) -> None:
        """Move over white space."""
        while self.peek().isspace():
            self.at += 1

    def take(self, expected: str) -> bool:
        """Move over ``expected`` if it comes next."""
        if self.text.startswith(expected, self.at):
            self.at += len(expected)
            return True
        return False

    def take_word(self, *expected: str) -> bool:
        """Move over one of the key words if it stands alone here."""
        for word in expected:
            end = self.at + len(word)
            if self.text[self.at : end].upper() == word and self.text[end : end + 1] in ("", *" \t\n()"):
                self.at = end
                return True
        return False

    def done(self) -> bool:
        """Whether nothing but white space is left."""
        self.skip_blank()
        return self.at >= len(self.text)

    def fail(self) -> Invalid:
        """The error that points here."""
        near = self.text[max(0, self.at - 5) : self.at + 20].strip() or self.text[-20:]
        return Invalid.one("condition", words.UNREADABLE, near=near)

    def operator(self) -> str | None:
        """The operator that comes next, moving over it."""
        for one in OPERATORS:
            if self.take(one):
                return SAME.get(one, one)
        return None

    def quoted(self) -> str | None:
        """The text of a quotation that begins here; a backslash escapes the next character."""
        closing = QUOTES.get(self.peek())
        if closing is None:
            return None
        self.at += 1
        read: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == closing:
                return "".join(read)
            if char == "\\" and self.at < len(self.text):
                char = self.text[self.at]
                self.at += 1
            read.append(char)
        raise self.fail()

    def name(self) -> str:
        """Characters up to white space, a parenthesis, a quote or an operator."""
        start = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in STOPS or char in QUOTES or self.text.startswith(OPERATORS, self.at):
                break
            self.at += 1
        return self.text[start : self.at]

    def word(self) -> str:
        """Characters up to white space, a parenthesis or a quote; at least one."""
        start = self.at
        while self.at < len(self.text) and self.peek() not in STOPS and self.peek() not in QUOTES:
            self.at += 1
        return self.text[start : self.at]

    def value(self, ranges: bool) -> Value:
        """One value of a list: quoted, or bare up to white space, comma, parenthesis (or ``..``)."""
        starts = self.peek() == "*" and self.peek(2)[1:] not in ("", " ", ",", ")")
        if starts:
            self.at += 1
        text = self.quoted()
        quoted = text is not None
        if text is None:
            text = self._bare(ranges)
        ends = self.take("*") if quoted else len(text) > 1 and text.endswith("*")
        if ends and not quoted:
            text = text[:-1]
        return Value(text, quoted, starts, ends)

    def _bare(self, ranges: bool) -> str:
        start = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in STOPS or char == "," or char in QUOTES:
                break
            if ranges and self.text.startswith("..", self.at):
                break
            self.at += 1
        return self.text[start : self.at]


def _half_width(text: str) -> str:
    out: list[str] = []
    closing = ""
    escaped = False
    for char in text:
        if closing:
            out.append(char)
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == closing:
                closing = ""
        else:
            out.append(char.translate(_FULL_WIDTH))
            closing = QUOTES.get(char, "")
    return "".join(out)
