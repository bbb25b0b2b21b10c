"""Does a certificate number follow the rule of its type?

A sure rule refuses a number that breaks it unless the person confirms that the paper says so; a rule still
to be confirmed only marks the number as unusual.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stdnum import ean
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2


@dataclass(frozen=True, slots=True)
class Finding:
    """``check``: ok, legacy, unusual or empty (no rule). ``strict``: an unusual number needs confirmation.
    ``example``: a well-formed one."""

    check: str
    strict: bool = False
    example: str = ""
    reason: str = ""


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def plain(number: str) -> str:
    """The spelling patterns are written for: half-width, no blanks at the ends, single blanks inside."""
    return " ".join(unicodedata.normalize("NFKC", number).split())


def _matches(pattern: str, number: str) -> bool:
    compiled = _compiled(pattern)
    spaceless = number.replace(" ", "")
    upper = number.upper()
    return any(compiled.match(one) for one in (number, spaceless, upper, spaceless.upper()))


def _digits_of_gtin(number: str) -> str:
    return re.sub(r"\D", "", number)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "GB11643_MOD11_2": lambda number: len(number) >= 18 and bool(mod_11_2.is_valid(number[-18:])),
    "GB32100_MOD31": lambda number: bool(uscc.is_valid(number[:18])),
    "GS1_MOD10": lambda number: bool(ean.is_valid(_digits_of_gtin(number))),
}


def check_digit(rule: str, number: str) -> bool:
    """Whether the check character of ``number`` is right under the named algorithm; True for an unknown one."""
    name = rule.split(" ", 1)[0]
    check = _CHECKS.get(name)
    if check is None:
        return True
    compact = re.sub(r"[\s-]", "", number).upper()
    try:
        return check(compact)
    except (ValueError, IndexError):
        return False


def examine(rule: Mapping[str, Any] | None, number: str, certain: bool = False) -> Finding:
    """Compare ``number`` with the number rule of a type."""
    if not rule or not (rule.get("pattern") or rule.get("check_digit")) or not number.strip():
        return Finding("")
    text, example = plain(number), str(rule.get("example") or "")
    strict = bool(rule.get("strict", certain))
    for old in rule.get("legacy_patterns") or ():
        if _matches(str(old["pattern"]), text):
            return Finding("legacy", example=example)
    pattern = rule.get("pattern")
    # The raw spelling too: folding would turn Ⅱ into II, which some rules print.
    if pattern and not (_matches(str(pattern), text) or _matches(str(pattern), number.strip())):
        return Finding("unusual", strict, example, "format")
    if rule.get("check_digit") and not check_digit(str(rule["check_digit"]), text):
        # Some genuine codes carry a wrong check character (credit codes before 2016): warn, never block.
        return Finding("unusual", False, example, "check_digit")
    return Finding("ok", example=example)
