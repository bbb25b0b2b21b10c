"""The long tail: Apprise itself, sending to a local service."""

import pytest

from credentry.capabilities.alerts.actions import deliver, send_test
from credentry.capabilities.alerts.channels.parcels import Down
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.owing import owe, set_up, states

pytest.importorskip("apprise", reason="needs the optional part: pip install 'credentry[apprise]'")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("world"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


def test_any_service_by_its_address() -> None:
    with platforms.running(platforms.Sink()) as sink:
        set_up("apprise", secrets={"url": sink.url.replace("http://", "json://") + "/notify"})
        owe(channels=("apprise",), lang="zh")
        assert deliver().sent == 1
        (call,) = sink.asked
        assert call.path.rstrip("/") == "/notify"
        assert "CE · Smart lamp" in call.body["message"]


def test_a_service_that_fails_is_tried_again() -> None:
    with platforms.running(platforms.Sink(status=500)) as sink:
        set_up("apprise", secrets={"url": sink.url.replace("http://", "json://")})
        owe(channels=("apprise",))
        assert deliver().retry == 1
        assert states("apprise") == [("retry", "")]


def test_private_hosts_are_refused_here_too(settings: pytest.FixtureRequest) -> None:
    settings.CREDENTRY_PRIVATE_HOSTS = []  # type: ignore[attr-defined]
    set_up("apprise", secrets={"url": "json://127.0.0.1:9/"})
    with pytest.raises(Down, match="private network"):
        send_test("", "zh", "apprise")
