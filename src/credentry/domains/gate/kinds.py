"""The record kind of this room: the override, an exception granted by a second person."""

from typing import Any

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.fields import Choice, Date, DateTime, Field, LongText, Ref, Text
from credentry.core.records.kinds import Action, RecordKind
from credentry.domains.credentials.vocabulary import ACTS
from credentry.domains.gate.actions import forms, overrides
from credentry.domains.gate.queries.overrides import uses
from credentry.domains.gate.vocabulary import APPROVED, ASK, KIND, OVERRIDE_STATES, REQUESTED, options
from credentry.foundation.labels import L


def _requested(record: Any) -> bool:
    return getattr(record, "state", "") == REQUESTED


def _open(record: Any) -> bool:
    return getattr(record, "state", "") in (REQUESTED, APPROVED)


def _extra(actor: Actor, record: Any) -> dict[str, Any]:
    """When it was used."""
    return {"uses": uses(record)}


kinds.register(
    RecordKind(
        name=KIND,
        label=L("特批放行", "Gate override"),
        plural=L("特批放行", "Gate overrides"),
        model="gate.GateOverride",
        fields=(
            Field("number", Text(), L("编号", "Number"), search=True, listed=True, group="record"),
            Field("title", Text(), L("事项", "About"), search=True, listed=True, personal=True),
            Field("subject", Ref("subject"), L("主体", "Subject"), mandatory=True),
            Field("act", Choice(options(ACTS)), L("行为", "Act"), listed=True, mandatory=True),
            Field("market", Ref("market"), L("市场", "Market"), listed=True),
            Field("state", Choice(options(OVERRIDE_STATES)), L("状态", "State"), listed=True),
            Field("starts_on", Date(), L("自", "From"), listed=True),
            Field("expires_on", Date(), L("至(含当日)", "Until"), listed=True, mandatory=True),
            Field("reason", LongText(), L("理由", "Reason"), search=True, sort=False, personal=True),
            Field("document_no", Text(), L("依据文号", "Document number"), search=True, sort=False, personal=True),
            Field("decided_by", Ref("user"), L("批准人", "Decided by"), listed=True),
            Field("decided_at", DateTime(), L("批准时间", "Decided at")),
            Field("decision_note", LongText(), L("批准意见", "Decision"), sort=False, personal=True),
            Field("revoked_on", Date(), L("撤回日期", "Taken back on")),
            Field("unit", Ref("unit"), L("所属组织单元", "Unit")),
            Field("responsible", Ref("user"), L("申请人", "Asked by"), listed=True),
            Field("created_at", DateTime(), L("申请时间", "Asked at"), group="record"),
        ),
        actions=(
            Action("request", L("申请特批", "Ask for an override"), forms.RequestForm, overrides.request, creates=True),
            Action("approve", L("批准", "Approve"), forms.DecideForm, overrides.approve, available=_requested,
                   help=L("申请人不能批准自己的申请", "Not by the one who asked")),
            Action("refuse", L("拒绝", "Refuse"), forms.RefuseForm, overrides.refuse, available=_requested),
            Action("revoke", L("撤回", "Take back"), forms.RevokeForm, overrides.revoke, available=_open, danger=True),
        ),
        number=overrides.NUMBER,
        extra=_extra,
        rights=(ASK,),
        icon="shield",
        group="register",
        default_sort="-created_at",
    )
)  # fmt: skip
