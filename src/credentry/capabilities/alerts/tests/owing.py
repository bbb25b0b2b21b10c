"""Something is owed to somebody, channels are set up: the beginning of most tests of delivery."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import sweep
from credentry.capabilities.alerts.channels.platform import TOKENS
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy, make_user
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock
from credentry.foundation.labels import L

DUE = date(2027, 6, 30)
TODAY = DUE - days(30)
SYSTEM = Actor.system("tests")
SECRETS = {
    "wecom": {"secret": "s3cret"},
    "dingtalk": {"app_secret": "s3cret"},
    "feishu": {"app_secret": "s3cret"},
}


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """This room's tests know no domain: a kind called credential over nothing but deadlines."""
    kind = RecordKind(
        "credential",
        L("证书", "Credential"),
        L("证书", "Credentials"),
        "records.Deadline",
        (),
        (),
        deadlines=lambda ids: [],
    )
    monkeypatch.setitem(kinds._kinds, "credential", kind)


def set_up(code: str, secrets: dict[str, str] | None = None, **options: Any) -> None:
    """A channel as an administrator sets it up; no quiet hours unless they are asked for."""
    usual = {
        "wecom": {"corp_id": "ww1", "agent_id": "1000002"},
        "dingtalk": {"app_key": "ding1", "agent_id": "77"},
        "feishu": {"app_id": "cli_1"},
    }.get(code, {})
    more = {
        name: options.pop(name)
        for name in ("per_minute", "quiet_from", "quiet_to", "receipt_hours")
        if name in options
    }
    given = SECRETS.get(code, {}) if secrets is None else secrets
    quiet = {"quiet_from": "", "quiet_to": ""}
    perform(SYSTEM, "alert_channel", "set_up", None,
            {"code": code, "options": {**usual, **options}, "secrets": given, **quiet, **more})  # fmt: skip


def owe(
    name: str = "li", /, count: int = 1, channels: tuple[str, ...] = ("wecom",), due: date = DUE, **user: Any
) -> Any:
    """``count`` deadlines of one person, told over these channels; the person is known to all platforms as ``name``."""
    make_policy(f"for-{name}", stages=(90, 60, 30, 7), channels=["inbox", *channels])
    handles = {"wecom": name, "dingtalk": name, "feishu": f"ou_{name}", "mobile": "13800138000"}
    person = make_user(name, **{**handles, **user})
    for n in range(count):
        make_deadline(due + days(n), person, number=f"N-{n}")
    sweep()
    return person


def states(channel: str) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(channel=channel).order_by("pk")
    return [(one.state, one.reason) for one in rows]


def alert() -> Alert:
    return Alert.objects.get(state__in=["open", "acknowledged", "snoozed"])


Owe = Callable[..., Any]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """A day, an instance that may call this machine, no mail server, no tokens kept from before."""
    stand_in(monkeypatch)
    settings.CREDENTRY_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.CREDENTRY_BASE_URL = "https://certs.example.com"
    settings.CREDENTRY_SMTP_URL = ""
    TOKENS._kept.clear()
    with clock.fixed(TODAY):
        yield


def _running(platform: Any, code: str, **options: Any) -> Iterator[Any]:
    with platforms.running(platform) as server:
        more = {"api_server": server.url} if code == "dingtalk" else {}
        set_up(code, server=server.url, **more, **options)
        yield server


@pytest.fixture
def wecom(world: None) -> Iterator[platforms.WeCom]:
    yield from _running(platforms.WeCom(), "wecom")


@pytest.fixture
def dingtalk(world: None) -> Iterator[platforms.DingTalk]:
    yield from _running(platforms.DingTalk(), "dingtalk", tasks=True)


@pytest.fixture
def feishu(world: None) -> Iterator[platforms.Feishu]:
    yield from _running(platforms.Feishu(), "feishu", tasks=True)


def later(**by: float) -> Any:
    """The clock moved on by this much."""
    return clock.fixed(clock.now() + timedelta(**by))


def tell(code: str, **options: Any) -> None:
    """Change a channel's settings."""
    from credentry.capabilities.alerts.models import ChannelSetup

    perform(SYSTEM, "alert_channel", "amend", ChannelSetup.objects.get(code=code).pk, options)
