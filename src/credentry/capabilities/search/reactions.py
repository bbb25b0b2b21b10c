"""Wiring of this room: the projection, the job that follows renamed records, the answer to lists."""

from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.capabilities.search import indexing
from credentry.capabilities.search.finding import search
from credentry.core.records import projections, searching
from credentry.plumbing import queue


@queue.job(indexing.FOLLOW, max_attempts=5)
def follow(payload: dict[str, Any]) -> None:
    """Records that are found by the words of a changed one."""
    with transaction.atomic():
        indexing.follow(payload["kind"], [UUID(one) for one in payload["ids"]])


projections.register("search", indexing.refresh, order=60, first=indexing.refresh_new)
searching.provide(search)
