"""The answer to "which clause covers this in that market?" as people and programs get it."""

from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.conditions.references import DatabaseReferences, as_uuid
from credentry.core.records.queries import AsOf, rows_of
from credentry.core.records.scope import field_access, visible
from credentry.domains.credentials.queries.covering import Asked, answers, words
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import Forbidden, Invalid, NotFound
from credentry.foundation.labels import L

_TELLING = {"products", "excluded_products", "markets", "holder"}
SCOPE = L("查询适用范围", "Ask for the scope")
FIELDS = ("number", "title", "type", "status", "valid_to")


def coverage(actor: Actor, subject: str, market: str, as_of: AsOf) -> dict[str, Any]:
    """The clauses that cover a subject (id, code, article number or name) in a market (code or name, empty: wherever),
    and those that speak of it but do not, with the reasons. Only of credentials the actor may see.

    Raises NotFound for a subject nobody knows or the actor may not see, Invalid for an unknown market, Forbidden for
    an actor to whom the scope of credentials is closed: the answer would tell it.
    """
    if not actor.may("credential") or _TELLING & field_access(actor, kinds.get("credential")).keys():
        raise Forbidden(action=SCOPE)
    ids = _subjects(actor, subject.strip())
    place = _market(market.strip())
    asked = [Asked(one, place, as_of.day) for one in ids]
    found = answers(asked, as_of.known)
    seen = set(
        visible(actor, kinds.get("credential"))
        .filter(pk__in={one.credential for one in found})
        .values_list("pk", flat=True)
    )
    found = [one for one in found if one.credential in seen]
    said = rows_of(actor, kinds.get("credential"), sorted(seen), FIELDS, as_of)
    rows = {UUID(str(one["id"])): one for one in said}
    titles = subjects.titles(ids)
    items = [
        {
            "subject": {"id": str(asked[one.question].subject), "label": titles[asked[one.question].subject]},
            "credential": rows.get(one.credential, {}),
            "clause": one.clause,
            "why": why.as_dict(),
            "miss": one.miss,
        }
        for one, why in zip(found, words(asked, found, as_of.known), strict=True)
    ]
    return {
        "items": [one for one in items if not one["miss"]],
        "near": [one for one in items if one["miss"]],
        "as_of": as_of.plain(),
    }


def _subjects(actor: Actor, text: str) -> list[UUID]:
    kind = kinds.get("subject")
    direct = as_uuid(text)
    rows = visible(actor, kind)
    if direct is not None:
        ids = [direct]
    else:
        ids = list(DatabaseReferences().find("subject", text)) if text else []
        if not ids and text:
            ids = list(rows.filter(sku=text).values_list("pk", flat=True)[:100])
    found = list(rows.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    if not found:
        raise NotFound()
    return found


def _market(text: str) -> UUID | None:
    if not text:
        return None
    found = as_uuid(text) or subjects.names().get(text.casefold())
    if found is None or not subjects.market_words([found]):
        raise Invalid.one("market", "field.reference", value=text[:60])
    return found
