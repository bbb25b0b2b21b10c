"""One product line through a suspension, a back-dated correction, a renewal and a standard's withdrawal: after each
step list, filter, page, gate, export and calendar agree on every day asked, and what was believed before stays."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.vocabulary import HOLDING, STATUSES
from credentry.domains.packs.actions import install
from credentry.domains.subjects.queries import by_code
from credentry.foundation import clock

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-36"), pytest.mark.demand("R-000-15")]
START = datetime.fromisoformat("2026-11-21T09:00:00+08:00")
DAY = timedelta(days=1)
EDGES = (
    "2024-02-29", "2024-03-01", "2026-04-30", "2026-05-01", "2026-06-14", "2026-06-15", "2026-11-21",
    "2027-05-30", "2027-05-31", "2028-12-31", "2029-01-01", "2029-02-28", "2029-03-01", "2030-12-31",
    "2031-01-01", "2033-12-31", "2034-01-01",
)  # fmt: skip


class Line:
    """A series with two models under one CCC certificate, seen through the API."""

    def __init__(self) -> None:
        make_company()
        install("product-certification", SYSTEM)
        self.browser = Browser("admin")
        self.china = str(by_code(["CN"])["CN"])
        self.series = self.made("product", {"title": "电源适配器 PA 系列", "level": "series"})
        self.model = self.made(
            "product", {"title": "PA-65", "level": "model", "parent": self.series, "code": "PA-65"}
        )
        self.standard = self.made(
            "standard", {"code": "GB 4943.1-2022", "name_zh": "音视频、信息技术设备 安全要求"}
        )
        ccc = self.ask("/records/credential_type?condition=code:CN-CCC")["items"][0]["id"]
        self.id = self.made("credential", {
            "type": ccc, "title": "PA 系列 CCC", "credential_no": "2024010907000001", "products": [self.series],
            "markets": [self.china], "issued_on": "2024-03-01", "valid_from": "2024-03-01", "valid_to": "2029-02-28",
            "standards": ["GB 4943.1-2022"],
        })  # fmt: skip

    def made(self, kind: str, payload: dict[str, Any]) -> str:
        status, body = self.browser.post(f"/records/{kind}", payload)
        assert status == 201, body
        return str(body["id"])

    def act(self, action: str, kind: str = "credential", record: str = "", **payload: Any) -> None:
        status, body = self.browser.post(f"/records/{kind}/{record or self.id}/{action}", payload)
        assert status == 200, body

    def ask(self, path: str) -> Any:
        status, body = self.browser.get(path)
        assert status == 200, body
        return body

    def believed(self, day: str, known: str = "") -> dict[str, str]:
        """The status on a day as each way of asking tells it."""
        as_of = {"on": day, **({"known": known} if known else {})}
        listed = self.ask(f"/records/credential?{urlencode({'fields': 'title,status', **as_of})}")["items"][0]
        page = self.ask(f"/records/credential/{self.id}?{urlencode(as_of)}")
        holding = {"condition": f"status:{','.join(sorted(HOLDING))}", **as_of}
        found = {
            "list": listed["status"],
            "page": page["values"]["status"],
            "panel": page["extra"]["standing"]["status"],
            "export": self._exported(as_of),
        }
        held = self.ask(f"/records/credential?{urlencode(holding)}")["count"]
        assert held == (found["list"] in HOLDING), (day, known, found)
        if not known:
            self._gate_agrees(day, found["list"])
        return found

    def _exported(self, as_of: dict[str, str]) -> str:
        query = urlencode({"format": "csv", "fields": "status", **as_of})
        answer = self.browser.client.get(f"/api/v1/records/credential/export?{query}")
        assert answer.status_code == 200
        content = b"".join(cast(Any, answer).streaming_content)
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        return next(code for code, word in STATUSES.items() if word.zh == rows[1][0])

    def _gate_agrees(self, day: str, status: str) -> None:
        asked = {"subject": self.model, "act": "sell", "market": "CN", "on": day}
        answer = self.ask(f"/gate?{urlencode(asked)}")
        verdict = answer
        assert (verdict["answer"] != "deny") == (status in HOLDING), (day, status, verdict)
        if verdict.get("changes_on"):
            before = str(date.fromisoformat(verdict["changes_on"]) - DAY)
            again = self.ask(f"/gate?{urlencode({**asked, 'on': before})}")
            same = again
            assert same["answer"] == verdict["answer"], (day, before)

    def everywhere(self, known: str = "") -> dict[str, str]:
        """Day → the one status that all agree on."""
        told = {}
        for day in EDGES:
            found = self.believed(day, known)
            assert len(set(found.values())) == 1, (day, known, found)
            told[day] = found["list"]
        return told


@contextmanager
def later(days: int) -> Iterator[str]:
    """The clock stands some days after the start; the instant just after, as a question names it."""
    moment = START + timedelta(days=days)
    with clock.fixed(moment):
        yield (moment + timedelta(minutes=1)).isoformat()


def holds(told: dict[str, str]) -> list[str]:
    return [day for day in EDGES if told[day] in HOLDING]


def test_every_view_agrees_on_every_day_after_every_step() -> None:
    with later(0) as first:
        line = Line()
        beliefs = [(first, line.everywhere())]
        # yearly inspection: the next one is due 2027-03-01 with 90 days of grace
        assert holds(beliefs[0][1])[-1] == "2027-05-30"
        assert beliefs[0][1]["2027-05-31"] == "duty_overdue"
        assert beliefs[0][1]["2024-02-29"] == "not_yet_effective"
    with later(1) as known:
        line.act(
            "suspend", effective_on="2026-05-01", reason="监督抽样不合格", document_no="CQC暂停〔2026〕11号"
        )
        line.act("reinstate", effective_on="2026-06-15", reason="整改验收合格")
        beliefs.append((known, line.everywhere()))
        assert beliefs[-1][1]["2026-05-01"] == beliefs[-1][1]["2026-06-14"] == "suspended"
        assert beliefs[-1][1]["2026-04-30"] == beliefs[-1][1]["2026-06-15"] == "valid"
    with later(2) as known:
        line.act("correct_term", n=1, valid_to="2028-12-31", reason="证书原件载明 2028-12-31")
        line.act(
            "schedule_duty",
            code="factory_follow_up",
            name_zh="年度工厂检查",
            due_on="2033-06-30",
            grace_days=90,
        )
        beliefs.append((known, line.everywhere()))
        assert beliefs[-1][1]["2028-12-31"] in HOLDING
        assert beliefs[-1][1]["2029-01-01"] == "expired"
    with later(3) as known:
        line.act("renew", issued_on="2028-11-01", valid_from="2029-01-01", valid_to="2033-12-31")
        line.act(
            "schedule_duty",
            code="factory_follow_up",
            name_zh="年度工厂检查",
            due_on="2033-12-01",
            grace_days=90,
        )
        beliefs.append((known, line.everywhere()))
        assert beliefs[-1][1]["2029-01-01"] in HOLDING
        assert beliefs[-1][1]["2034-01-01"] == "expired"
    with later(4) as known:
        line.act("withdraw", "standard", line.standard, withdrawn_on="2030-07-01", transition_to="2030-12-31",
                 reason="由新版代替")  # fmt: skip
        beliefs.append((known, line.everywhere()))
        assert beliefs[-1][1]["2030-12-31"] in HOLDING
        assert beliefs[-1][1]["2031-01-01"] == "standard_withdrawn"
        due = line.ask("/records/credential/calendar?from=2030-12-01&to=2031-01-31")["items"]
        assert any(one["due_on"] == "2030-12-31" for one in due), due
    with later(30):
        for known, told in beliefs:
            assert line.everywhere(known) == told, known
