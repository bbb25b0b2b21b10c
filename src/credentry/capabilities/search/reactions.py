"""Wiring of this room: the projection, the job that follows renamed records, the answer to lists."""

from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.capabilities.search import indexing
from credentry.capabilities.search.finding import search
from credentry.capabilities.search.stores import merge
from credentry.core.records import forgetting, kinds, projections, searching
from credentry.core.records.forgetting import Forgetting
from credentry.plumbing import queue, sweeping


@queue.job(indexing.FOLLOW, max_attempts=5)
def follow(payload: dict[str, Any]) -> None:
    """Records that are found by the words of a changed one."""
    with transaction.atomic():
        indexing.follow(payload["kind"], [UUID(one) for one in payload["ids"]])


def forget(job: Forgetting) -> None:
    """Whatever is found by the names of these records is found by their new ones, at once."""
    for kind in sorted({kind for kind, _ in job.records}):
        if indexing.is_indexed(kinds.get(kind)):
            indexing.follow(kind, job.ids(kind))


forgetting.register("search", forget, order=80)
sweeping.rewrite_first(merge)
projections.register("search", indexing.refresh, order=60, first=indexing.refresh_new)
searching.provide(search)
