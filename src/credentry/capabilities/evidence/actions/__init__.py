"""Verbs of the room: keep bytes, attach them to records, replace, rename, remove and bring back."""

from credentry.capabilities.evidence.actions.attaching import NewFile, attach_action, attach_many
from credentry.capabilities.evidence.actions.uploads import keep, purge_uploads

__all__ = ["NewFile", "attach_action", "attach_many", "keep", "purge_uploads"]
