"""The generic routes: list, read, act, bulk, history, calendar — for every kind alike."""

from datetime import date
from typing import Any, Literal
from urllib.parse import unquote
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Body, Router, Status
from ninja import Query as Parameters
from pydantic import BaseModel

from credentry.capabilities.insight.queries import with_view
from credentry.core.records import impact, kinds
from credentry.core.records.actions import perform, perform_many, preview
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import (
    Query,
    deadlines,
    detail,
    filtered,
    history,
    listing,
    read_as_of,
    record_for,
)  # fmt: skip
from credentry.core.records.queries.lookup import deadline_row
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.progress import followed
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound, define

router = Router(tags=["records"], auth=authenticate)
BULK_LIMIT = 100_000
_BODY: Any = Body(...)  # type: ignore[type-arg]
_NO_BODY: Any = Body(default={})  # type: ignore[type-arg]

define("request.version", "缺少版本号(If-Match)。", "The version (If-Match) is missing or not a number.")
define("bulk.too_many", "一次最多处理 {limit} 条记录。", "At most {limit} records at once.")
define(
    "calendar.known",
    "日历只显示当前已知的期限,不能按“当时所知”查询。",
    "The calendar shows the deadlines known now; it cannot be asked as of an instant.",
)
define("bulk.empty", "没有选中任何记录。", "No record is selected.")


class ListQuery(BaseModel):
    """Parameters of a list. ``on``: the day that stands for today; ``known``: the instant as of whose knowledge it is
    answered. ``count``: whether to count too, up to 1,000; ``exact``: up to 100,000."""

    condition: Any = None
    q: str = ""
    sort: str = ""
    fields: str | list[str] | None = None
    after: str = ""
    limit: int = 50
    count: bool | Literal["exact"] = True
    archived: bool = False
    view: str = ""
    on: str = ""
    known: str = ""


class Bulk(BaseModel):
    """One action for many records, chosen by id or by what a list shows."""

    ids: list[UUID] | None = None
    condition: Any = None
    q: str = ""
    payload: dict[str, Any] = {}
    why: str = ""
    dry_run: bool = False


def kind_of(name: str, request: HttpRequest) -> RecordKind:
    """The kind, if the actor may read any of it. Raises NotFound."""
    kind = kinds.find(name)
    if kind is None or not actor_of(request).may(name):
        raise NotFound()
    return kind


def as_query(request: HttpRequest, kind: RecordKind, given: ListQuery) -> Query:
    """The list a request asks for: a saved view if one is named, narrowed by what else is said."""
    names = [given.fields] if isinstance(given.fields, str) else given.fields or []  # a=x,y and a=x&a=y alike
    wanted = [part.strip() for one in names for part in one.split(",") if part.strip()] or None
    query = Query(
        given.condition or None,
        given.q,
        given.sort,
        wanted,
        given.after,
        given.limit,
        bool(given.count),
        given.archived,
        read_as_of(given.on, given.known),
        given.count == "exact",
    )
    return with_view(actor_of(request), kind, query, given.view) if given.view else query


def _page(request: HttpRequest, kind_name: str, given: ListQuery) -> dict[str, Any]:
    kind = kind_of(kind_name, request)
    query = as_query(request, kind, given)
    page = listing(actor_of(request), kind, query)
    return {
        "items": page.items,
        "next": page.next,
        "count": page.count,
        "capped": page.capped,
        "as_of": query.as_of.plain(),
    }


@router.get("/{kind}")
def list_records(request: HttpRequest, kind: str, given: Parameters[ListQuery]) -> dict[str, Any]:
    """One page of records: condition (JSON or text), full text ``q``, sort, fields, keyset paging."""
    return _page(request, kind, given)


@router.post("/{kind}/query")
def query_records(request: HttpRequest, kind: str, given: ListQuery) -> dict[str, Any]:
    """The same as the list, for conditions too long for an address."""
    return _page(request, kind, given)


@router.get("/{kind}/calendar")
def calendar(request: HttpRequest, kind: str, given: Parameters[ListQuery]) -> dict[str, Any]:
    """Open deadlines of the records a list shows between ``from`` and ``to`` (at most 400 days), open on the day ``on``.

    Deadlines follow from what is known now; for another instant they are not told.
    """
    declared = kind_of(kind, request)
    start, end = _period(request)
    query = as_query(request, declared, given)
    if query.as_of.known is not None:
        raise Invalid.one("known", "calendar.known")
    rows = deadlines(actor_of(request), kind).filter(due_on__range=(start, end))
    open_then = Q(closed_on__isnull=True)
    rows = rows.filter(open_then | Q(closed_on__gt=query.as_of.on) if query.as_of.on else open_then)
    if given.condition or given.q or given.view:
        listed = filtered(actor_of(request), declared, query)
        rows = rows.filter(record_id__in=listed.values("pk"))
    items = [deadline_row(one) for one in rows.order_by("due_on", "id")[:5000]]
    return {"items": items, "as_of": query.as_of.plain()}


def _period(request: HttpRequest) -> tuple[date, date]:
    try:
        start, end = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError:
        raise Invalid.one("from", "field.date", value=request.GET.get("from", "")) from None
    if not 0 <= (end - start).days <= 400:
        raise Invalid.one("to", "field.max", limit=400)
    return start, end


@router.post("/{kind}/bulk/{action}")
def bulk_action(request: HttpRequest, kind: str, action: str, given: Bulk) -> dict[str, Any]:
    """Do one action for many records; each that cannot is named with the reason."""
    declared, actor = kind_of(kind, request), actor_of(request)
    verb = declared.action(action)
    if verb is None or verb.creates or not verb.bulk:
        raise NotFound("action.unknown", action=action)
    if not actor.may(kind, action):
        raise Forbidden(action=verb.label)
    ids = given.ids
    if ids is None:
        if not given.condition and not given.q:
            raise DomainError("bulk.empty")
        found = filtered(actor, declared, Query(given.condition, given.q))
        ids = list(found.values_list("pk", flat=True)[: BULK_LIMIT + 1])
    if not ids:
        raise DomainError("bulk.empty")
    if len(ids) > BULK_LIMIT:
        raise DomainError("bulk.too_many", limit=BULK_LIMIT)
    rows = [{"id": one, "payload": given.payload} for one in ids]
    told: dict[str, Any] = {}
    with transaction.atomic(), impact.collecting(given.dry_run):
        outcome = perform_many(actor, kind, action, rows, why=given.why or None)
        if given.dry_run:
            told = {"impact": impact.collected(actor)}
            transaction.set_rollback(True)
    return {
        "done": len(outcome.done),
        "failed": [
            {
                "id": str(ids[one.index]),
                "code": one.error.code,
                "message": "; ".join(part.message(actor.lang) for part in one.error.errors)
                or one.error.message(actor.lang),
            }
            for one in outcome.errors
        ],
        "dry_run": given.dry_run,
        **told,
    }


@router.post("/{kind}", response={200: dict[str, Any], 201: dict[str, Any]})
def create_record(
    request: HttpRequest, response: HttpResponse, kind: str, payload: dict[str, Any] = _BODY
) -> Any:
    """Make a record with the kind's creating action (or the one named by ``?action=``). ``?preview=1``: see below."""
    declared = kind_of(kind, request)
    name = request.GET.get("action") or (declared.creating.name if declared.creating else "")
    verb = declared.action(name)
    if verb is None or not verb.creates:
        raise NotFound("action.unknown", action=name)
    with followed(request):
        if _previewed(request):
            return Status(200, {"impact": preview(actor_of(request), kind, name, None, payload)})
        done = perform(actor_of(request), kind, name, None, payload, why=_reason(request))
    response["ETag"] = f'"{done.version}"'
    answer: dict[str, Any] = {
        "id": str(done.id),
        "number": done.number,
        "version": done.version,
        "seq": done.seq,
    }
    secret = getattr(done.record, "secret", None)
    return Status(201, {**answer, "secret": secret} if secret else answer)


@router.get("/{kind}/{record_id}")
def read_record(request: HttpRequest, response: HttpResponse, kind: str, record_id: str) -> dict[str, Any]:
    """Everything a detail page needs, with the version as ETag; ``on`` and ``known`` as in lists."""
    declared = kind_of(kind, request)
    as_of = read_as_of(request.GET.get("on", ""), request.GET.get("known", ""))
    found = detail(actor_of(request), declared, record_id, as_of)
    response["ETag"] = f'"{found.record.version}"'
    return {
        "id": str(found.record.pk),
        "kind": kind,
        "version": found.record.version,
        "number": getattr(found.record, "number", ""),
        "title": found.title,
        "archived": found.record.archived_at is not None,
        "values": found.values,
        "actions": found.actions,
        "extra": found.extra,
        "as_of": as_of.plain(),
    }


@router.get("/{kind}/{record_id}/history")
def read_history(request: HttpRequest, kind: str, record_id: str) -> dict[str, Any]:
    """Who did what when and why."""
    return {"items": history(actor_of(request), kind_of(kind, request), record_id)}


@router.get("/{kind}/{record_id}/deadlines")
def read_deadlines(request: HttpRequest, kind: str, record_id: str) -> dict[str, Any]:
    """What this record must meet by when."""
    record = record_for(actor_of(request), kind_of(kind, request), record_id)
    rows = deadlines(actor_of(request), kind).filter(record_id=record.pk).order_by("due_on", "id")
    return {"items": [deadline_row(one) for one in rows]}


@router.get("/{kind}/{record_id}/related")
def read_related(request: HttpRequest, kind: str, record_id: str) -> dict[str, Any]:
    """Records of other kinds that point here: kind, field, count and the condition that lists them."""
    from credentry.core.records.queries.related import related

    record = record_for(actor_of(request), kind_of(kind, request), record_id)
    return {"items": related(actor_of(request), kind, record.pk)}


@router.post("/{kind}/{record_id}/{action}")
def act(
    request: HttpRequest,
    response: HttpResponse,
    kind: str,
    record_id: str,
    action: str,
    payload: dict[str, Any] = _NO_BODY,
) -> dict[str, Any]:
    """Do an action. ``If-Match`` carries the version read; a newer one is answered with 412.

    With ``?preview=1`` nothing is changed: the answer says which records would stand differently afterwards. With
    ``X-Progress: UUID`` it tells how far it has come (``GET /progress/UUID``).
    """
    kind_of(kind, request)
    actor, version = actor_of(request), _version(request)
    with followed(request):
        if _previewed(request):
            return {"impact": preview(actor, kind, action, record_id, payload, version=version)}
        done = perform(actor, kind, action, record_id, payload, version=version, why=_reason(request))
    response["ETag"] = f'"{done.version}"'
    return {"id": str(done.id), "version": done.version, "seq": done.seq}


def _previewed(request: HttpRequest) -> bool:
    """Whether only the impact of an action is asked for."""
    return request.GET.get("preview", "") in ("1", "true")


def _version(request: HttpRequest) -> int | None:
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given or given == "*":
        return None
    if not given.isdigit():
        raise DomainError("request.version")
    return int(given)


def _reason(request: HttpRequest) -> str | None:
    """Why, from the header ``X-Reason`` (percent-encoded, since headers carry no Chinese)."""
    return unquote(request.headers.get("X-Reason", ""))[:2000].replace("\0", "") or None
