"""``credentry standings``: what is stored is compared with what follows from the facts."""

from datetime import date

import orjson
import pytest
from click.testing import CliRunner

from credentry.core.ledger.audit import fsck
from credentry.core.records.tests.factories import make_company
from credentry.delivery.cli.standings import standings
from credentry.domains.credentials.models import Credential, CredentialPast, Dependency
from credentry.domains.credentials.tests.factories import act, make, plain_type

pytestmark = pytest.mark.django_db


def test_a_standing_changed_by_hand_is_found_and_repaired_with_all_that_depends_on_it() -> None:
    make_company()
    kind = plain_type()
    top, child = (
        make(kind, title="主证", valid_to="2027-01-31"),
        make(kind, title="子证", valid_to="2028-01-31"),
    )
    act(child, "depend_on", code="parent", parent=str(top.pk))
    run = CliRunner().invoke
    first = run(standings, ["--json"], catch_exceptions=False)
    assert orjson.loads(first.stdout) == {"checked": 2, "wrong": 0, "repaired": 0}
    Credential.objects.filter(pk=top.pk).update(effective_to=date(2029, 1, 31), state="void")
    Dependency.objects.filter(credential=child.pk).update(holds_to=date(2029, 1, 31))
    looked = run(standings, ["--json"])
    assert (looked.exit_code, orjson.loads(looked.stdout)["wrong"] >= 1) == (1, True)
    assert Credential.objects.get(pk=top.pk).state == "void"
    assert run(standings, ["--repair"]).exit_code == 0
    ends = dict(Credential.objects.values_list("title", "effective_to"))
    assert ends == {"主证": date(2027, 1, 31), "子证": date(2027, 1, 31)}
    assert orjson.loads(run(standings, ["--json"]).stdout)["wrong"] == 0
    assert CredentialPast.objects.filter(state="void").count() == 0
    assert fsck()["findings"] == []
