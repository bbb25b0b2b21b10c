"""Feishu (飞书): app messages as interactive cards, read receipts, and a task for each alert.

Protocol: open.feishu.cn, im/v1/messages (``uuid`` makes a repeated try the same message for an hour), read_users,
task/v2/tasks (``client_token`` likewise), auth/v3/tenant_access_token/internal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import orjson

from credentry.capabilities.alerts.channels import cards
from credentry.capabilities.alerts.channels.parcels import (
    Carry,
    Down,
    Line,
    Never,
    Parcel,
    Receipt,
    Sent,
    Taken,
)
from credentry.capabilities.alerts.channels.platform import (
    Codes,
    asked,
    fetched,
    field_of,
    judge,
    shortened,
    with_token,
)
from credentry.capabilities.alerts.channels.setup import Setup, setup_of
from credentry.capabilities.alerts.vocabulary import Channel

CODES: Final = Codes(
    token=(99991661, 99991663, 99991664, 99991668, 99991671, 20005),
    busy=(99991400, 11232, 230020, 1500, 1470400),
    never=(230001, 230013, 230017, 230018, 230029, 230053, 99992351, 99992352, 99992361, 99992364, 1470403),
    down=(10003, 10014, 10012, 99991401, 99991672, 99991679, 230006, 230027),
)
TEMPLATES: Final = {"critical": "red", "urgent": "orange", "warning": "yellow", "info": "blue"}
MOST_TASKS: Final = 20


class FeishuSender:
    """Sends cards by ``open_id``; makes and follows tasks where that is switched on."""

    lines: int | None = MOST_TASKS
    lanes = 8
    address = "feishu"

    def ready(self) -> bool:
        """Whether the app is set up."""
        return setup_of(Channel.FEISHU) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The app's door. Raises Down when it is not set up."""
        setup = _setup()
        yield lambda parcel: carry(setup, parcel)

    def receipts(self, sent: list[Sent]) -> list[Receipt]:
        """Which of these messages were read; Feishu takes a message only when it can be delivered."""
        setup = _setup()
        found = []
        for one in sent:
            path = (
                f"/open-apis/im/v1/messages/{quote(one.provider_id, safe='')}/read_users?user_id_type=open_id"
            )
            answer = _call(setup, "GET", path)
            read = [row.get("user_id") for row in field_of(answer, "data", "items") or []]
            found.append(Receipt(one.provider_id, "read" if one.address in read else "received"))
        return found

    def done(self, tasks: list[tuple[str, str]]) -> set[str]:
        """Which of these (task, person) are completed there or were deleted."""
        setup = _setup()
        found = set()
        for task, _ in tasks:
            try:
                answer = _call(setup, "GET", f"/open-apis/task/v2/tasks/{quote(task, safe='')}")
            except Never:
                continue
            if field_of(answer, "data", "task", "completed_at") not in (None, "", "0", 0):
                found.add(task)
        return found

    def finish(self, task: str, person: str) -> None:
        """Complete a task whose alert was answered here."""
        import time

        body = {"task": {"completed_at": str(int(time.time() * 1000))}, "update_fields": ["completed_at"]}
        _call(_setup(), "PATCH", f"/open-apis/task/v2/tasks/{quote(task, safe='')}", body)


def _setup() -> Setup:
    setup = setup_of(Channel.FEISHU)
    if setup is None:
        raise Down("Feishu is not set up")
    return setup


def carry(setup: Setup, parcel: Parcel) -> Taken:
    """Send one parcel as a card, tasks first: neither can double within the hour."""
    tasks = {}
    if setup.wants("tasks"):
        lines = [one for one in parcel.lines if one.delivery][:MOST_TASKS]
        tasks = {one.delivery: _task(setup, one, parcel) for one in lines}
    body = {
        "receive_id": parcel.address,
        "msg_type": "interactive",
        "content": orjson.dumps(card(parcel, setup)).decode(),
        "uuid": parcel.batch.hex,
    }
    answer = _call(setup, "POST", "/open-apis/im/v1/messages?receive_id_type=open_id", body)
    return Taken(str(field_of(answer, "data", "message_id") or ""), tasks, receipts=True)


def card(parcel: Parcel, setup: Setup | None = None) -> dict[str, Any]:
    """The interactive card of a parcel. With callbacks set up its button answers at once, else it opens the page."""
    lang = parcel.lang
    shown = cards.rows(parcel)
    worst = shown[0].line.level
    elements: list[dict[str, Any]] = []
    for row in shown:
        text = f"**{cards.plain(row.title)}**\n{row.due} · {row.level}\n{cards.plain(row.why)}"
        elements.append({"tag": "div", "text": {"tag": "lark_md", "content": text}})
        buttons = [_button(cards.OPEN.text(lang), row.open)]
        if row.line.by_press and row.line.delivery and setup is not None and setup.get("verification_token"):
            buttons.insert(0, {**_button(cards.DONE.text(lang)), "type": "primary",
                               "value": {"credentry": "ack", "delivery": str(row.line.delivery)}})  # fmt: skip
        elif row.answer:
            buttons.insert(0, {**_button(cards.ask(row.line).text(lang), row.answer), "type": "primary"})
        elements += [{"tag": "action", "actions": buttons}, {"tag": "hr"}]
    hidden = cards.more(parcel)
    if hidden:
        elements.append({"tag": "div", "text": {"tag": "plain_text", "content": hidden}})
    elements.append({"tag": "action", "actions": [_button(cards.INBOX.text(lang), cards.inbox())]})
    return {
        "config": {"wide_screen_mode": True},
        "header": {
            "template": TEMPLATES.get(worst, "blue"),
            "title": {"tag": "plain_text", "content": shortened(cards.headline(parcel), 120)},
        },
        "elements": elements,
    }


def _button(text: str, url: str = "") -> dict[str, Any]:
    button: dict[str, Any] = {
        "tag": "button",
        "text": {"tag": "plain_text", "content": text},
        "type": "default",
    }
    return {**button, "url": url} if url else button


def _task(setup: Setup, line: Line, parcel: Parcel) -> str:
    row = cards.rows(
        Parcel(parcel.batch, parcel.name, parcel.address, parcel.lang, (line,), 1, parcel.today, parcel.at)
    )[0]
    body = {
        "summary": shortened(f"{row.title} · {row.due}", 200),
        "description": f"{row.level} · {row.why}\n{row.open}",
        "due": {"timestamp": str(cards.due_ms(line)), "is_all_day": True},
        "members": [{"id": parcel.address, "type": "user", "role": "assignee"}],
        "client_token": str(uuid5(NAMESPACE_URL, f"credentry:{line.key}")),
        "origin": {
            "platform_i18n_name": {"zh_cn": "证枢 Credentry", "en_us": "Credentry"},
            "href": {"url": row.open},
        },
    }
    answer = _call(setup, "POST", "/open-apis/task/v2/tasks?user_id_type=open_id", body)
    return str(field_of(answer, "data", "task", "guid") or "")


def _key(setup: Setup) -> object:
    return (Channel.FEISHU, setup.get("server"), setup.get("app_id"), setup.get("app_secret"))


def _fetch(setup: Setup) -> tuple[str, float]:
    body = {"app_id": setup.get("app_id"), "app_secret": setup.get("app_secret")}
    server = setup.get("server").rstrip("/")
    found = fetched("POST", f"{server}/open-apis/auth/v3/tenant_access_token/internal", json=body)
    if found.get("code", -1) != 0:
        raise Down(f"{found.get('code')} {found.get('msg', '')}")
    return str(found["tenant_access_token"]), float(found.get("expire", 7200))


def _call(setup: Setup, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    def use(token: str) -> dict[str, Any]:
        server = setup.get("server").rstrip("/")
        found = asked(
            method, f"{server}{path}", json=body, headers={"Authorization": f"Bearer {token}"}
        ).json()
        code = found.get("code", -1)
        if code != 0:
            judge(CODES, code, str(found.get("msg", "")))
        return found

    return with_token(_key(setup), lambda: _fetch(setup), use)
