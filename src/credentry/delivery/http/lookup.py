"""Choosing records in forms, and understanding typed conditions."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from credentry.core.records import conditions
from credentry.core.records.conditions.text_form import is_plain_words
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import suggest
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.records import kind_of
from credentry.foundation.errors import Invalid

router = Router(tags=["lookup"], auth=authenticate)


class Sentence(BaseModel):
    """What a person typed into the search box of a list; or ``condition``, a tree to be written as text."""

    kind: str
    text: str = Field("", max_length=2000)
    condition: dict[str, Any] | None = None


@router.get("/suggest/{kind}")
def suggestions(request: HttpRequest, kind: str, q: str = "") -> list[dict[str, str]]:
    """Records to choose from in a form."""
    return suggest(actor_of(request), kind_of(kind, request), q)


@router.post("/conditions/parse")
def parse_sentence(request: HttpRequest, given: Sentence) -> dict[str, Any]:
    """The condition a text or plain sentence means, shown back as text and sentence for confirmation."""
    kind = kind_of(given.kind, request)
    unknown: list[str] = []
    if given.condition is not None:
        tree = conditions.parse_json(kind, given.condition)
    else:
        tree, unknown = _understand(kind, given.text, actor_of(request).lang)
    return {
        "condition": conditions.to_json(tree),
        "text": conditions.to_text(tree),
        "sentence": {lang: conditions.sentence(kind, tree, lang) for lang in ("zh", "en")},
        "unknown": unknown,
    }


def _understand(kind: RecordKind, text: str, lang: str) -> tuple[conditions.Group, list[str]]:
    """The text form where it names fields, else the plain sentence; words not understood become full text."""
    try:
        tree = conditions.parse_text(kind, text, lang)
        if not is_plain_words(tree):
            return tree, []
    except Invalid:
        if ":" in text:
            raise
    found = conditions.plain(kind, text)
    return found.condition, list(found.unknown)
