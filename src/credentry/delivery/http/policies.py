"""A policy before it is switched on: what it says in words, and what it would have done."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from credentry.capabilities.alerts.actions.forms import PolicyForm
from credentry.capabilities.alerts.actions.policies import drafted
from credentry.capabilities.alerts.queries import backtest, sentences
from credentry.core.records.actions.forms import parse_form
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.foundation import clock
from credentry.foundation.errors import Forbidden, Invalid, define

router = Router(tags=["alerts"], auth=authenticate)
#: The longest period a back-test looks at, in days.
LONGEST = 1100

define("alert_policy.period", "请选择不超过 {days} 天的过去时段。", "Choose a period of at most {days} days.")


def _draft(request: HttpRequest, payload: dict[str, Any]) -> Any:
    actor = actor_of(request)
    if not actor.may("alert_policy", "define") and not actor.may("alert_policy", "amend"):
        raise Forbidden()
    form = parse_form(PolicyForm, payload)
    assert isinstance(form, PolicyForm)
    return drafted(form)


@router.post("/alerts/policies/preview")
def preview(request: HttpRequest, payload: Body[dict[str, Any]]) -> dict[str, Any]:
    """The policy a form describes, in words."""
    policy = _draft(request, payload)
    return {"sentence": {lang: sentences.sentence(policy, lang) for lang in ("zh", "en")}}


@router.post("/alerts/policies/backtest")
def try_out(
    request: HttpRequest, payload: Body[dict[str, Any]], since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """What the policy would have told whom in a period (the last year by default); nothing is written or sent."""
    policy = _draft(request, payload)
    last = until or clock.today()
    first = since or last - backtest.YEAR
    if not 0 <= (last - first).days <= LONGEST:
        raise Invalid.one("since", "alert_policy.period", days=LONGEST)
    return asdict(backtest.backtest(policy, first, last))
