"""Tables of this room."""

from credentry.capabilities.intake.models.item import IntakeItem, MailboxRound
from credentry.capabilities.intake.models.run import ImportChunk, ImportRun, MappingMemory

__all__ = ["ImportChunk", "ImportRun", "IntakeItem", "MailboxRound", "MappingMemory"]
