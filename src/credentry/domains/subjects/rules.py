"""What is true of identifiers of subjects: pure checks."""

import re
import unicodedata
from datetime import date

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

_ID_NO = re.compile(r"^\d{17}[\dX]$")


def compact(value: str) -> str:
    """Half-width, upper case, no blanks or dashes."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", value)).upper()


def credit_code(value: str) -> tuple[str, str]:
    """A unified social credit code in normal form and its check: ok, unusual (warn, never block) or empty."""
    code = compact(value)
    if not code:
        return "", ""
    return code, "ok" if uscc.is_valid(code) else "unusual"


def identity_number(value: str) -> str:
    """An identity document number in normal form."""
    return compact(value)


def identity_number_fault(value: str) -> str:
    """Why an 18-character number is no Chinese identity number: ``check_digit`` or ``birth_date``; empty when it is
    right or of another form (passport, permit)."""
    number = identity_number(value)
    if not _ID_NO.match(number):
        return ""
    if not mod_11_2.is_valid(number):
        return "check_digit"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "birth_date"
    return ""


def masked(value: str) -> str:
    """What everyone may see of an identity number: its first and last characters."""
    number = identity_number(value)
    if len(number) <= 8:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def birth_date_of(value: str) -> date | None:
    """The birth date inside a Chinese identity number."""
    number = identity_number(value)
    if not _ID_NO.match(number) or identity_number_fault(number):
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
