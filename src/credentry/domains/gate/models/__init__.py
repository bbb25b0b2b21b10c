"""Tables of this room."""

from credentry.domains.gate.models.override import GateOverride, GateUse

__all__ = ["GateOverride", "GateUse"]
