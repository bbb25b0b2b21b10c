"""Taking bytes in: kept by digest, their kind found in the bytes, remembered for the uploader."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from credentry.capabilities.evidence import owners, sniffing
from credentry.capabilities.evidence import vocabulary as words
from credentry.capabilities.evidence.models import Upload
from credentry.core.identity.actors import Actor
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, TooMany
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import L
from credentry.plumbing import blobs, bulk, queue

KEEP_UNUSED = timedelta(days=7)
HOURLY_BYTES = 20 * 2**30  # of one person: no single account fills the disk unnoticed


def keep(actor: Actor, name: str, source: Iterable[bytes], limit: int | None = None) -> Upload:
    """Store a stream of bytes and remember who handed it in; ``limit`` in bytes, default: the instance's.

    Raises Forbidden for somebody who could not attach it to anything, TooMany after 20 GiB within an hour, TooLarge,
    NotAccepted (a program) or DomainError (empty). Nothing is remembered then.
    """
    if not owners.may_hand_in(actor):
        raise Forbidden(action=L("上传文件", "Upload"))
    return keep_trusted(actor, name, source, limit)


def keep_trusted(actor: Actor, name: str, source: Iterable[bytes], limit: int | None = None) -> Upload:
    """The same for somebody whose right to hand files in the caller has looked at."""
    _check_quota(actor)
    made = _received(actor, name, source, limit)
    made.save(force_insert=True)
    return made


def _check_quota(actor: Actor) -> None:
    if actor.is_system:
        return
    recent = Upload.objects.filter(created_by=actor.user_id, created_at__gt=clock.now() - timedelta(hours=1))
    if (recent.aggregate(total=Sum("size"))["total"] or 0) >= HOURLY_BYTES:
        raise TooMany(words.TOO_MUCH, limit=HOURLY_BYTES // 2**30)


def keep_many(actor: Actor, files: Iterable[tuple[str, Iterable[bytes]]]) -> list[Upload]:
    """The same for several ``(name, pieces)``, remembered in one statement."""
    made = [_received(actor, name, source, None) for name, source in files]
    with transaction.atomic():  # one commit, not one for each row
        bulk.insert(Upload, made)
    return made


def _received(actor: Actor, name: str, source: Iterable[bytes], limit: int | None) -> Upload:
    most = settings.CREDENTRY_MAX_UPLOAD_BYTES if limit is None else limit
    try:
        stored = blobs.store(_checked(source), most)
    except blobs.BlobTooLarge as error:
        raise words.TooLarge(words.TOO_LARGE, limit=most // 2**20) from error
    return Upload(
        id=uuid7(), sha256=stored.sha256, size=stored.size, name=sniffing.clean_name(name),
        media_type=sniffing.media_type_of(blobs.path_of(stored.sha256)),
        created_by_id=actor.user_id, created_at=clock.now(),
    )  # fmt: skip


def _checked(source: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, if there are any and they are no program."""
    pieces = iter(source)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 64:
            break
    if not head:
        raise DomainError(words.EMPTY, field="file")
    if sniffing.is_program(head):
        raise words.NotAccepted(words.PROGRAM, field="file")
    return chain([head], pieces)


def own_uploads(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Upload]:
    """Those of the named uploads that the actor may attach: their own; the platform may attach any."""
    rows = Upload.objects.filter(pk__in=set(ids))
    if not actor.is_system:
        rows = rows.filter(created_by_id=actor.user_id)
    return {one.pk: one for one in rows}


@queue.job("evidence.purge_uploads")
def purge_uploads(payload: dict[str, Any]) -> None:
    """Forget what was handed in a week ago; what was attached has its facts in its document. Bytes stay."""
    Upload.objects.filter(created_at__lt=clock.now() - KEEP_UNUSED).delete()


queue.every("evidence.purge_uploads", seconds=24 * 3600)
