"""Overlapping pieces of text: what the index is made of and asked for. Pure functions over the searchable form.

Ideographs, kana and Hangul are cut in pairs, everything else in fours; the last pieces of a run are shorter. So any
fragment of two characters (four in Latin script) is one piece, a shorter one is the beginning of a piece, and a longer
one is a phrase of consecutive pieces that never reaches over the end of a run.
"""

import re
from dataclasses import dataclass

from credentry.foundation.text import search_words

_RUN = re.compile(r"[0-9a-z\u0080-\u10ff]+|[\u1100-\U0010ffff]+")
_EAST = "\u1100"


def _width(run: str) -> int:
    return 2 if run[0] >= _EAST else 4


def grams(text: str) -> list[str]:
    """Every piece of a searchable text, in order."""
    found: list[str] = []
    for run in _RUN.findall(text):
        width = _width(run)
        found.extend(run[at : at + width] for at in range(len(run)))
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one script within a term: consecutive ``pieces``; ``open``: the beginning of a piece."""

    pieces: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query. Its text must occur as it is; ``runs`` find the candidates."""

    text: str
    runs: tuple[Run, ...]


def terms(query: str) -> tuple[Term, ...]:
    """The words of a query: each must occur somewhere. Words without letters and digits are left out."""
    return tuple(Term(word, tuple(_run(one) for one in _RUN.findall(word))) for word in search_words(query))


def _run(text: str) -> Run:
    width = _width(text)
    if len(text) <= width:
        return Run((text,), len(text) < width)
    return Run(tuple(text[at : at + width] for at in range(len(text) - width + 1)), False)
