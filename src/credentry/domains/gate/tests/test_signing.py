"""A signed answer can be checked, and nothing in it can be altered."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentry.core.ledger import notes
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.tests.factories import act, make, make_type
from credentry.domains.gate.actions import signing
from credentry.domains.gate.queries import asking
from credentry.domains.gate.tests.factories import CCC, SYSTEM, question
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import canonical, clock
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(NOW):
        yield make_company()


@pytest.fixture
def ccc() -> Any:
    line = series()
    return make(
        make_type(definition=CCC),
        products=[line[0].pk],
        markets=markets("CN"),
        credential_no="2024990901000001",
    )


def signed(hours: int = 24) -> dict[str, Any]:
    asked = [question("G-100", market="CN", key="一"), question("G-100-EU", "bid", key="二")]
    return signing.sign(asking.ask(SYSTEM, asked), None, hours)


def test_a_signed_answer_is_checked_with_the_public_key_alone(ccc: Any) -> None:
    note = signed()
    name, key = notes.key_of_verifier(note["key"])
    assert name.endswith("/gate")
    assert base64.b64decode(note["public_key"]) == key.public_bytes_raw()
    exact = note["payload"].encode()
    assert canonical.is_canonical(exact)
    Ed25519PublicKey.from_public_bytes(base64.b64decode(note["public_key"])).verify(
        base64.b64decode(note["signature"]), b"credentry gate answer v1\n" + exact
    )
    said = json.loads(exact)
    assert [one["answer"] for one in said["answers"]] == ["allow", "warn"]
    assert (said["issued_at"], said["expires_at"]) == ("2026-11-21T04:00:00.000Z", "2026-11-22T04:00:00.000Z")


def test_it_is_valid_then_expired_and_says_what_changed(ccc: Any, company: Company) -> None:
    note = signed(2)
    found = signing.verify(company.viewer, note["payload"], note["signature"])
    assert (found["state"], found["same"], found["changed"]) == ("valid", True, [])
    act(ccc, "suspend", effective_on="2026-11-21", reason="x")
    found = signing.verify(company.viewer, note["payload"], note["signature"])
    assert (found["state"], found["same"]) == ("valid", False)
    assert found["changed"] == [{"index": 0, "key": "一", "was": "allow", "now": "deny"}]
    with clock.fixed(NOW + timedelta(hours=2)):
        assert signing.verify(SYSTEM, note["payload"], note["signature"])["state"] == "valid"
    with clock.fixed(NOW + timedelta(hours=2, seconds=1)):
        assert signing.verify(SYSTEM, note["payload"], note["signature"])["state"] == "expired"
    assert signing.verify(company.stranger, note["payload"], note["signature"])["same"] is None


def test_a_longer_life_than_thirty_days_is_refused(ccc: Any) -> None:
    for hours in (0, 30 * 24 + 1):
        with pytest.raises(DomainError, match="signed_long"):
            signed(hours)
    assert signed(30 * 24)["expires_at"].startswith("2026-12-21")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_altered_character_is_noticed(ccc: Any, data: st.DataObject) -> None:
    note = signed()
    text = note["payload"]
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(codec="utf-8").filter(lambda one: one != text[at]))
    altered = text[:at] + sign + text[at + 1 :]
    assert signing.verify(SYSTEM, altered, note["signature"])["state"] == "forged"


def test_other_forgeries(ccc: Any) -> None:
    note = signed()
    other = Ed25519PrivateKey.generate().sign(b"credentry gate answer v1\n" + note["payload"].encode())
    for signature in (base64.b64encode(other).decode(), "", "!!", note["signature"][:-4], "AAAA"):
        assert signing.verify(SYSTEM, note["payload"], signature)["state"] == "forged"
    assert signing.verify(SYSTEM, "{}", note["signature"])["state"] == "forged"
    assert signing.verify(SYSTEM, "\ud800", note["signature"])["state"] == "forged"
