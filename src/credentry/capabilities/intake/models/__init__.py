"""Tables of this room."""

from credentry.capabilities.intake.models.run import ImportChunk, ImportRun, MappingMemory

__all__ = ["ImportChunk", "ImportRun", "MappingMemory"]
