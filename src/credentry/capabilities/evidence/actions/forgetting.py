"""Forgetting a person: the files of their records go, rows and bytes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from credentry.capabilities.evidence.models import Document, DocumentVersion, Upload
from credentry.capabilities.evidence.vocabulary import DOCUMENT
from credentry.core.records import kinds, projections
from credentry.core.records.forgetting import Forgetting
from credentry.plumbing import blobs, queue

DROP = "evidence.drop_bytes"


def forget(job: Forgetting) -> None:
    """Documents of the records named so far end, with every version and whatever upload has the same bytes.

    Bytes leave the store after the commit, unless another record holds the same file.
    """
    owners = {kind for kind, _ in job.records}
    mine = Q(pk__in=[])
    for kind in owners:
        mine |= Q(owner_kind=kind, owner_id__in=job.ids(kind))
    documents = list(
        Document.objects.select_for_update().filter(mine).order_by("pk").values_list("pk", flat=True)
    )
    versions = DocumentVersion.objects.filter(document__in=documents)
    digests = set(versions.values_list("sha256", flat=True))
    if not documents:
        return
    job.about(DOCUMENT, documents, ("title", "name", "owner_title"))
    versions.delete()
    Document.objects.filter(pk__in=documents).delete()
    Upload.objects.filter(sha256__in=digests).delete()
    projections.refresh(kinds.get(DOCUMENT), documents)
    for one in documents:
        job.ctx.also(DOCUMENT, one, [("erased_files", 1, 0)])
    job.count("erased_files", len(documents))
    let_go(digests)


def let_go(digests: Iterable[str]) -> None:
    """Remove the bytes of these digests after the commit, where nobody needs them any more."""
    wanted = sorted(set(digests) - {""})
    if wanted:
        queue.enqueue(DROP, {"digests": wanted})
        transaction.on_commit(lambda: _drop(wanted))


def held(digests: set[str]) -> set[str]:
    """Those digests that a document or an upload names."""
    found = set(DocumentVersion.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    return found | set(Upload.objects.filter(sha256__in=digests).values_list("sha256", flat=True))


def _drop(digests: Iterable[str]) -> None:
    for digest in blobs.drop_unheld(digests):
        folder = Path(settings.CREDENTRY_HOME) / "previews" / digest[:2]
        for picture in folder.glob(f"{digest}-*"):
            picture.unlink(missing_ok=True)


@queue.job(DROP)
def _drop_job(payload: dict[str, Any]) -> None:
    _drop(payload["digests"])
