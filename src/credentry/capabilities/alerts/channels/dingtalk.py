"""DingTalk (钉钉): work notices with receipts, and a to-do for each alert.

Protocol: open.dingtalk.com, 工作通知 asyncsend_v2 and getsendresult (oapi), 待办任务 v1.0/todo (api). A to-do carries
the notice's own key as ``sourceId``: made a second time it is the same one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from credentry.capabilities.alerts.channels import cards
from credentry.capabilities.alerts.channels.parcels import (
    Carry,
    Down,
    Later,
    Line,
    Never,
    Parcel,
    Receipt,
    Sent,
    Taken,
)
from credentry.capabilities.alerts.channels.platform import (
    TOKENS,
    Codes,
    TokenExpired,
    asked,
    fetched,
    field_of,
    judge,
    shortened,
    with_token,
)
from credentry.capabilities.alerts.channels.setup import Setup, setup_of
from credentry.capabilities.alerts.vocabulary import Channel
from credentry.foundation.hashing import sha256_hex

CODES: Final = Codes(
    token=(40014, 42001, 40001, "40014", "42001"),
    busy=(90002, 90005, 90006, 90018, "90002", "90005", "90006", "90018", 143103, 143104, 143105, 143106),
    never=(33012, 60121, 400002, 34016, 34017),
    down=(40035, 40078, 40089, 60020, 88, 52010, 52019),
)
#: To-dos made for one message; a longer list has one to-do for the whole of it.
MOST_TASKS: Final = 20


class DingTalkSender:
    """Sends work notices; makes and follows to-dos where that is switched on."""

    lines: int | None = MOST_TASKS
    lanes = 8
    address = "dingtalk"

    def ready(self) -> bool:
        """Whether the app is set up."""
        return setup_of(Channel.DINGTALK) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The app's door. Raises Down when it is not set up."""
        yield _Door(_setup())

    def sameness(self) -> Callable[[Parcel], str] | None:
        """The notice itself, where equal notices are to go in one call."""
        setup = setup_of(Channel.DINGTALK)
        return _said if setup is not None and setup.wants("together") else None

    def receipts(self, sent: list[Sent]) -> list[Receipt]:
        """What became of these notices: read, received, or refused to this person."""
        setup = _setup()
        found: list[Receipt] = []
        known: dict[str, dict[str, Any]] = {}
        for one in sent:
            task, _, person = one.provider_id.partition(":")
            if task not in known:  # one call tells of everybody who got the notice
                body = {"agent_id": int(setup.get("agent_id")), "task_id": int(task)}
                answer = _oapi(setup, "/topapi/message/corpconversation/getsendresult", body)
                known[task] = field_of(answer, "send_result") or {}
            found += _receipt(one, person or one.address, known[task])
        return found

    def done(self, tasks: list[tuple[str, str]]) -> set[str]:
        """Which of these (to-do, person's id) are done there."""
        setup = _setup()
        found = set()
        for task, person in tasks:
            answer = _api(setup, "GET", f"/v1.0/todo/users/{_union(setup, person)}/tasks/{task}")
            if answer is None or answer.get("done") is True:
                found.add(task)
        return found

    def finish(self, task: str, person: str) -> None:
        """Mark a to-do done whose alert was answered here."""
        setup = _setup()
        union = _union(setup, person)
        _api(setup, "PUT", f"/v1.0/todo/users/{union}/tasks/{task}?operatorId={union}", {"done": True})


def _setup() -> Setup:
    setup = setup_of(Channel.DINGTALK)
    if setup is None:
        raise Down("DingTalk is not set up")
    return setup


class _Door:
    """Carries work notices: one, or the same to many in one call."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def __call__(self, parcel: Parcel) -> Taken:
        shown = _shared(parcel) if self.setup.wants("together") else parcel
        tasks = _make_tasks(self.setup, parcel)
        return Taken(_send(self.setup, shown, [parcel.address]), tasks, receipts=True)

    def together(self, parcels: Sequence[Parcel]) -> list[Taken | Exception]:
        """One notice for all of them; each keeps an id, to-dos and receipts of their own."""
        made = [self._tasks(one) for one in parcels]
        people = [one.address for one, tasks in zip(parcels, made, strict=True) if isinstance(tasks, dict)]
        if not people:
            return [one if isinstance(one, Exception) else Later("nobody") for one in made]
        task = _send(self.setup, _shared(parcels[0]), people)
        return [
            Taken(f"{task}:{one.address}", tasks, receipts=True) if isinstance(tasks, dict) else tasks
            for one, tasks in zip(parcels, made, strict=True)
        ]

    def _tasks(self, parcel: Parcel) -> dict[int, str] | Exception:
        try:
            return _make_tasks(self.setup, parcel)
        except (Later, Never) as error:
            return error


def _send(setup: Setup, shown: Parcel, people: Sequence[str]) -> str:
    """Send a work notice to these people; the platform's id of it. To-dos come before: they cannot double, it could."""
    body = {
        "agent_id": int(setup.get("agent_id")),
        "userid_list": ",".join(people),
        "msg": {"msgtype": "action_card", "action_card": _card(shown)},
    }
    answer = _oapi(setup, "/topapi/message/corpconversation/asyncsend_v2", body)
    return str(answer.get("task_id", ""))


def _said(parcel: Parcel) -> str:
    return sha256_hex(json.dumps(_card(_shared(parcel)), sort_keys=True).encode())


def _shared(parcel: Parcel) -> Parcel:
    """The parcel without the buttons that are one person's alone."""
    return replace(parcel, lines=tuple(replace(one, answer="") for one in parcel.lines))


def _card(parcel: Parcel) -> dict[str, Any]:
    shown = cards.rows(parcel)
    lang = parcel.lang
    buttons = [{"title": cards.INBOX.text(lang), "action_url": cards.inbox()}]
    if parcel.total == 1:
        buttons = [{"title": cards.OPEN.text(lang), "action_url": shown[0].open}]
        if shown[0].answer:
            buttons.insert(0, {"title": cards.ask(shown[0].line).text(lang), "action_url": shown[0].answer})
    return {
        "title": shortened(cards.headline(parcel), 64),
        "markdown": cards.markdown(parcel)[:4900],
        "btn_orientation": "1",
        "btn_json_list": buttons,
    }


def _receipt(sent: Sent, person: str, result: dict[str, Any]) -> list[Receipt]:
    def has(name: str) -> bool:
        return person in (result.get(name) or [])

    if has("read_user_id_list"):
        return [Receipt(sent.provider_id, "read")]
    if has("unread_user_id_list"):
        return [Receipt(sent.provider_id, "received")]
    for name in ("invalid_user_id_list", "failed_user_id_list", "forbidden_user_id_list"):
        if has(name):
            return [Receipt(sent.provider_id, "failed", name.removesuffix("_user_id_list"))]
    return []


def _make_tasks(setup: Setup, parcel: Parcel) -> dict[int, str]:
    if not setup.wants("tasks"):
        return {}
    union = _union(setup, parcel.address)
    lines = [one for one in parcel.lines if one.delivery]
    return {one.delivery: _task(setup, union, one, parcel) for one in lines[:MOST_TASKS]}


def _task(setup: Setup, union: str, line: Line, parcel: Parcel) -> str:
    row = cards.rows(
        Parcel(parcel.batch, parcel.name, parcel.address, parcel.lang, (line,), 1, parcel.today, parcel.at)
    )[0]
    source = sha256_hex(line.key.encode())[:40]
    body = {
        "sourceId": source,
        "subject": shortened(f"{row.title} · {row.due}", 200),
        "creatorId": union,
        "description": shortened(f"{row.level} · {row.why}", 400),
        "dueTime": cards.due_ms(line),
        "executorIds": [union],
        "detailUrl": {"appUrl": row.open, "pcUrl": row.open},
        "isOnlyShowExecutor": True,
        "priority": {"critical": 40, "urgent": 30}.get(line.level, 20),
        "notifyConfigs": {"dingNotify": "0"},
    }
    made = _api(
        setup, "POST", f"/v1.0/todo/users/{union}/tasks?operatorId={union}", body, exists="task exist"
    )
    if made is None:  # made by an earlier try whose answer was lost
        made = _api(setup, "GET", f"/v1.0/todo/users/{union}/tasks/sources/{source}") or {}
    return str(made.get("id", ""))


def _union(setup: Setup, person: str) -> str:
    """The unionId of a userid; it never changes, so it is kept for a day."""

    def fetch() -> tuple[str, float]:
        answer = _oapi(setup, "/topapi/v2/user/get", {"userid": person})
        return str(field_of(answer, "result", "unionid") or ""), 86_400.0

    return TOKENS.get((Channel.DINGTALK, "union", setup.get("app_key"), person), fetch)


def _key(setup: Setup) -> object:
    return (Channel.DINGTALK, setup.get("api_server"), setup.get("app_key"), setup.get("app_secret"))


def _fetch(setup: Setup) -> tuple[str, float]:
    body = {"appKey": setup.get("app_key"), "appSecret": setup.get("app_secret")}
    found = fetched("POST", f"{setup.get('api_server').rstrip('/')}/v1.0/oauth2/accessToken", json=body)
    if not found.get("accessToken"):
        raise Down(f"{found.get('code', '')} {found.get('message', '')}".strip() or "no access token")
    return str(found["accessToken"]), float(found.get("expireIn", 7200))


def _oapi(setup: Setup, path: str, body: dict[str, Any]) -> dict[str, Any]:
    def use(token: str) -> dict[str, Any]:
        found = asked(
            "POST", f"{setup.get('server').rstrip('/')}{path}?access_token={token}", json=body
        ).json()
        code = found.get("errcode", -1)
        if code == 88 and found.get("sub_code"):  # the platform's envelope around another code
            code = found["sub_code"]
        if code != 0:
            judge(CODES, code, str(found.get("sub_msg") or found.get("errmsg") or ""))
        return found

    return with_token(_key(setup), lambda: _fetch(setup), use)


def _api(
    setup: Setup, method: str, path: str, body: dict[str, Any] | None = None, exists: str = ""
) -> dict[str, Any] | None:
    """A call of the v1.0 interface; None where the thing is not there (or, with ``exists``, is there already)."""

    def use(token: str) -> dict[str, Any] | None:
        answer = asked(
            method,
            f"{setup.get('api_server').rstrip('/')}{path}",
            json=body,
            headers={"x-acs-dingtalk-access-token": token},
        )
        found = answer.json()
        code, said = str(found.get("code", "")), str(found.get("message", ""))
        if answer.status < 300:
            return found
        if code.startswith("InvalidAuthentication") or answer.status == 401:
            raise TokenExpired(f"{code} {said}")
        if (exists and exists in said) or "task not exist" in said:
            return None
        if "QpsLimit" in code or "flowControl" in code:
            raise Down(f"{code} {said}", rest=60.0)
        if "lockError" in code:
            raise Later(f"{code} {said}")
        if answer.status == 403:  # the app lacks the right: nothing about this person
            raise Down(f"{code} {said}")
        raise Never(f"{answer.status} {code} {said}")

    return with_token(_key(setup), lambda: _fetch(setup), use)
