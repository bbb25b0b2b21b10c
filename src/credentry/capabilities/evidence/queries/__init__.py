"""Questions about files; every answer passes the visibility of the document and so of its owner."""

from credentry.capabilities.evidence.queries.files import Found, file_rows, files_of, version_for
from credentry.capabilities.evidence.queries.integrity import damaged

__all__ = ["Found", "damaged", "file_rows", "files_of", "version_for"]
