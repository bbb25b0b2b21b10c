"""Are the bytes still what the documents say?"""

from collections.abc import Iterator

from credentry.capabilities.evidence.models import DocumentVersion
from credentry.plumbing import blobs


def damaged() -> Iterator[tuple[str, str]]:
    """(document number, digest) of each version whose bytes are missing or changed; reads every file once."""
    seen: dict[str, bool] = {}
    rows = DocumentVersion.objects.order_by("sha256").values_list("document__number", "sha256")
    for number, digest in rows.iterator(chunk_size=1000):
        if digest not in seen:
            seen = {digest: blobs.intact(digest)}  # ordered: only the last one can come again
        if not seen[digest]:
            yield number, digest
