"""Choosing records in forms, and understanding typed conditions."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from credentry.core.records import conditions
from credentry.core.records.queries import suggest
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.records import kind_of

router = Router(tags=["lookup"], auth=authenticate)


class Sentence(BaseModel):
    """What a person typed into the search box of a list."""

    kind: str
    text: str = Field(max_length=2000)


@router.get("/suggest/{kind}")
def suggestions(request: HttpRequest, kind: str, q: str = "") -> list[dict[str, str]]:
    """Records to choose from in a form."""
    return suggest(actor_of(request), kind_of(kind, request), q)


@router.post("/conditions/parse")
def parse_sentence(request: HttpRequest, given: Sentence) -> dict[str, Any]:
    """The condition a text or plain sentence means, shown back as text and sentence for confirmation."""
    kind = kind_of(given.kind, request)
    understood = conditions.understand(kind, given.text, actor_of(request).lang)
    tree = understood.tree
    return {
        "condition": conditions.to_json(tree),
        "text": conditions.to_text(tree),
        "sentence": {lang: conditions.sentence(kind, tree, lang) for lang in ("zh", "en")},
        "unknown": list(understood.unknown),
    }
