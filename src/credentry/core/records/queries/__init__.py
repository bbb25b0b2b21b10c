"""Questions about records of any kind; every answer passes the actor's visibility first."""

from credentry.core.records.as_of import NOW, AsOf, read_as_of
from credentry.core.records.queries.detail import Detail, detail, history, record_for
from credentry.core.records.queries.fields import field_of, fields_of, shown_fields
from credentry.core.records.queries.listing import Page, Query, filtered, listing, ordered_ids, rows_of
from credentry.core.records.queries.lookup import deadlines, suggest
from credentry.core.records.queries.sight import seen
from credentry.core.records.scope import visible

__all__ = [
    "NOW",
    "AsOf",
    "Detail",
    "Page",
    "Query",
    "deadlines",
    "detail",
    "field_of",
    "fields_of",
    "filtered",
    "history",
    "listing",
    "ordered_ids",
    "read_as_of",
    "record_for",
    "rows_of",
    "seen",
    "shown_fields",
    "suggest",
    "visible",
]
