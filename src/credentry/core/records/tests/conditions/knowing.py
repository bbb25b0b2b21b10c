"""References answered from a dictionary, for tests without a database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records.conditions import Env


class Knowing:
    """Codes and titles as given: {kind: {code: (id, zh, en)}}."""

    def __init__(self, known: dict[str, dict[str, tuple[UUID, str, str]]] | None = None) -> None:
        self.known = known or {}

    def find(self, kind: str, text: str) -> Sequence[UUID]:
        return [one for code, (one, zh, en) in self.known.get(kind, {}).items() if text in (code, zh, en)]

    def title(self, kind: str, id_or_text: str, lang: str) -> str:
        for code, (one, zh, en) in self.known.get(kind, {}).items():
            if id_or_text in (code, str(one), zh):
                return en if lang == "en" else zh
        return id_or_text

    def below(self, unit_ids: Sequence[UUID]) -> Sequence[UUID]:
        return unit_ids

    def values(self, kind: str, record_id: Any) -> Mapping[str, Any]:
        return {}


EU, DE = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 21)
ENV = Env(
    None, TODAY, Knowing({"t_tag": {"EU": (EU, "欧盟", "European Union"), "DE": (DE, "德国", "Germany")}})
)
