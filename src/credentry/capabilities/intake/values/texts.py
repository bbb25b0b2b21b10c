"""Words: cleaning, blanks, comparing, splitting lists."""

import re
import unicodedata

from credentry.capabilities.intake.reading.cells import Cell, shown
from credentry.capabilities.intake.values.problems import DIGITS_LOST, Wrong

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A!"})
# "NA" is not among them: it is Namibia's code.
BLANKS = ERRORS | frozenset(
    {"-", "--", "---", "—", "——", "–", "/", "//", "\\", ".", "*", "n/a", "null", "(null)", "nil", "nan",
     "none", "无", "暂无", "空", "未知", "不详", "未填", "（空）", "(空)"}
)  # fmt: skip
MOST_EXACT_DIGITS = 10**15
SPACES = re.compile(r"[ \t\u3000\xa0\u2002-\u200a\u202f]+")
SEPARATORS = re.compile(r"[、，,;；|｜\n]+")
INNER_SEPARATORS = re.compile(r"\s*[/／&＋+]\s*|\s+and\s+|[和及与]")


def clean(cell: Cell) -> str:
    """The text of a cell as people wrote it, without stray blanks. Raises Wrong where Excel lost digits."""
    if not isinstance(cell, str):
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= MOST_EXACT_DIGITS:
            raise Wrong(DIGITS_LOST, value=shown(cell))
        return shown(cell)
    text = shown(cell)
    if "  " in text or "\u3000" in text or "\xa0" in text or "\t" in text:
        text = SPACES.sub(" ", text)
    return text


def is_blank(text: str) -> bool:
    """Whether the text says "nothing here"."""
    return not text or (len(text) <= 8 and (text.lower() in BLANKS or text in ERRORS))


def folded(text: str) -> str:
    """The form in which two spellings of one name are equal: width, case, blanks, punctuation aside."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def listed(text: str) -> tuple[str, ...]:
    """The members of a list in one cell; separators inside brackets do not count."""
    parts: list[str] = []
    depth, start = 0, 0
    for at, sign in enumerate(text):
        if sign in "(（[【":
            depth += 1
        elif sign in ")）]】":
            depth = max(0, depth - 1)
        elif depth == 0 and SEPARATORS.match(sign):
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    words = (part.strip(" \t\u3000\xa0.。") for part in parts)
    return tuple(dict.fromkeys(word for word in words if not is_blank(word)))


def inner(word: str) -> tuple[str, ...]:
    """A member that names several things ("EU/UK", "中国和日本"), taken apart."""
    return tuple(part.strip() for part in INNER_SEPARATORS.split(word) if part and part.strip())
