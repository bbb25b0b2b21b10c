"""Normal forms of text: what makes two spellings of a number or name the same."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐-―−_/\\.·:,;()\[\]〔〕【】]+")
_SPACES = re.compile(r"\s+")


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
