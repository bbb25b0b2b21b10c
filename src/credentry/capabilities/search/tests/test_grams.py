"""Pieces of text, and what counts as the same spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentry.capabilities.search.grams import grams, terms
from credentry.foundation.text import searchable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-9901 0500", "202699010500"),
        ("Ｒ－００１", "r-001"),
        ("AO-100", "a0100"),
        ("TÜV Rheinland", "tuv rheinland"),
        ("海润(北京)电器", "海润（北京）电器"),
        ("EN 62368-1", "en62368.1"),
    ],
)
def test_spellings_that_are_the_same(one: str, other: str) -> None:
    assert searchable(one).replace(" ", "") == searchable(other).replace(" ", "")


def test_sentences_do_not_run_into_each_other() -> None:
    assert searchable("检测结束。开始认证\nCE") == "检测结束 开始认证 ce"


def test_pieces_of_both_scripts() -> None:
    assert grams("海润电源a1b2c") == ["海润", "润电", "电源", "源", "a1b2", "1b2c", "b2c", "2c", "c"]


def test_words_of_a_query() -> None:
    long, short, mixed = terms("型式试验 R-0 电源A1")
    assert (long.runs[0].pieces, long.runs[0].open) == (("型式", "式试", "试验"), False)
    assert (short.runs[0].pieces, short.runs[0].open) == (("r0",), True)
    assert [one.pieces for one in mixed.runs] == [("电源",), ("a1",)]
    assert terms(" ——  ") == ()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="海润电源检测abc019 -。", max_size=30), st.data())
def test_every_fragment_is_made_of_pieces_of_the_text(text: str, data: st.DataObject) -> None:
    whole = searchable(text)
    words = [word for word in whole.split() if word]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    start = data.draw(st.integers(0, len(word) - 1))
    fragment = word[start : data.draw(st.integers(start + 1, len(word)))]
    pieces = set(grams(whole))
    for term in terms(fragment):
        for run in term.runs:
            for piece in run.pieces:
                assert piece in pieces or (run.open and any(one.startswith(piece) for one in pieces))
