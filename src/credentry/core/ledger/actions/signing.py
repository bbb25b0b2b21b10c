"""Sign tree heads — only what was re-derived from disk, starting from the signer's own memory."""

from django.db import transaction

from credentry.core.ledger import notes, state
from credentry.core.ledger.following import follow, own_connection
from credentry.core.ledger.merkle import Frontier
from credentry.core.ledger.models import Checkpoint
from credentry.core.ledger.notes import BadNote, TreeHead
from credentry.core.ledger.store import Store
from credentry.core.ledger.vocabulary import (
    CHECKPOINT_BROKEN,
    MISMATCH,
    SHRUNK,
    STATE_FOREIGN,
    STATE_MISSING,
    Refused,
)
from credentry.foundation import canonical, clock
from credentry.plumbing import keys


def sign_checkpoint(adopt: bool = False) -> str:
    """Sign the committed log as it is now, keep and return the checkpoint note.

    The signer reads new entries through its own connection, carries its own last frontier (a file of
    ``CREDENTRY_STATE``) forward, and remembers the result on disk before the note is published. ``adopt`` lets it
    start from the beginning where its memory is lost although checkpoints exist; every stored checkpoint must then
    agree. Raises Refused, and raises the alarm, when the log shrank, differs or belongs to another signer.
    """
    try:
        with state.alone(state.SIGNER):
            head = _derive(adopt)
            note = notes.sign_head(head, keys.ledger_key())
            _publish(head, note)
    except Refused as error:
        state.raise_alarm({"code": error.code, "params": error.params, "at": canonical.instant(clock.now())})
        raise
    state.clear_alarm()
    return note


def _derive(adopt: bool) -> TreeHead:
    remembered = state.recall(state.SIGNER)
    with own_connection() as reading:
        store = Store(reading)
        origin, stored, root = store.head()
        checkpoints = store.checkpoints()
        if remembered is None and checkpoints and not adopt:
            raise Refused(STATE_MISSING)
        if remembered is not None and remembered.origin != origin:
            raise Refused(STATE_FOREIGN, origin=remembered.origin)
        frontier = remembered.frontier if remembered else Frontier()
        if stored.size < frontier.size:
            raise Refused(SHRUNK, signed=frontier.size, size=stored.size)
        if remembered is None:
            _follow_past(store, origin, frontier, checkpoints, stored.size)
        follow(store, frontier, stored.size)
    if frontier.root() != root or frontier.hashes != stored.hashes:
        raise Refused(MISMATCH, seq=max(stored.size - 1, 0))
    state.remember(state.SIGNER, state.Remembered(origin, frontier))
    return TreeHead(origin, frontier.size, frontier.root())


def _follow_past(
    store: Store, origin: str, frontier: Frontier, checkpoints: list[tuple[int, str]], size: int
) -> None:
    """Re-derive every checkpoint that this log has published."""
    for signed, note in checkpoints:
        if signed > size:
            raise Refused(SHRUNK, signed=signed, size=size)
        follow(store, frontier, signed)
        try:
            head = notes.open_head(note, origin, keys.ledger_public_key())
        except BadNote as error:
            raise Refused(CHECKPOINT_BROKEN, size=signed) from error
        if (head.size, head.root) != (frontier.size, frontier.root()):
            raise Refused(CHECKPOINT_BROKEN, size=signed)


def _publish(head: TreeHead, note: str) -> None:
    with transaction.atomic():
        kept = Checkpoint.objects.filter(size=head.size).first()
        if kept is None:
            Checkpoint.objects.create(size=head.size, root=head.root, note=note, at=clock.now())
        elif bytes(kept.root) != head.root or kept.note != note:
            raise Refused(CHECKPOINT_BROKEN, size=head.size)
