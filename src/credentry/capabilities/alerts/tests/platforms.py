"""Local servers that speak the platforms' documented protocols, over real HTTP, and can be told to misbehave.

They check what the platforms check: access tokens and their end, signatures, limits, required fields, sizes.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from credentry.plumbing import outside


@dataclass(frozen=True)
class Asked:
    """One request as a platform saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw or b"{}")


Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]]


@dataclass
class Platform:
    """A platform: ``trouble`` answers the next requests instead (a reply, ``hang`` seconds, or ``cut``)."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    trouble: deque[Any] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def calls(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path.endswith(path)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: Platform

    def _do(self) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        asked = Asked(
            self.command, unquote(parts.path), query, {k.lower(): v for k, v in self.headers.items()}, raw
        )
        platform = self.platform
        with platform.lock:
            platform.asked.append(asked)
            trouble = platform.trouble.popleft() if platform.trouble else None
            if trouble is None or isinstance(trouble, tuple):
                reply: Reply = trouble or platform.handle(asked)
            elif trouble == "taken, then cut":
                platform.handle(asked)
        if trouble in ("cut", "taken, then cut"):
            self.close_connection = True
            self.connection.close()
            return
        if isinstance(trouble, float):
            time.sleep(trouble)
            with platform.lock:
                reply = platform.handle(asked)
        status, body, *more = reply
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (more[0] if more else {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = _do

    def log_message(self, format: str, *args: Any) -> None:
        return

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return


class Server(ThreadingHTTPServer):
    """On a port of its own."""

    daemon_threads = True
    #: With it the system may give two servers the same port, and only the first of them can listen.
    allow_reuse_address = False


@contextmanager
def running(platform: Platform) -> Iterator[Platform]:
    """The platform on a free local port."""
    handler = type("Handler", (_Handler,), {"platform": platform})
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    platform.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield platform
    finally:
        for key in list(outside._pools):  # no connection outlives its server
            outside._pools.pop(key).close()
        server.shutdown()
        server.server_close()
        thread.join()


class _Tokens:
    def __init__(self) -> None:
        self.valid: set[str] = set()
        self.issued = 0

    def issue(self) -> str:
        self.issued += 1
        token = f"token-{self.issued}"
        self.valid = {token}
        return token


@dataclass
class WeCom(Platform):
    """qyapi.weixin.qq.com: gettoken and message/send. ``per_minute`` messages, then 45009."""

    tokens: _Tokens = field(default_factory=_Tokens)
    users: set[str] = field(default_factory=lambda: {"li", "wang"})
    sent: list[dict[str, Any]] = field(default_factory=list)
    expired: bool = False
    most: int = 1000
    seen: set[str] = field(default_factory=set)

    def handle(self, asked: Asked) -> Reply:
        if asked.path == "/cgi-bin/gettoken":
            if asked.query != {"corpid": "ww1", "corpsecret": "s3cret"}:
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            return 200, {
                "errcode": 0,
                "errmsg": "ok",
                "access_token": self.tokens.issue(),
                "expires_in": 7200,
            }
        if asked.path != "/cgi-bin/message/send":
            return 404, {}
        if asked.query.get("access_token") not in self.tokens.valid:
            return 200, {"errcode": 42001 if self.expired else 40014, "errmsg": "access_token expired"}
        if len(self.sent) >= self.most:
            return 200, {"errcode": 45009, "errmsg": "api freq out of limit"}
        return self._send(asked.body)

    def _send(self, body: dict[str, Any]) -> Reply:
        card = body["template_card"]
        if body["agentid"] != 1000002 or body["msgtype"] != "template_card":
            return 200, {"errcode": 40056, "errmsg": "invalid agentid"}
        if card["card_type"] == "button_interaction" and not (
            card.get("task_id") and card.get("button_list")
        ):
            return 200, {"errcode": 42014, "errmsg": "missing task_id"}
        if card["card_type"] == "text_notice" and not card["card_action"].get("url"):
            return 200, {"errcode": 42016, "errmsg": "missing card_action"}
        unknown = [one for one in body["touser"].split("|") if one not in self.users]
        if len(unknown) == len(body["touser"].split("|")):
            return 200, {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
        shape = json.dumps(body, sort_keys=True)
        if not (body.get("enable_duplicate_check") and shape in self.seen):  # a repeated one is shown once
            self.sent.append(body)
        self.seen.add(shape)
        return 200, {
            "errcode": 0,
            "errmsg": "ok",
            "invaliduser": "|".join(unknown),
            "msgid": f"m{len(self.seen)}",
        }


@dataclass
class DingTalk(Platform):
    """oapi.dingtalk.com and api.dingtalk.com: token, user/get, work notices with results, to-dos."""

    tokens: _Tokens = field(default_factory=_Tokens)
    unions: dict[str, str] = field(default_factory=lambda: {"li": "union-li", "wang": "union-wang"})
    sent: list[dict[str, Any]] = field(default_factory=list)
    results: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def handle(self, asked: Asked) -> Reply:
        if asked.path == "/v1.0/oauth2/accessToken":
            if asked.body != {"appKey": "ding1", "appSecret": "s3cret"}:
                return 400, {"code": "invalidClientIdOrSecret", "message": "no"}
            return 200, {"accessToken": self.tokens.issue(), "expireIn": 7200}
        if asked.path.startswith("/v1.0/"):
            if asked.headers.get("x-acs-dingtalk-access-token") not in self.tokens.valid:
                return 400, {"code": "InvalidAuthentication", "message": "access token expired"}
            return self._todo(asked)
        if asked.query.get("access_token") not in self.tokens.valid:
            return 200, {"errcode": 88, "sub_code": "40014", "sub_msg": "invalid access_token"}
        return self._old(asked)

    def _old(self, asked: Asked) -> Reply:
        body = asked.body
        if asked.path == "/topapi/v2/user/get":
            if body["userid"] not in self.unions:
                return 200, {"errcode": 33012, "errmsg": "invalid userid"}
            return 200, {
                "errcode": 0,
                "result": {"userid": body["userid"], "unionid": self.unions[body["userid"]]},
            }
        if asked.path == "/topapi/message/corpconversation/asyncsend_v2":
            card = body["msg"]["action_card"]
            assert body["agent_id"] == 77
            people = body["userid_list"].split(",")
            assert len(people) == len(set(people)) <= 100
            if self.refused & set(people):
                return 200, {"errcode": 33012, "errmsg": "invalid userid"}
            assert card["btn_json_list"]
            assert len(card["markdown"]) <= 5000
            if body not in self.sent:  # the same content to the same user on one day is shown once
                self.sent.append(body)
            number = self.sent.index(body) + 1
            self.results.setdefault(number, {"unread_user_id_list": body["userid_list"].split(",")})
            return 200, {"errcode": 0, "errmsg": "ok", "task_id": number}
        if asked.path == "/topapi/message/corpconversation/getsendresult":
            return 200, {"errcode": 0, "send_result": self.results.get(body["task_id"], {})}
        return 404, {}

    def _todo(self, asked: Asked) -> Reply:
        parts = asked.path.split("/")  # /v1.0/todo/users/{union}/tasks[/{id}|/sources/{source}]
        if asked.method == "POST":
            body = asked.body
            if any(one["sourceId"] == body["sourceId"] for one in self.tasks.values()):
                return 400, {"code": "todo.taskCreate.paramError", "message": "task exist"}
            made = {**body, "id": f"task{len(self.tasks) + 1}", "done": False}
            self.tasks[made["id"]] = made
            return 200, made
        if "sources" in parts:
            return 200, next(one for one in self.tasks.values() if one["sourceId"] == parts[-1])
        if parts[-1] not in self.tasks:
            return 400, {"code": "todo.task.paramError", "message": "task not exist"}
        if asked.method == "PUT":
            self.tasks[parts[-1]]["done"] = asked.body["done"]
            return 200, {"result": True}
        return 200, self.tasks[parts[-1]]


@dataclass
class Feishu(Platform):
    """open.feishu.cn: tenant token, messages with uuid, read_users, tasks v2."""

    tokens: _Tokens = field(default_factory=_Tokens)
    users: set[str] = field(default_factory=lambda: {"ou_li"})
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    read: dict[str, list[str]] = field(default_factory=dict)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def handle(self, asked: Asked) -> Reply:
        if asked.path == "/open-apis/auth/v3/tenant_access_token/internal":
            if asked.body != {"app_id": "cli_1", "app_secret": "s3cret"}:
                return 200, {"code": 10014, "msg": "app secret invalid"}
            return 200, {"code": 0, "tenant_access_token": self.tokens.issue(), "expire": 7200}
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens.valid:
            return 400, {"code": 99991663, "msg": "Invalid access token for authorization"}
        if asked.path == "/open-apis/im/v1/messages":
            return self._message(asked)
        if asked.path.endswith("/read_users"):
            message = asked.path.split("/")[-2]
            return 200, {
                "code": 0,
                "data": {"items": [{"user_id": one} for one in self.read.get(message, [])]},
            }
        return self._task(asked)

    def _message(self, asked: Asked) -> Reply:
        body = asked.body
        assert asked.query == {"receive_id_type": "open_id"}
        assert len(body["uuid"]) <= 50
        assert json.loads(body["content"])["elements"]
        if body["receive_id"] not in self.users:
            return 400, {"code": 230013, "msg": "Bot has NO availability to this user."}
        self.sent.setdefault(body["uuid"], body)
        return 200, {"code": 0, "data": {"message_id": f"om_{body['uuid']}"}}

    def _task(self, asked: Asked) -> Reply:
        if asked.method == "POST":
            guid = f"guid-{asked.body['client_token']}"
            self.tasks.setdefault(guid, {**asked.body, "guid": guid, "completed_at": "0"})
            return 200, {"code": 0, "data": {"task": self.tasks[guid]}}
        guid = asked.path.split("/")[-1]
        if guid not in self.tasks:
            return 404, {"code": 1470404, "msg": "not found"}
        if asked.method == "PATCH":
            self.tasks[guid] |= asked.body["task"]
        return 200, {"code": 0, "data": {"task": self.tasks[guid]}}


@dataclass
class Sink(Platform):
    """Answers every request with ``answer``: webhooks, robots, gateways."""

    answer: Any = field(default_factory=dict)
    status: int = 200

    def handle(self, asked: Asked) -> Reply:
        return self.status, self.answer


def signed_by(secret: str) -> Callable[[Asked], bool]:
    """A check of Standard Webhooks signatures written from the specification, apart from the product's."""
    key = base64.b64decode(secret.removeprefix("whsec_"))

    def check(asked: Asked) -> bool:
        told = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.raw
        mark = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
        return f"v1,{mark}" in asked.headers["webhook-signature"].split(" ")

    return check
