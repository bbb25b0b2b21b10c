"""Questions about files; every answer passes the visibility of the document and so of its owner."""

from credentry.capabilities.evidence.queries.files import Found, files_of, version_for
from credentry.capabilities.evidence.queries.integrity import damaged

__all__ = ["Found", "damaged", "files_of", "version_for"]
