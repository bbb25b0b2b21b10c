"""How an unanswered alert climbs: the escalation ladders of the field content, as steps of a policy.

A role that an instance does not know, or that nobody holds near the unit, is passed over; after the last step it goes
up the line of managers to the top.
"""

from typing import Any, Final


def _steps(*steps: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [{"relation": relation, "code": code, "wait": wait} for relation, code, wait in steps]


#: Ladder → who is told next and how many working days each has to answer.
CLIMB: Final[dict[str, list[dict[str, Any]]]] = {
    "standard": _steps(
        ("responsible", "", 3),
        ("manager", "", 3),
        ("unit_head", "", 3),
        ("role", "compliance", 2),
        ("line", "", 0),
    ),
    "fast": _steps(("responsible", "", 1), ("manager", "", 1), ("unit_head", "", 1), ("line", "", 0)),
    "personnel": _steps(
        ("responsible", "", 3), ("manager", "", 3), ("role", "hr", 2), ("unit_head", "", 0), ("line", "", 0)
    ),
    "engineering_site": _steps(
        ("responsible", "", 2),
        ("manager", "", 2),
        ("role", "safety", 2),
        ("unit_head", "", 0),
        ("line", "", 0),
    ),
}
