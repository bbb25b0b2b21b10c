"""Tables of this room."""

from credentry.domains.coverage.models.derived import (
    NeedMarket,
    NeedWord,
    Obligation,
    Profile,
    Pursuit,
    RuleNeed,
    RuleWhere,
    Verdict,
)
from credentry.domains.coverage.models.engagement import Engagement
from credentry.domains.coverage.models.limit import UseLimit
from credentry.domains.coverage.models.rule import RequirementRule
from credentry.domains.coverage.models.scenario import ASKED, LOST, Scenario
from credentry.domains.coverage.models.sought import Sought
from credentry.domains.coverage.models.upgrade import Upgrade
from credentry.domains.coverage.models.waiver import Waiver

__all__ = [
    "ASKED",
    "LOST",
    "Engagement",
    "NeedMarket",
    "NeedWord",
    "Obligation",
    "Profile",
    "Pursuit",
    "RequirementRule",
    "RuleNeed",
    "RuleWhere",
    "Scenario",
    "Sought",
    "Upgrade",
    "UseLimit",
    "Verdict",
    "Waiver",
]
