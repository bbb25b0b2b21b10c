"""A standard is withdrawn while others work on the credentials based on it: nobody's change is lost, nobody sees a fault."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from credentry.core.ledger.audit import fsck
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.domains.credentials import standing
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import make, plain_type

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite admits one writer; its test database is one connection's",
    ),
]
PAPERS = 12
TURNS = 3


def test_a_fan_out_and_changes_of_single_credentials_cross() -> None:
    make_company()
    kind = plain_type(code="CCC", definition={"depends": [{"code": "standard"}]})
    names = [f"GB 4943.{n}-2022" for n in range(1, TURNS + 1)]
    editions = [
        perform(SYSTEM, "standard", "register", None, {"code": one, "name_zh": "设备"}).id for one in names
    ]
    papers = [
        make(kind, title=f"证书{n}", credential_no=f"P{n}", standards=names, valid_to="2029-01-31").pk
        for n in range(PAPERS)
    ]

    def withdraw(n: int) -> Any:
        days = {
            "withdrawn_on": f"2027-0{n + 1}-01",
            "transition_to": f"2028-0{TURNS - n}-01",
            "reason": "新版",
        }
        return perform(SYSTEM, "standard", "withdraw", editions[n], days).seq

    def amend(n: int) -> Any:
        return [
            perform(SYSTEM, "credential", "amend", one, {"notes": f"第{n}次"}).seq for one in papers[::-1]
        ]

    def amend_many(n: int) -> Any:
        rows = [{"id": one, "payload": {"scope_text": f"第{n}批"}} for one in papers[::-1]]
        outcome = perform_many(SYSTEM, "credential", "amend", rows)
        assert not outcome.errors
        return list(outcome.seqs.values())

    def closing(work: Any, n: int) -> Any:
        try:
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        turns = [
            pool.submit(closing, work, n) for n in range(TURNS) for work in (withdraw, amend, amend_many)
        ]
        seqs = [turn.result() for turn in turns]
    flat = [one for given in seqs for one in (given if isinstance(given, list) else [given])]
    assert len(flat) == len(set(flat)) == TURNS * (1 + 2 * PAPERS)
    row = Credential.objects.get(pk=papers[0])
    assert (row.effective_to.isoformat(), row.binding_code) == ("2028-01-01", "standard")
    assert row.version == 1 + 2 * TURNS
    assert standing.rebuild(follow=False) == (PAPERS, 0)
    assert fsck()["findings"] == []
