"""The ways a notice travels. The inbox is the alert itself; the others send parcels.

A further channel (WeCom, DingTalk, a gateway) is one more ``Sender`` in ``SENDERS``: the sweep makes its deliveries
for the policies that name it, ``actions.delivering`` gives it leases, retries and dead letters.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

from credentry.capabilities.alerts.channels.file import FileSender, file_target
from credentry.capabilities.alerts.channels.mail import MailSender
from credentry.capabilities.alerts.channels.parcels import Carry
from credentry.capabilities.alerts.vocabulary import Channel

__all__ = ["SENDERS", "Sender", "in_force"]


class Sender(Protocol):
    """A channel that sends. ``open`` connects once for many parcels; what it yields carries one parcel at a time.

    ``lines`` is how many alerts a parcel names at most; None: all of them.
    """

    lines: int | None

    def ready(self) -> bool:
        """Whether it is configured; deliveries of a channel that is not wait until it is."""
        ...

    def open(self) -> AbstractContextManager[Carry]:
        """Connect. Raises ``Down``."""
        ...


SENDERS: Final[dict[str, Sender]] = {Channel.EMAIL.value: MailSender(), Channel.FILE.value: FileSender()}


def in_force(channels: Sequence[str]) -> list[str]:
    """A policy's channels plus the inbox, which is always on, and the operator's file when it is set."""
    chosen = {Channel.INBOX.value, *channels} - {Channel.FILE.value}
    if file_target():
        chosen.add(Channel.FILE.value)
    return sorted(chosen)
