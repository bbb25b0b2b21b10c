"""Normal forms of text: what makes two spellings of a number or name the same."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐-―−_/\\.·:,;()\[\]〔〕【】]+")
_SPACES = re.compile(r"\s+")
_SENTENCES = re.compile(r"[\n\r。;!?]+")
_WITHIN_NUMBER = re.compile(r"(?<=\d)\s+(?=\d)")
_NOT_WORD = re.compile(r"[\W_]+")


def _without_accents() -> dict[int, str]:
    """Accented Latin letters and the letter o, each with what stands for it in a search."""
    found = {ord("o"): "0"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii():
            found[code] = found.get(ord(bare), bare)
    return found


_PLAIN = _without_accents()


def squeeze(value: str) -> str:
    """NFKC (full width to half width), one blank between words, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", value)).strip()


def normalise_number(value: str) -> str:
    """The comparable form of a certificate number: NFKC, upper case, no blanks or separators, letter O as zero."""
    folded = unicodedata.normalize("NFKC", value).upper()
    return _SEPARATORS.sub("", folded).replace("O", "0")


def fold(value: str) -> str:
    """The comparable form of a name or heading: NFKC, lower case, no blanks or punctuation."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(char for char in folded if char.isalnum())


def searchable(value: str) -> str:
    """The form in which text is searched: NFKC, lower case, no accents, letter o as zero, nothing between the letters
    and digits of a sentence, one blank between sentences."""
    if value.isascii():
        folded = value.lower().replace("o", "0")
    else:
        folded = unicodedata.normalize("NFKC", value).casefold().translate(_PLAIN)
    if folded.isalnum():
        return folded
    return " ".join(part for part in (_NOT_WORD.sub("", one) for one in _SENTENCES.split(folded)) if part)


def search_words(query: str) -> list[str]:
    """The words of a query in searchable form, each once; blanks between digits belong to a number."""
    joined = _WITHIN_NUMBER.sub("", unicodedata.normalize("NFKC", query))
    return list(dict.fromkeys(word for given in joined.split() for word in searchable(given).split()))
