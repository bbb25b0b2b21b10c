"""A browser-like client: session cookie and CSRF header, JSON in and out."""

from typing import Any

import orjson
from django.test import Client

from credentry.core.records.tests.factories import PASSWORD


class Browser:
    """One visitor. ``call`` gives (status, body)."""

    def __init__(self, username: str | None = None, lang: str = "zh", password: str = PASSWORD) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.csrf = self.get("/session")[1]["csrf"]
        self.lang = lang
        if username is not None:
            status, body = self.post("/session", {"username": username, "password": password})
            assert status == 200, body
            self.csrf = body["csrf"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        response = self.client.generic(
            method,
            path if path.startswith("/api") else f"/api/v1{path}",
            orjson.dumps(body) if body is not None else b"",
            content_type="application/json",
            headers={"X-CSRFToken": getattr(self, "csrf", ""), **headers},
        )
        self.response = response
        kind = response.headers.get("Content-Type", "")
        return response.status_code, orjson.loads(response.content) if "json" in kind else response.content

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        return self.call("POST", path, body if body is not None else {}, **headers)
