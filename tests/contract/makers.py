"""How to make one valid record of each kind: the payload of its creating action.

``unit`` places it, ``n`` tells records apart. A kind without a creating action names its own maker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.evidence.actions import keep
from credentry.core.identity.models import Unit
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import PASSWORD, SYSTEM
from credentry.foundation import clock

Payload = Callable[[Unit, int], dict[str, Any]]


@dataclass(frozen=True)
class File:
    """Stands in a payload for a file that the acting user hands in first."""

    content: bytes


def _subject(unit: Unit, n: int) -> dict[str, Any]:
    return {"title": f"对象{n}", "code": f"S-{n}", "unit": unit.pk}


def a_type(n: int = 0) -> UUID:
    """A credential type to hang credentials on."""
    code = f"T-{n}"
    from credentry.domains.credentials.models import CredentialType

    known = CredentialType.objects.filter(code=code).values_list("pk", flat=True).first()
    return (
        known
        or perform(SYSTEM, "credential_type", "register", None, {"code": code, "name_zh": f"类型{n}"}).id
    )


def _credential(unit: Unit, n: int) -> dict[str, Any]:
    return {
        "title": f"证书{n}",
        "type": a_type(),
        "unit": unit.pk,
        "credential_no": f"NO-{n:04}",
        "issued_on": f"2025-01-{n % 27 + 1:02}",
        "valid_to": f"2028-02-{n % 27 + 1:02}",
        "first_issued_on": f"2020-03-{n % 27 + 1:02}",
        "notes": f"note {n}",
        "cost": f"{n}.50",
    }


def _override(unit: Unit, n: int) -> dict[str, Any]:
    """An exception for a product of the unit, which somebody else registered."""
    product = perform(SYSTEM, "product", "register", None, {"title": f"特批产品{n}", "unit": unit.pk}).id
    last = clock.today() + timedelta(days=30 + n % 20)
    return {"subject": product, "act": "sell", "reason": f"理由{n}", "expires_on": last.isoformat()}


def _product_change(unit: Unit, n: int) -> dict[str, Any]:
    product = perform(SYSTEM, "product", "register", None, {"title": f"产品{n}", "unit": unit.pk})
    return {
        "product": product.id,
        "changed_on": f"2026-05-{n % 27 + 1:02}",
        "description": f"更换部件{n}",
        "unit": unit.pk,
    }


def _engagement(unit: Unit, n: int) -> dict[str, Any]:
    """A project of the unit in a stage, done by somebody at some place."""
    project = perform(SYSTEM, "project", "register", None, {"title": f"项目{n}", "unit": unit.pk}).id
    firm = perform(SYSTEM, "organisation", "register", None, {"title": f"施工单位{n}", "unit": unit.pk}).id
    return {
        "context": "stage",
        "subject": project,
        "role": f"S{n % 5 + 1}",
        "organisation": firm,
        "starts_on": f"2026-01-{n % 27 + 1:02}",
        "ends_on": f"2028-01-{n % 27 + 1:02}",
        "notes": f"说明{n}",
    }


def _waiver(unit: Unit, n: int) -> dict[str, Any]:
    """Leave of a rule for a project of the unit, which somebody else registered."""
    code = f"WAIVED-{n}"
    rule = {"code": code, "name_zh": f"规则{n}", "scope": "project_stage", "all_of": [f"TYPE-{n}"]}
    last = clock.today() + timedelta(days=30 + n % 20)
    return {
        "engagement": perform(SYSTEM, "engagement", "plan", None, _engagement(unit, n)).id,
        "rule": perform(SYSTEM, "requirement_rule", "register", None, rule).id,
        "reason": f"理由{n}",
        "document_no": f"文{n}",
        "expires_on": last.isoformat(),
    }


def _scenario(unit: Unit, n: int) -> dict[str, Any]:
    """Entering a market with a product of the unit."""
    market = kinds.get("market").model_class._default_manager
    if not market.filter(code="BR").exists():
        perform(SYSTEM, "market", "register", None, {"code": "BR", "name_zh": "巴西", "name_en": "Brazil"})
    product = perform(SYSTEM, "product", "register", None, {"title": f"方案产品{n}", "unit": unit.pk}).id
    return {
        "title": f"方案{n}",
        "subject": product,
        "markets": ["BR"],
        "begin": f"2027-01-{n % 27 + 1:02}",
        "ready_by": f"2027-06-{n % 27 + 1:02}",
        "notes": f"说明{n}",
    }


def _absence(unit: Unit, n: int) -> dict[str, Any]:
    """Two weeks away of somebody of the unit."""
    who = {"username": f"away{n}", "name": f"外出{n}", "unit": unit.pk, "password": PASSWORD}
    user = perform(SYSTEM, "user", "invite", None, who).id
    return {"user": user, "from_date": f"2027-03-{n % 10 + 1:02}", "to_date": f"2027-03-{n % 10 + 14:02}"}


MAKERS: dict[str, Payload] = {
    "unit": lambda unit, n: {"code": f"UN-{n}", "name": f"单元{n}", "parent": unit.pk},
    "user": lambda unit, n: {
        "username": f"user{n}",
        "name": f"用户{n}",
        "unit": unit.pk,
        "password": PASSWORD,
    },
    "post": lambda unit, n: {"code": f"P{n}", "name": f"岗位{n}", "unit": unit.pk},
    "role": lambda _unit, n: {"code": f"role{n}", "name": f"角色{n}", "grants": []},
    "custom_field": lambda _unit, n: {"code": f"field_{n}", "name_zh": f"字段{n}", "kind": "credential"},
    "absence": _absence,
    "person": _subject,
    "organisation": _subject,
    "product": _subject,
    "project": _subject,
    "site": _subject,
    "equipment": _subject,
    "credential": _credential,
    "credential_type": lambda _unit, n: {"code": f"TYPE-{n}", "name_zh": f"类型{n}", "name_en": f"Type {n}"},
    "gate_override": _override,
    "engagement": _engagement,
    "waiver": _waiver,
    "scenario": _scenario,
    "requirement_rule": lambda _unit, n: {
        "code": f"OWN-{n}",
        "name_zh": f"规则{n}",
        "name_en": f"Rule {n}",
        "all_of": [f"TYPE-{n}"],
        "legal_basis": f"Act {n}",
        "effective_from": f"2026-01-{n % 27 + 1:02}",
        "effective_to": f"2031-01-{n % 27 + 1:02}",
        "pack_version": n + 1,
    },
    "use_limit": lambda _unit, n: {
        "code": f"LIMIT-{n}",
        "name_zh": f"限制{n}",
        "name_en": f"Limit {n}",
        "test": "age",
        "years": 60 + n % 20,
        "types": [f"TYPE-{n}"],
        "legal_basis": f"Act {n}",
        "pack_version": n + 1,
    },
    "standard": lambda _unit, n: {
        "code": f"GB {1000 + n}-2022",
        "name_zh": f"标准{n}",
        "name_en": f"Standard {n}",
    },
    "product_change": _product_change,
    "alert_policy": lambda unit, n: {
        "code": f"policy-{n}",
        "name": f"策略{n}",
        "stages": [90, 60, 30 - n % 20],
    },
    "alert_channel": lambda _unit, n: {
        "code": ("wecom", "dingtalk", "feishu", "sms", "webhook", "wecom_robot", "apprise")[n % 7],
        "per_minute": n,
        "quiet_from": "22:00",
        "quiet_to": "07:30",
    },
    "routine": lambda unit, n: {"code": f"R-{n}", "name": f"定期{n}", "months": 1 + n % 12, "unit": unit.pk},
    "weekly_pack": lambda _unit, n: {"name": f"周报{n}", "weekday": str(n % 7), "hour": n % 24},
    "document": lambda unit, n: {
        "blob_id": File(b"%%PDF-1.4 %d" % n),
        "title": f"文件{n}",
        "unit": unit.pk,
    },
    "intake_item": lambda unit, n: {
        "blob_id": File(b"%%PDF-1.4 paper %d" % n),
        "unit": unit.pk,
        "note": f"备注{n}",
    },
    "saved_view": lambda _unit, n: {
        "name": f"视图{n}",
        "kind": "unit",
        "condition": "code:UN-1",
        "columns": ["name", "code"],
        "sort": "-code",
        "sharing": "default",
    },
    "process": lambda _unit, n: {
        "code": f"process-{n}",
        "name": f"流程{n}",
        "name_en": f"Process {n}",
        "category": "renewal",
        "subject_kind": "credential",
        "description": f"说明{n}",
    },
    "working_year": lambda _unit, n: {"year": 2040 + n, "holidays": [f"{2040 + n}-01-01"], "working": []},
    "market": lambda _unit, n: {"code": f"M{n}", "name_zh": f"市场{n}", "name_en": f"Market {n}"},
}
#: Kinds whose records somebody else makes, with the reason.
OTHERS: dict[str, str] = {
    "alert": "the sweep derives alerts from deadlines; the tests of the alerts room prove it",
    "calendar_feed": "a feed belongs to the acting user; the tests of feeds prove it",
    "case": "starting one opens tasks with entries of their own; the tests of the approvals room prove it",
    "task": "cases open tasks; the tests of the approvals room prove it",
    "api_token": "a token belongs to the acting user; the session tests prove it",
    "import_run": "made by uploading a file; the intake tests prove it",
    "pack": "there are five and no more; the tests of the packs room prove it",
    "subject": "a list over persons, organisations and the rest; it has no rows of its own",
}


def payload(kind: str, unit: Unit, n: int, actor: Any) -> dict[str, Any]:
    """What ``actor`` sends to make record ``n`` of ``kind`` in ``unit``; files are handed in."""
    return {
        name: keep(actor, f"{n}.pdf", [value.content]).pk if isinstance(value, File) else value
        for name, value in MAKERS[kind](unit, n).items()
    }


def make(kind: str, unit: Unit, n: int, actor: Any = SYSTEM) -> Any:
    """One record of ``kind`` made by ``actor``."""
    from credentry.core.records import kinds

    creating = kinds.get(kind).creating
    assert creating is not None
    return perform(actor, kind, creating.name, None, payload(kind, unit, n, actor)).record
