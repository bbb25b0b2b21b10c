"""Tables of the evidence room."""

from credentry.capabilities.evidence.models.document import Document, DocumentVersion
from credentry.capabilities.evidence.models.upload import Upload

__all__ = ["Document", "DocumentVersion", "Upload"]
