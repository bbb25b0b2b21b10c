"""Files to test with: pictures and PDFs made here, certificates published by others where they are at hand."""

import io
import os
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from credentry.capabilities.evidence import actions
from credentry.capabilities.evidence.models import Upload
from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType
from credentry.domains.credentials.tests.factories import make, plain_type

ROOT = Path(__file__).resolve().parents[5]
SHARED = Path(os.environ.get("CREDENTRY_SHARED_DATA", ROOT.parent / "shared" / "data"))
ORIENTATION = 0x0112


def shared(name: str) -> bytes:
    """The bytes of a published certificate; the test is skipped where they are not at hand."""
    path = SHARED / "certificates" / name
    if not path.exists():
        pytest.skip(f"needs {name} of the shared data")
    return path.read_bytes()


def picture(
    width: int = 60, height: int = 30, form: str = "PNG", turned: int = 1, left: str = "red"
) -> bytes:
    """A picture whose left half has another colour than its right half; ``turned``: EXIF orientation."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste(left, (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION] = turned
    out = io.BytesIO()
    image.save(out, form, exif=exif, **({"quality": 95} if form == "JPEG" else {}))
    return out.getvalue()


@cache
def pdf(color: str = "green", pages: int = 1, size: tuple[int, int] = (420, 594)) -> bytes:
    """A PDF whose pages are filled with a colour; made once, for it carries the time of its making."""
    sheets = [Image.new("RGB", size, color) for _ in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=72)
    return out.getvalue()


def kept(content: bytes, name: str = "证书.pdf", actor: Actor = SYSTEM) -> Upload:
    return actions.keep(actor, name, [content])


def a_credential(unit: Any, **more: Any) -> Any:
    kind = CredentialType.objects.filter(code="PLAIN").first() or plain_type()
    return make(kind, unit=str(unit.pk), **more)


def attach(
    record: Any,
    content: bytes,
    name: str = "证书.pdf",
    actor: Actor = SYSTEM,
    kind: str = "credential",
    **more: Any,
) -> UUID:
    """Attach a file to a record; the id of its document."""
    from credentry.capabilities.evidence.models import Document

    payload = {"blob_id": str(kept(content, name, actor).pk), **more}
    perform(actor, kind, "attach", record.pk, payload)
    return (
        Document.objects.filter(owner_id=record.pk)
        .order_by("-created_at", "-id")
        .values_list("pk", flat=True)[0]
    )
