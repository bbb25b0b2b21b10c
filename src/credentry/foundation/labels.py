"""Words shown to people, always in both languages of the product."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """One term in Chinese and English."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The term in ``lang``; any language but English reads Chinese."""
        return self.en if lang == "en" else self.zh

    def as_dict(self) -> dict[str, str]:
        """JSON form for the catalogue."""
        return {"zh": self.zh, "en": self.en}


def L(zh: str, en: str) -> Label:
    """Short constructor used in declarations."""
    return Label(zh, en)


def language(value: str | None) -> Lang:
    """``zh`` or ``en`` from a language tag such as ``en-GB`` or an Accept-Language header."""
    return "en" if (value or "").strip().lower().startswith("en") else "zh"
