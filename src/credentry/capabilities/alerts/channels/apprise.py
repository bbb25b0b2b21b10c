"""The long tail: any service Apprise knows, by its address. Needs the ``apprise`` extra; no receipts, no buttons.

Apprise opens its own connections: private addresses are refused here before, by the name in the address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from urllib.parse import urlsplit

from credentry.capabilities.alerts.channels import cards
from credentry.capabilities.alerts.channels.parcels import Carry, Down, Later, Parcel
from credentry.capabilities.alerts.channels.setup import setup_of
from credentry.capabilities.alerts.vocabulary import Channel
from credentry.plumbing import outside


class AppriseSender:
    """Hands parcels to Apprise as markdown."""

    lines: int | None = cards.SHOWN
    lanes = 1
    address = ""

    def ready(self) -> bool:
        """Whether Apprise is installed and an address is set up."""
        return find_spec("apprise") is not None and setup_of(Channel.APPRISE) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The service's door. Raises Down when it cannot be used."""
        setup = setup_of(Channel.APPRISE)
        if setup is None or find_spec("apprise") is None:
            raise Down("Apprise is not installed or not set up")
        from apprise import Apprise, NotifyFormat

        url = setup.get("url")
        try:
            outside.check_host(urlsplit(url).hostname or "")
        except (outside.Refused, outside.Unreachable) as error:
            raise Down(str(error)) from error
        service = Apprise()
        if not service.add(url):
            raise Down("Apprise does not know this address")

        def carry(parcel: Parcel) -> str:
            told = service.notify(
                title=cards.headline(parcel), body=cards.markdown(parcel), body_format=NotifyFormat.MARKDOWN
            )
            if not told:
                raise Later("Apprise could not send it", unsure=True)
            return ""

        yield carry
