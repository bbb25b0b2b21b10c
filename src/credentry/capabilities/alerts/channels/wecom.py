"""WeCom (企业微信): messages of one's own app as cards. It has no to-do interface; buttons on the card stand in.

Protocol: developer.work.weixin.qq.com, 发送应用消息 (path 90236), 获取 access_token (91039), 全局错误码 (90313).
Repeated tries are recognised by WeCom itself (``enable_duplicate_check``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from credentry.capabilities.alerts.channels import cards
from credentry.capabilities.alerts.channels.parcels import Carry, Down, Never, Parcel, Receipt, Sent, Taken
from credentry.capabilities.alerts.channels.platform import (
    Codes,
    asked,
    fetched,
    judge,
    shortened,
    with_token,
)
from credentry.capabilities.alerts.channels.setup import Setup, setup_of
from credentry.capabilities.alerts.vocabulary import Channel

CODES: Final = Codes(
    token=(40014, 42001, 41001),
    busy=(45009, 45033, 45047),
    never=(40003, 40031, 40058, 46004, 60111, 81013, 82001, 86003),
    down=(40001, 40013, 40056, 40091, 48002, 50001, 60011, 60020, 301002),
)
DUPLICATE_SECONDS: Final = 4 * 3600  # the longest WeCom remembers


class WeComSender:
    """Sends parcels through ``/cgi-bin/message/send``."""

    lines: int | None = cards.SHOWN
    lanes = 8
    address = "wecom"

    def ready(self) -> bool:
        """Whether the app is set up."""
        return setup_of(Channel.WECOM) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The app's door. Raises Down when it is not set up."""
        setup = setup_of(Channel.WECOM)
        if setup is None:
            raise Down("WeCom is not set up")
        yield lambda parcel: carry(setup, parcel)

    def receipts(self, sent: list[Sent]) -> list[Receipt]:
        """WeCom tells nothing about app messages after they were taken."""
        return []


def carry(setup: Setup, parcel: Parcel) -> Taken:
    """Send one parcel; the message id. Who is unknown there or may not use the app is refused for good."""
    body = {
        "touser": parcel.address,
        "agentid": int(setup.get("agent_id")),
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_SECONDS,
        **_message(setup, parcel),
    }
    answer = with_token(_key(setup), lambda: _fetch(setup), lambda token: _send(setup, token, body))
    unknown = str(answer.get("invaliduser") or "") + str(answer.get("unlicenseduser") or "")
    if unknown:
        raise Never(f"invaliduser {unknown}")
    return Taken(str(answer.get("msgid", "")))


def _key(setup: Setup) -> object:
    return (Channel.WECOM, setup.get("server"), setup.get("corp_id"), setup.get("secret"))


def _fetch(setup: Setup) -> tuple[str, float]:
    server = setup.get("server").rstrip("/")
    found = fetched(
        "GET", f"{server}/cgi-bin/gettoken?corpid={setup.get('corp_id')}&corpsecret={setup.get('secret')}"
    )
    if found.get("errcode", 0) != 0:
        raise Down(f"{found.get('errcode')} {found.get('errmsg', '')}")
    return str(found["access_token"]), float(found.get("expires_in", 7200))


def _send(setup: Setup, token: str, body: dict[str, Any]) -> dict[str, Any]:
    server = setup.get("server").rstrip("/")
    found = asked("POST", f"{server}/cgi-bin/message/send?access_token={token}", json=body).json()
    code = found.get("errcode", -1)
    if code != 0:
        judge(CODES, code, str(found.get("errmsg", "")))
    return found


def _message(setup: Setup, parcel: Parcel) -> dict[str, Any]:
    """A card with a button when the app hears back and there is one alert; else a card with links."""
    shown = cards.rows(parcel)
    lang = parcel.lang
    one = shown[0]
    card: dict[str, Any] = {
        "source": {"desc": "证枢 Credentry"},
        "main_title": {"title": shortened(one.title if parcel.total == 1 else cards.headline(parcel), 36),
                       "desc": shortened(one.due if parcel.total == 1 else cards.more(parcel), 44)},
        "card_action": {"type": 1, "url": one.open if parcel.total == 1 else cards.inbox()},
    }  # fmt: skip
    if parcel.total == 1:
        card["sub_title_text"] = shortened(f"{one.level} · {one.why}", 112)
    else:
        card["horizontal_content_list"] = [
            {"type": 1, "keyname": shortened(row.level, 5), "value": shortened(f"{row.title} {row.due}", 26), "url": row.open}
            for row in shown[:6]
        ]  # fmt: skip
    if (
        parcel.total == 1
        and one.line.by_press
        and one.line.delivery
        and setup.get("aes_key")
        and setup.get("callback_token")
    ):
        card |= {
            "card_type": "button_interaction",
            "task_id": f"credentry-{parcel.batch.hex}",
            "button_list": [
                {"text": cards.DONE.text(lang), "style": 1, "key": f"ack-{one.line.delivery}"},
                {"type": 1, "text": cards.OPEN.text(lang), "style": 2, "url": one.open},
            ],
        }
    else:
        links = [(cards.ask(one.line), one.answer)] if parcel.total == 1 and one.answer else []
        links.append((cards.INBOX, cards.inbox()))
        card |= {
            "card_type": "text_notice",
            "jump_list": [{"type": 1, "title": label.text(lang), "url": url} for label, url in links],
        }
    return {"msgtype": "template_card", "template_card": card}
