"""Signing in: rate limit, CSRF, tokens, language."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from credentry.core.identity.actions.signing_in import PER_NAME
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import make_company
from credentry.delivery.http.tests.client import Browser
from credentry.foundation import clock

pytestmark = pytest.mark.django_db


def test_a_user_signs_in_and_out() -> None:
    make_company()
    visitor = Browser("east")
    status, body = visitor.get("/session")
    assert (status, body["user"]["username"]) == (200, "east")
    assert "read" in body["permissions"]["unit"]
    status, body = visitor.call("DELETE", "/session")
    assert body["user"] is None
    assert visitor.get("/catalogue")[0] == 401


def test_wrong_passwords_are_limited_and_say_nothing_about_names() -> None:
    make_company()
    visitor = Browser()
    known = visitor.post("/session", {"username": "east", "password": "wrong"})
    unknown = visitor.post("/session", {"username": "nobody", "password": "wrong"})
    assert known == unknown
    assert known[0] == 401
    for _ in range(PER_NAME - 1):
        visitor.post("/session", {"username": "EAST", "password": "wrong"})
    status, body = visitor.post("/session", {"username": "east", "password": "correct-horse-battery"})
    assert (status, body["code"]) == (429, "session.locked")
    with clock.fixed(clock.now() + timedelta(minutes=16)):
        assert visitor.post("/session", {"username": "east", "password": "correct-horse-battery"})[0] == 200


def test_writes_need_the_csrf_token() -> None:
    make_company()
    visitor = Browser("admin")
    visitor.csrf = "wrong"
    status, body = visitor.post("/records/unit", {"code": "X", "name": "x"})
    assert (status, body["code"]) == (403, "session.csrf")


def test_problems_speak_the_readers_language() -> None:
    status, body = Browser().get("/records/unit", **{"Accept-Language": "en-GB"})
    assert (status, body["detail"]) == (401, "Please sign in.")
    status, body = Browser().get("/records/unit", **{"Accept-Language": "zh-CN"})
    assert body["detail"] == "请先登录。"


def test_the_language_is_remembered() -> None:
    make_company()
    visitor = Browser("east")
    status, body = visitor.call("PATCH", "/session", {"lang": "en"})
    assert (status, body["user"]["lang"]) == (200, "en")
    assert visitor.get("/records/credentials-of-nothing")[1]["detail"].startswith("The record does not exist")


def test_a_token_does_no_more_than_its_scope_and_ends() -> None:
    company = make_company()
    done = perform(
        company.admin, "api_token", "issue", None, {"name": "erp", "scope": ["unit.read"], "days": 30}
    )
    secret = done.record.secret
    bearer = {"Authorization": f"Bearer {secret}"}
    client = Client()
    assert client.get("/api/v1/records/unit", headers=bearer).json()["count"] == 3
    assert client.get("/api/v1/records/user", headers=bearer).status_code == 404
    refused = client.post("/api/v1/records/unit", b"{}", content_type="application/json", headers=bearer)
    assert refused.status_code == 403
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert client.get("/api/v1/records/unit", headers=bearer).status_code == 401
    perform(company.admin, "api_token", "revoke", done.id)
    assert client.get("/api/v1/records/unit", headers=bearer).status_code == 401


def test_a_changed_password_ends_the_session() -> None:
    company = make_company()
    visitor = Browser("east")
    perform(
        company.admin,
        "user",
        "set_password",
        company.east_editor.user_id,
        {"password": "another-long-secret"},
    )
    assert visitor.get("/catalogue")[0] == 401


def test_production_hashes_with_argon2() -> None:
    made = Argon2PasswordHasher().encode("x" * 12, "somesaltsomesalt")
    assert made.startswith("argon2$argon2id$")
