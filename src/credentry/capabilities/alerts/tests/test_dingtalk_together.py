"""The same words to many people go to DingTalk in one call; what became of them is known for each."""

import pytest

from credentry.capabilities.alerts.actions import deliver, follow_up, sweep
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import make_deadline, make_policy, make_user
from credentry.capabilities.alerts.tests.owing import DUE, tell

pytestmark = pytest.mark.django_db


def to_many(names: tuple[str, ...]) -> None:
    """One deadline told to several people in the same role of the message: the same text for all of them."""
    people = [make_user(name, lang="zh", dingtalk=name) for name in names]
    make_policy(
        "many",
        stages=(30,),
        channels=["inbox", "dingtalk"],
        recipients=[{"relation": "user", "code": str(one.pk), "from_stage": None} for one in people],
    )
    make_deadline(DUE, people[0], number="N-1")
    sweep()


def test_dingtalk_tells_many_the_same_in_one_call_with_receipts_for_each(
    dingtalk: platforms.DingTalk,
) -> None:
    tell("dingtalk", options={"together": True})
    to_many(("li", "wang"))
    assert deliver().sent == 2
    (notice,) = dingtalk.sent
    assert sorted(notice["userid_list"].split(",")) == ["li", "wang"]
    assert "/a/" not in str(notice)  # no button that is one person's alone
    assert len(dingtalk.tasks) == 2
    rows = {
        one.alert.recipient.username: one for one in Delivery.objects.filter(channel="dingtalk") if one.alert
    }
    assert {name: one.provider_id for name, one in rows.items()} == {"li": "1:li", "wang": "1:wang"}
    assert rows["li"].batch != rows["wang"].batch
    asked = len(dingtalk.asked)
    dingtalk.results[1] = {"read_user_id_list": ["li"], "forbidden_user_id_list": ["wang"]}
    follow_up()
    looks = [one for one in dingtalk.asked[asked:] if one.path.endswith("getsendresult")]
    assert len(looks) == 1
    for one in rows.values():
        one.refresh_from_db()
    assert rows["li"].read_at is not None
    assert (rows["wang"].state, rows["wang"].last_error) == ("dead", "forbidden")


def test_one_whose_to_do_is_refused_does_not_hold_up_the_others(dingtalk: platforms.DingTalk) -> None:
    tell("dingtalk", options={"together": True})
    to_many(("li", "wang", "gone"))  # the platform knows no “gone”
    assert deliver().sent == 2
    (notice,) = dingtalk.sent
    assert sorted(notice["userid_list"].split(",")) == ["li", "wang"]
    gone = Delivery.objects.get(channel="dingtalk", alert__recipient__username="gone")
    assert (gone.state, gone.reason) == ("dead", "refused")


def test_a_refused_call_for_many_is_tried_for_each(dingtalk: platforms.DingTalk) -> None:
    tell("dingtalk", options={"together": True, "tasks": False})
    to_many(("li", "wang"))
    dingtalk.refused = {"wang"}
    assert deliver().sent == 1
    states_ = dict(
        Delivery.objects.filter(channel="dingtalk").values_list("alert__recipient__username", "state")
    )
    assert states_ == {"li": "sent", "wang": "dead"}


def test_without_the_option_everybody_gets_their_own_with_its_button(dingtalk: platforms.DingTalk) -> None:
    to_many(("li", "wang"))
    assert deliver().sent == 2
    assert sorted(one["userid_list"] for one in dingtalk.sent) == ["li", "wang"]
    assert all("/a/" in str(one) for one in dingtalk.sent)
