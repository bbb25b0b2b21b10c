"""What a channel was told by its administrator, secrets opened; for the channels themselves only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentry.capabilities.alerts.channels.specs import SPECS
from credentry.capabilities.alerts.models import ChannelSecret, ChannelSetup
from credentry.plumbing import keys


@dataclass(frozen=True, slots=True)
class Setup:
    """Options and opened secrets of one channel. Printing it shows no secret."""

    code: str
    options: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    receipt_hours: int = 0

    def get(self, name: str) -> str:
        """The value filled in, else the usual one."""
        found = self.secrets.get(name) or self.options.get(name)
        if found in (None, ""):
            found = next((one.default for one in SPECS[self.code].asked if one.name == name), "")
        return str(found)

    def wants(self, name: str) -> bool:
        """Whether a yes-or-no option is on."""
        return self.options.get(name) in (True, "1", "true")

    @property
    def whole(self) -> bool:
        """Whether everything needed is filled in."""
        return not self.missing()

    def missing(self) -> list[str]:
        """Names of what is needed and empty."""
        return [
            one.name
            for one in SPECS[self.code].asked
            if one.needed and _applies(one.when, self) and not self.get(one.name)
        ]


def _applies(when: tuple[str, str] | None, setup: Setup) -> bool:
    if when is None:
        return True
    chosen = setup.get(when[0])
    return chosen == when[1] or (when[1] == "aliyun" and chosen == "tencent")  # Tencent asks these as well


def setup_of(channel: str) -> Setup | None:
    """What ``channel`` was told, while it is switched on and whole; else None."""
    row = ChannelSetup.objects.filter(code=channel, active=True, archived_at__isnull=True).first()
    if row is None:
        return None
    found = opened(row)
    return found if found.whole else None


def opened(row: ChannelSetup) -> Setup:
    """The setup of a row with its secrets opened. Raises ``SealBroken`` under another master key."""
    sealed = ChannelSecret.objects.filter(setup=row).values_list("name", "sealed")
    secrets = {name: _open(row, name, bytes(value)) for name, value in sealed}
    return Setup(row.code, row.options, secrets, row.receipt_hours)


def put_secret(row: ChannelSetup, name: str, value: str) -> None:
    """Seal one secret of a channel in place of what was there; an empty value removes it."""
    ChannelSecret.objects.filter(setup=row, name=name).delete()
    if value:
        sealed = keys.seal(AESGCM(_key()), value.encode(), _place(row, name))
        ChannelSecret.objects.create(setup=row, name=name, sealed=sealed)


def _open(row: ChannelSetup, name: str, sealed: bytes) -> str:
    return keys.unseal(AESGCM(_key()), sealed, _place(row, name)).decode()


def _key() -> bytes:
    return keys.derived_key("channel secrets")


def _place(row: ChannelSetup, name: str) -> bytes:
    return f"alerts_channelsecret:{row.pk}:{name}".encode()
