"""The ways a notice travels. The inbox is the alert itself; the others send parcels.

A further channel is one more ``Sender`` in ``SENDERS`` with its ``Spec``: the sweep makes its deliveries for the
policies that name it, ``actions.delivering`` gives it leases, retries, fall-back and dead letters.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol, runtime_checkable

from credentry.capabilities.alerts.channels import robots
from credentry.capabilities.alerts.channels.apprise import AppriseSender
from credentry.capabilities.alerts.channels.dingtalk import DingTalkSender
from credentry.capabilities.alerts.channels.feishu import FeishuSender
from credentry.capabilities.alerts.channels.file import FileSender, file_target
from credentry.capabilities.alerts.channels.mail import MailSender
from credentry.capabilities.alerts.channels.parcels import Carry, Parcel, Receipt, Sent, Taken
from credentry.capabilities.alerts.channels.sms import SmsSender
from credentry.capabilities.alerts.channels.webhook import WebhookSender
from credentry.capabilities.alerts.channels.wecom import WeComSender
from credentry.capabilities.alerts.vocabulary import Channel

__all__ = ["SENDERS", "Gathering", "Reporting", "Sender", "Tasking", "Together", "in_force"]


class Sender(Protocol):
    """A channel that sends. ``open`` connects once for many parcels; what it yields carries one parcel at a time.

    ``lines`` is how many alerts a parcel names at most (None: all of them), ``lanes`` how many parcels may be
    under way at once, ``address`` the user's field it needs (empty: none).
    """

    lines: int | None
    lanes: int
    address: str

    def ready(self) -> bool:
        """Whether it is configured."""
        ...

    def open(self) -> AbstractContextManager[Carry]:
        """Connect. Raises ``Down``."""
        ...


@runtime_checkable
class Reporting(Protocol):
    """A channel that can be asked what became of a message."""

    def receipts(self, sent: list[Sent]) -> list[Receipt]:
        """What is known about these messages. Raises ``Down`` or ``Later``."""
        ...


@runtime_checkable
class Gathering(Protocol):
    """A channel that can tell many people the same in one call: its door has ``together`` beside carrying one."""

    def sameness(self) -> Callable[[Parcel], str] | None:
        """What tells of a parcel a word that is equal where parcels may go in one call; None: each goes alone."""
        ...


@runtime_checkable
class Together(Protocol):
    """The door of such a channel."""

    def together(self, parcels: Sequence[Parcel]) -> list[Taken | Exception]:
        """Carry parcels that say the same; what became of each, in their order. Raises what concerns them all."""
        ...


@runtime_checkable
class Tasking(Protocol):
    """A channel that makes to-dos."""

    def done(self, tasks: list[tuple[str, str]]) -> set[str]:
        """Which of these (to-do, person's address) are done. Raises ``Down`` or ``Later``."""
        ...

    def finish(self, task: str, person: str) -> None:
        """Mark one done there."""
        ...


SENDERS: Final[dict[str, Sender]] = {
    Channel.EMAIL.value: MailSender(),
    Channel.FILE.value: FileSender(),
    Channel.WECOM.value: WeComSender(),
    Channel.DINGTALK.value: DingTalkSender(),
    Channel.FEISHU.value: FeishuSender(),
    Channel.SMS.value: SmsSender(),
    Channel.WECOM_ROBOT.value: robots.WECOM_ROBOT,
    Channel.DINGTALK_ROBOT.value: robots.DINGTALK_ROBOT,
    Channel.FEISHU_ROBOT.value: robots.FEISHU_ROBOT,
    Channel.WEBHOOK.value: WebhookSender(),
    Channel.APPRISE.value: AppriseSender(),
}


def in_force(channels: Sequence[str]) -> list[str]:
    """A policy's channels plus the inbox, which is always on, and the operator's file when it is set."""
    chosen = {Channel.INBOX.value, *channels} - {Channel.FILE.value}
    if file_target():
        chosen.add(Channel.FILE.value)
    return sorted(chosen)
