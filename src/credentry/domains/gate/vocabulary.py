"""Words of the gate: answers, reasons, states of an override."""

from credentry.foundation.labels import Label


def _words(*triples: tuple[str, str, str]) -> dict[str, Label]:
    return {code: Label(zh, en) for code, zh, en in triples}


ALLOW, WARN, DENY = "allow", "warn", "deny"
ANSWERS = _words(
    (ALLOW, "放行", "Allowed"),
    (WARN, "注意", "Check first"),
    (DENY, "拦截", "Blocked"),
)
WORSE = {ALLOW: 0, WARN: 1, DENY: 2}

INFO = "info"
SEVERITIES = _words((INFO, "依据", "Basis"), (WARN, "注意", "Warning"), (DENY, "拦截", "Blocks"))

# Acts that a credential of a type without declared acts usually permits, by what the type is about.
USUAL_ACTS = {
    "product": frozenset({"produce", "import", "sell", "ship_stock"}),
    "person": frozenset({"work", "practise", "bid"}),
    "organisation": frozenset({"bid", "produce", "sell", "import", "work"}),
    "project": frozenset({"work", "produce"}),
    "site": frozenset({"work", "produce"}),
    "equipment": frozenset({"work", "produce"}),
}
# What only the law ends for cause: no override opens the gate.
NEVER_OVERRIDDEN = frozenset({"revoked", "withdrawn"})

REQUESTED, APPROVED, REFUSED, REVOKED = "requested", "approved", "refused", "revoked"
OVERRIDE_STATES = _words(
    (REQUESTED, "待批准", "Requested"),
    (APPROVED, "已批准", "Approved"),
    (REFUSED, "已拒绝", "Refused"),
    (REVOKED, "已撤回", "Revoked"),
    ("expired", "已过期", "Expired"),
)

MAX_OVERRIDE_DAYS = 90
MAX_QUESTIONS = 20_000
MAX_SIMULATED = 5_000
MAX_SIMULATED_DAYS = 3_700
SIGNED_HOURS = 24
MAX_SIGNED_DAYS = 30

KIND = "gate_override"
ASK = "ask"


def options(words: dict[str, Label]) -> tuple[tuple[str, Label], ...]:
    """Choice options of a vocabulary."""
    return tuple(words.items())
