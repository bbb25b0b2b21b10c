"""Markets: the shipped list and dated membership of groups."""

from datetime import date

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.domains.subjects import queries
from credentry.domains.subjects.actions.market import install_markets
from credentry.domains.subjects.models import Market
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db


def covering(code: str, on: date) -> set[str]:
    ids = queries.covering([queries.by_code([code])[code]], on)
    return set(Market.objects.filter(pk__in=ids).values_list("code", flat=True))


def members(code: str, on: date) -> set[str]:
    ids = queries.members([queries.by_code([code])[code]], on)
    return set(Market.objects.filter(pk__in=ids).values_list("code", flat=True))


def test_the_shipped_markets_have_names_in_both_languages_and_load_once() -> None:
    assert install_markets(SYSTEM) > 240
    assert install_markets(SYSTEM) == 0
    assert not Market.objects.filter(name_zh="").exists()
    assert not Market.objects.filter(name_en="").exists()
    names = queries.names()
    assert names["德国"] == names["germany"] == names["de"] == names["deu"]
    assert names["欧盟"] == names["eu"] != names["eea"]


@pytest.mark.demand("R-000-37")
@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("DE", date(2026, 11, 21), {"DE", "EU", "EEA"}),
        ("GB", date(2020, 1, 31), {"GB", "EU", "EEA"}),
        ("GB", date(2020, 2, 1), {"GB"}),
        ("HR", date(2013, 6, 30), {"HR"}),
        ("HR", date(2013, 7, 1), {"HR", "EU", "EEA"}),
        ("NO", date(2026, 11, 21), {"NO", "EEA"}),
        ("SA", date(2026, 11, 21), {"SA", "GCC"}),
        ("KZ", date(2026, 11, 21), {"KZ", "EAEU"}),
        ("EU", date(2026, 11, 21), {"EU", "EEA"}),
        ("US", date(2026, 11, 21), {"US"}),
    ],
)
def test_what_covers_a_market_depends_on_the_day(code: str, on: date, expected: set[str]) -> None:
    install_markets(SYSTEM)
    assert covering(code, on) == expected


@pytest.mark.parametrize(
    ("on", "count"),
    [(date(2013, 6, 30), 27), (date(2013, 7, 1), 28), (date(2020, 1, 31), 28), (date(2020, 2, 1), 27)],
)
def test_the_union_has_the_members_it_had_that_day(on: date, count: int) -> None:
    install_markets(SYSTEM)
    assert len(members("EU", on) - {"EU"}) == count


def test_both_ways_of_asking_agree() -> None:
    install_markets(SYSTEM)
    day = date(2026, 11, 21)
    for market, above in queries.covering_by_market(day).items():
        assert above == queries.covering([market], day)


def test_a_group_of_ones_own_and_its_faults() -> None:
    install_markets(SYSTEM)
    form = {"code": "NORDIC", "name_zh": "北欧", "name_en": "Nordics", "is_group": True}
    made = perform(
        SYSTEM, "market", "register", None, {**form, "members": [{"code": "SE", "from_on": "1995-01-01"}]}
    ).record
    assert covering("SE", date(2026, 1, 1)) == {"SE", "EU", "EEA", "NORDIC"}
    perform(SYSTEM, "market", "amend", made.pk, {"members": [{"code": "DK", "from_on": "2000-01-01"}]})
    assert "NORDIC" not in covering("SE", date(2026, 1, 1))
    with pytest.raises(Invalid) as error:
        perform(SYSTEM, "market", "amend", made.pk, {"members": [{"code": "??", "from_on": "2000-01-01"}]})
    assert error.value.errors[0].code == "market.member"
    with pytest.raises(Invalid) as error:
        perform(SYSTEM, "market", "register", None, form)
    assert error.value.errors[0].code == "market.taken"
