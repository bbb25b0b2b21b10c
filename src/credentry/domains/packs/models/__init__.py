"""Tables of this room."""

from credentry.domains.packs.models.installed import InstalledPack, PackItem

__all__ = ["InstalledPack", "PackItem"]
