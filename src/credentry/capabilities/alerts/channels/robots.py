"""Group robots: a message into a chat group that names the person. The address itself is the secret.

Protocols: 企业微信群机器人 (developer.work.weixin.qq.com/document/path/91770), 钉钉自定义机器人 with 加签
(open.dingtalk.com), 飞书自定义机器人 with 签名校验 (open.feishu.cn).
"""

import base64
import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from credentry.capabilities.alerts.channels import cards, feishu
from credentry.capabilities.alerts.channels.parcels import Carry, Down, Later, Never, Parcel
from credentry.capabilities.alerts.channels.platform import Codes, TokenExpired, asked, judge
from credentry.capabilities.alerts.channels.setup import Setup, setup_of
from credentry.capabilities.alerts.vocabulary import Channel

WECOM_CODES: Final = Codes(busy=(45009, 45033), never=(40058, 40008, 44004), down=(93000, 93008, 40001))
DINGTALK_CODES: Final = Codes(
    busy=(130101, 410100, 410101), never=(400101, 400102), down=(310000, 300001, 300005, 40035, 400013)
)
FEISHU_CODES: Final = Codes(
    busy=(9499, 11232, 99991400), never=(9498, 11246), down=(19001, 19021, 19022, 19024)
)
#: What a WeCom robot takes of markdown, in bytes.
WECOM_BYTES: Final = 4096


def dingtalk_signature(secret: str, stamp: str) -> str:
    """``sign`` of a request at ``stamp`` (milliseconds): HMAC-SHA256 of stamp and secret under the secret, base64."""
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256").digest()
    return base64.b64encode(digest).decode()


def feishu_signature(secret: str, stamp: str) -> str:
    """``sign`` of a request at ``stamp`` (seconds): HMAC-SHA256 of nothing under stamp and secret, base64."""
    return base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", "sha256").digest()).decode()


def _wecom(setup: Setup, parcel: Parcel) -> None:
    mention = f"<@{parcel.handles['wecom']}>" if parcel.handles.get("wecom") else cards.plain(parcel.name)
    text = f"{mention}\n{cards.markdown(parcel)}"
    most = cards.SHOWN
    while len(text.encode()) > WECOM_BYTES and most > 1:
        most -= 1
        text = f"{mention}\n{cards.markdown(parcel, most)}"
    _told(
        setup.get("url"),
        {"msgtype": "markdown", "markdown": {"content": text}},
        WECOM_CODES,
        "errcode",
        "errmsg",
    )


def _dingtalk(setup: Setup, parcel: Parcel) -> None:
    url = setup.get("url")
    if setup.get("secret"):
        stamp = str(int(time.time() * 1000))
        sign = quote(dingtalk_signature(setup.get("secret"), stamp), safe="")
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    who, mobile = parcel.handles.get("dingtalk", ""), parcel.handles.get("mobile", "")
    named = f"@{who or mobile}" if who or mobile else cards.plain(parcel.name)
    body = {
        "msgtype": "markdown",
        "markdown": {"title": cards.headline(parcel), "text": f"{named}\n\n{cards.markdown(parcel)}"},
        "at": {
            "atUserIds": [who] if who else [],
            "atMobiles": [mobile] if mobile and not who else [],
            "isAtAll": False,
        },
    }
    _told(url, body, DINGTALK_CODES, "errcode", "errmsg")


def _feishu(setup: Setup, parcel: Parcel) -> None:
    shown = feishu.card(parcel)
    named = (
        f"<at id={parcel.handles['feishu']}></at>"
        if parcel.handles.get("feishu")
        else cards.plain(parcel.name)
    )
    shown["elements"].insert(0, {"tag": "div", "text": {"tag": "lark_md", "content": named}})
    body: dict[str, Any] = {"msg_type": "interactive", "card": shown}
    if setup.get("secret"):
        stamp = str(int(time.time()))
        body |= {"timestamp": stamp, "sign": feishu_signature(setup.get("secret"), stamp)}
    _told(setup.get("url"), body, FEISHU_CODES, "code", "msg")


def _told(url: str, body: dict[str, Any], codes: Codes, code: str, text: str) -> None:
    answer = asked("POST", url, json=body)
    found = answer.json()
    said = found.get(code, found.get("StatusCode", -1 if answer.status >= 300 or not found else 0))
    if said == 0:
        return
    try:
        judge(codes, said, str(found.get(text, "")))
    except TokenExpired as error:
        raise Later(str(error)) from error


class RobotSender:
    """A robot of one group."""

    lines: int | None = cards.SHOWN
    lanes = 1
    address = ""

    def __init__(self, channel: Channel, tell: Callable[[Setup, Parcel], None]) -> None:
        self._channel = channel
        self._tell = tell

    def ready(self) -> bool:
        """Whether the robot is set up."""
        return setup_of(self._channel) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The robot's door. Raises Down when it is not set up."""
        setup = setup_of(self._channel)
        if setup is None:
            raise Down(f"{self._channel} is not set up")

        def carry(parcel: Parcel) -> str:
            if not parcel.lines:
                raise Never("nothing to say")
            self._tell(setup, parcel)
            return ""

        yield carry


WECOM_ROBOT: Final = RobotSender(Channel.WECOM_ROBOT, _wecom)
DINGTALK_ROBOT: Final = RobotSender(Channel.DINGTALK_ROBOT, _dingtalk)
FEISHU_ROBOT: Final = RobotSender(Channel.FEISHU_ROBOT, _feishu)
