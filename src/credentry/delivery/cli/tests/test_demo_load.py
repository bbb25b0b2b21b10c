"""The sample company is really put in, once, through the one write path."""

import pytest

from credentry.core.identity.actors import Actor
from credentry.core.ledger import audit
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, listing
from credentry.delivery.cli.demo.load import ForeignData, load_once
from credentry.delivery.cli.output import cli_actor

pytestmark = pytest.mark.django_db
CREDENTIAL = kinds.get("credential")


def counted(actor: Actor, condition: str = "", kind: str = "credential") -> int:
    return listing(actor, kinds.get(kind), Query(condition, limit=1)).count or 0


def test_loaded_once_with_everything_people_look_for() -> None:
    said: list[str] = []
    assert load_once(said.append)
    assert not load_once(said.append)
    system = Actor.system("test")
    assert 400 <= counted(system) <= 470
    assert counted(system, "status:suspended") >= 3
    assert counted(system, "status:expired") >= 10
    assert counted(system, "valid_to>=today valid_to<=+6m") >= 40
    assert counted(system, "market:EU category:product_safety valid_to>=today valid_to<=+6m") >= 3
    assert counted(system, kind="product") == 61
    assert counted(system, kind="person") == 18
    assert counted(system, kind="document") >= 120
    assert counted(system, kind="engagement") == 35
    assert counted(cli_actor("zhou.yifan"), kind="scenario") >= 2
    assert counted(system, kind="scenario") == 5
    assert counted(system, "state:waiting", kind="intake_item") == 4
    assert counted(system, "state:duplicate", kind="intake_item") == 1
    assert counted(system, kind="alert_policy") >= 3
    assert counted(system, "state:running", kind="case") == 6
    assert counted(system, "state:completed", kind="case") == 1
    assert counted(cli_actor("zhou.yifan"), "state:open", kind="task") >= 2
    assert audit.fsck()["ok"]
    assert counted(cli_actor("lin.zhixia"), kind="saved_view") >= 2
    assert any("scans" in line for line in said)


def test_a_subsidiary_sees_its_own_and_the_group_all() -> None:
    load_once(lambda text: None)
    everything = counted(cli_actor("lin.zhixia"))
    ningbo = counted(cli_actor("sun.wanqing"))
    assert 0 < ningbo < everything
    assert counted(cli_actor("sun.wanqing"), "unit:CY-COMP") == 0


def test_an_instance_with_data_of_its_own_is_refused() -> None:
    perform(Actor.system("test"), "unit", "define", None, {"code": "MINE", "name": "我的公司"})
    with pytest.raises(ForeignData):
        load_once(lambda text: None)
    assert counted(Actor.system("test"), kind="unit") == 1
