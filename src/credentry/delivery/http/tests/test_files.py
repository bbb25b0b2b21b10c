"""Files over HTTP."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from credentry.capabilities.evidence.tests.factories import a_credential, attach, pdf, picture
from credentry.core.records.tests.factories import Company, make_company
from credentry.delivery.http.files import disposition
from credentry.delivery.http.ranges import Unsatisfiable, wanted_range
from credentry.delivery.http.tests.client import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company()


def hand_in(
    visitor: Browser, content: bytes, name: str = "证书 CCC (正本).pdf", said: str = "text/html"
) -> tuple[int, Any]:
    response = visitor.client.post(
        "/api/v1/files",
        {"file": SimpleUploadedFile(name, content, said)},
        headers={"X-CSRFToken": visitor.csrf},
    )
    return response.status_code, response.json()


def fetch(visitor: Browser, url: str, **headers: str) -> Any:
    return visitor.client.get(url, headers=headers)


def whole(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.demand("R-000-27")
def test_from_upload_to_download(company: Company) -> None:
    record, content = a_credential(company.east), pdf()
    editor = Browser("east")
    status, kept = hand_in(editor, content)
    assert status == 201
    assert (kept["media_type"], kept["size"], kept["name"]) == (
        "application/pdf",
        len(content),
        "证书 CCC (正本).pdf",
    )
    payload = {"blob_id": kept["blob_id"], "purpose": "certificate", "title": "CCC 正本"}
    status, body = editor.post(f"/records/credential/{record.pk}/attach", payload, **{"If-Match": '"1"'})
    assert (status, body["version"]) == (200, 2)
    _, files = editor.get(f"/records/credential/{record.pk}/files")
    assert [(one["title"], one["version"], one["superseded"]) for one in files] == [("CCC 正本", 1, False)]
    assert files[0]["sha256"] == kept["sha256"]
    response = fetch(editor, files[0]["content_url"])
    assert whole(response) == content
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        "filename*=UTF-8''%E8%AF%81%E4%B9%A6%20CCC%20%28%E6%AD%A3%E6%9C%AC%29.pdf"
        in response.headers["Content-Disposition"]
    )
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert (
        fetch(editor, files[0]["content_url"] + "?inline=1")
        .headers["Content-Disposition"]
        .startswith("inline")
    )
    shown = fetch(editor, files[0]["preview_url"])
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
    assert whole(shown)[:4] == b"RIFF"
    etag = shown.headers["ETag"]
    assert fetch(editor, files[0]["preview_url"], **{"If-None-Match": etag}).status_code == 304
    _, page = editor.get(f"/records/document/{files[0]['document']}")
    assert page["extra"]["owner"]["label"] == record.title


def test_ranges_and_validators(company: Company) -> None:
    record, content = a_credential(company.east), pdf()
    attach(record, content)
    viewer = Browser("viewer")
    url = viewer.get(f"/records/credential/{record.pk}/files")[1][0]["content_url"]
    response = fetch(viewer, url, Range="bytes=5-9")
    assert (response.status_code, whole(response)) == (206, content[5:10])
    assert response.headers["Content-Range"] == f"bytes 5-9/{len(content)}"
    assert response.headers["Content-Length"] == "5"
    assert whole(fetch(viewer, url, Range="bytes=-4")) == content[-4:]
    beyond = fetch(viewer, url, Range=f"bytes={len(content)}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")
    etag = response.headers["ETag"]
    assert fetch(viewer, url, **{"If-None-Match": f'"other", {etag}'}).status_code == 304
    assert fetch(viewer, url, Range="bytes=0-0", **{"If-Range": etag}).status_code == 206
    assert fetch(viewer, url, Range="bytes=0-0", **{"If-Range": '"older"'}).status_code == 200
    head = viewer.client.head(url)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(content)))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None), ("bytes=0-", (0, 100)), ("bytes=10-19", (10, 10)), ("bytes=90-500", (90, 10)),
        ("bytes=-500", (0, 100)), ("bytes = 1 - 2", (1, 2)), ("bytes=0-1,5-6", None), ("items=0-1", None),
        ("bytes=9-3", None), ("bytes=-", None), ("bytes=x-y", None), ("bytes=" + "9" * 200 + "-", None),
    ],
)  # fmt: skip
def test_range_headers(header: str, expected: tuple[int, int] | None) -> None:
    assert wanted_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_ranges_outside(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        wanted_range(header, 100)


@pytest.mark.demand("R-000-07")
def test_an_old_link_to_a_superseded_version_warns_instead_of_serving_it(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf("green"), "说明书.pdf")
    editor = Browser("east")
    old = editor.get(f"/records/credential/{record.pk}/files")[1][0]["content_url"]
    assert fetch(editor, old).status_code == 200
    _, kept = hand_in(editor, pdf("navy"))
    status, _ = editor.post(f"/records/document/{key}/replace", {"blob_id": kept["blob_id"]})
    assert status == 200
    refused = fetch(editor, old)
    assert (refused.status_code, refused.json()["code"]) == (409, "file.superseded")
    assert "第 2 版" in refused.json()["detail"]
    superseded = editor.get(f"/records/credential/{record.pk}/files")[1][1]
    response = fetch(editor, superseded["content_url"])
    assert whole(response) == pdf("green")
    from urllib.parse import unquote

    assert "说明书 (第1版-已被取代).pdf" in unquote(response.headers["Content-Disposition"])


def test_what_could_run_in_a_browser_is_offered_for_saving_only(company: Company) -> None:
    record = a_credential(company.east)
    for n, content in enumerate((b"<html><script>alert(1)</script>", b"<svg onload='alert(1)'/>")):
        attach(record, content, f"{n}.png")
    viewer = Browser("viewer")
    _, files = viewer.get(f"/records/credential/{record.pk}/files")
    assert {one["media_type"] for one in files} == {"text/html", "image/svg+xml"}
    for one in files:
        response = fetch(viewer, one["content_url"] + "?inline=1")
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert one["preview_url"] is None
        none = fetch(viewer, one["content_url"].replace("content", "preview"))
        assert (none.status_code, none.json()["code"]) == (404, "file.no_preview")


def test_unseen_files_answer_like_missing_ones(company: Company) -> None:
    record = a_credential(company.east)
    attach(record, picture(), "照片.png")
    viewer, west, stranger = Browser("viewer"), Browser("west"), Browser("stranger")
    _, files = viewer.get(f"/records/credential/{record.pk}/files")
    nowhere = "/api/v1/files/019a0000-0000-7000-8000-000000000000/content"
    for visitor in (west, stranger):
        missing = fetch(visitor, nowhere)
        for url in (files[0]["content_url"], files[0]["preview_url"], "/api/v1/files/nonsense/content"):
            unseen = fetch(visitor, url)
            assert (unseen.status_code, unseen.content) == (404, missing.content)
        assert visitor.get(f"/records/credential/{record.pk}/files")[0] == 404
    assert fetch(Browser(), files[0]["content_url"]).status_code == 401


def test_uploads_need_a_right_the_csrf_token_and_a_size(company: Company) -> None:
    assert hand_in(Browser("stranger"), pdf())[0] == 403
    assert hand_in(Browser("viewer"), pdf())[0] == 201, "whoever starts cases hands in their papers"
    editor = Browser("east")
    assert hand_in(editor, b"")[1]["code"] == "file.empty"
    assert hand_in(editor, b"MZ\x90\x00" + bytes(80), "setup.pdf")[0] == 415
    with override_settings(CREDENTRY_MAX_UPLOAD_BYTES=1000):
        status, problem = hand_in(editor, pdf() + bytes(2000))
        assert (status, problem["code"]) == (413, "file.too_large")
        status, problem = hand_in(editor, bytes(200_000))
        assert (status, problem["code"]) == (413, "file.too_large")
    editor.csrf = "wrong"
    assert hand_in(editor, pdf())[0] == 403
    assert Browser().client.post("/api/v1/files", {"file": SimpleUploadedFile("x", b"x")}).status_code == 401


def test_names_in_headers() -> None:
    given = disposition('a"b\\c;証.pdf')
    assert given == "attachment; filename=\"a_b_c__.pdf\"; filename*=UTF-8''a%22b%5Cc%3B%E8%A8%BC.pdf"
