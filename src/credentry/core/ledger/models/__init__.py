"""Tables of this room: the log itself and what lies beside it.

Rows of ``ledger_entry``, ``ledger_node`` and ``ledger_checkpoint`` are never changed or deleted; triggers
refuse it. Everything but ``ledger_entry.body`` can be derived again from the bodies.
"""

from credentry.core.ledger.models.log import Anchor, Checkpoint, Entry, Head, Node
from credentry.core.ledger.models.sides import Dirty, Opening, SubjectKey

__all__ = ["Anchor", "Checkpoint", "Dirty", "Entry", "Head", "Node", "Opening", "SubjectKey"]
