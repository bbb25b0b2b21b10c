"""Verbs on packs."""

from credentry.domains.packs.actions.installing import Installed, install

__all__ = ["Installed", "install"]
