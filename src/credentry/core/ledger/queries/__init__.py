"""Questions to the ledger; nothing here writes."""

from credentry.core.ledger.queries.about import correlations, in_clear, sealed_for
from credentry.core.ledger.queries.openings import Opened, reveal
from credentry.core.ledger.queries.proofs import (
    ConsistencyProof,
    InclusionProof,
    consistency_proof,
    inclusion_proof,
    log_proof,
    root_at,
)
from credentry.core.ledger.queries.reading import (
    Lag,
    StoredEntry,
    alarm,
    entries_of,
    entry,
    lag,
    latest_note,
    latest_tree_head,
    origin,
    tree_head,
    uncovered,
    verifier_key,
)
from credentry.core.ledger.queries.tiles import WIDTH as TILE_WIDTH
from credentry.core.ledger.queries.tiles import read_tile, tile, tile_path, tiles_of
from credentry.core.ledger.queries.unchanged import while_unchanged

__all__ = [
    "TILE_WIDTH",
    "ConsistencyProof",
    "InclusionProof",
    "Lag",
    "Opened",
    "StoredEntry",
    "alarm",
    "consistency_proof",
    "correlations",
    "entries_of",
    "entry",
    "in_clear",
    "inclusion_proof",
    "lag",
    "latest_note",
    "latest_tree_head",
    "log_proof",
    "origin",
    "read_tile",
    "reveal",
    "root_at",
    "sealed_for",
    "tile",
    "tile_path",
    "tiles_of",
    "tree_head",
    "uncovered",
    "verifier_key",
    "while_unchanged",
]
