"""What an instance holds of what packs bring, as the forms packs speak of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps

from credentry.capabilities.approvals.queries import shipping
from credentry.core.records import kinds
from credentry.core.records.values import plain

_MARKET = ("code", "name_zh", "name_en", "alpha3", "is_group", "aliases")
_TYPE = (
    "code", "name_zh", "name_en", "category", "document", "subject_kind", "jurisdiction", "obligation", "pack",
    "validity_rule", "unique_number", "warn_days", "definition", "notes",
)  # fmt: skip
_FIELD = ("kind", "code", "name_zh", "name_en", "help_zh", "help_en", "value_type", "options", "filterable",
          "searchable", "personal", "all_types")  # fmt: skip
_POLICY = ("code", "name", "name_en", "kind", "deadlines", "types", "condition", "stages", "recipients", "channels",
           "rank", "source", "active", "levels", "ladder", "anchor", "working_days", "hold")  # fmt: skip
_ROUTINE = ("code", "name", "name_en", "months", "due_workdays", "source")

_REQUIREMENT = ("code", "name_zh", "name_en", "scope", "markets", "except_markets", "conditions", "all_of", "any_of",
                "levels", "by_role", "counts", "recognises", "about", "posts", "severity", "certainty", "legal_basis", "notes", "pack",
                "pack_version")  # fmt: skip

_LIMIT = ("code", "name_zh", "name_en", "test", "types", "posts", "years", "effect", "certainty", "legal_basis", "notes",
          "pack", "pack_version")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A record as the form that would make it."""

    id: UUID
    archived: bool
    form: dict[str, Any]


def _rows(name: str, columns: Sequence[str], codes: Sequence[str], **more: Any) -> dict[str, Found]:
    model = kinds.get(name).model_class
    rows = model._default_manager.filter(code__in=codes, **more).values("pk", "archived_at", *columns)
    return {
        row["code"]: Found(
            row["pk"], row["archived_at"] is not None, {column: plain(row[column]) for column in columns}
        )
        for row in rows
    }


def markets(codes: Sequence[str]) -> dict[str, Found]:
    """Markets with their memberships."""
    found = _rows("market", _MARKET, codes)
    by_id = {one.id: one for one in found.values()}
    for one in found.values():
        one.form["members"] = []
    rows = apps.get_model("subjects.MarketMembership").objects.filter(group__in=by_id)
    for group, code, from_on, to_on in rows.order_by("member__code", "from_on").values_list(
        "group_id", "member__code", "from_on", "to_on"
    ):
        by_id[group].form["members"].append({"code": code, "from_on": plain(from_on), "to_on": plain(to_on)})
    return found


def types(codes: Sequence[str]) -> dict[str, Found]:
    """Credential types with their full definition."""
    return _rows("credential_type", _TYPE, codes)


def fields(codes: Sequence[str]) -> dict[str, Found]:
    """Custom fields: of credentials by their code, with their types by code; of subjects by "kind.code"."""
    found = _rows("custom_field", _FIELD, [one for one in codes if "." not in one], kind="credential")
    for kind in sorted({one.partition(".")[0] for one in codes if "." in one}):
        mine = [one.partition(".")[2] for one in codes if one.startswith(f"{kind}.")]
        rows = _rows("custom_field", _FIELD, mine, kind=kind)
        found |= {f"{kind}.{code}": one for code, one in rows.items()}
    by_id = {one.id: one for one in found.values()}
    for one in found.values():
        one.form["types"], one.form["mandatory_for"] = [], []
    uses = list(
        apps.get_model("records.CustomFieldUse")
        .objects.filter(field__in=by_id)
        .values_list("field_id", "type_id", "mandatory")
    )
    names = dict(
        apps.get_model("credentials.CredentialType")
        .objects.filter(pk__in={type_id for _, type_id, _ in uses})
        .values_list("pk", "code")
    )
    for owner, type_id, mandatory in uses:
        if type_id in names:
            by_id[owner].form["types"].append(names[type_id])
            if mandatory:
                by_id[owner].form["mandatory_for"].append(names[type_id])
    for one in found.values():
        one.form["types"].sort()
        one.form["mandatory_for"].sort()
    return found


def with_type_ids(form: Mapping[str, Any]) -> dict[str, Any]:
    """A custom field's form with the ids of its types."""
    wanted = {*form.get("types", ()), *form.get("mandatory_for", ())}
    rows = apps.get_model("credentials.CredentialType").objects.filter(code__in=wanted)
    ids = dict(rows.values_list("code", "pk"))
    found = dict(form)
    for name in ("types", "mandatory_for"):
        if name in found:
            found[name] = [ids[code] for code in found[name] if code in ids]
    return found


def requirements(codes: Sequence[str]) -> dict[str, Found]:
    """Requirement rules."""
    return _rows("requirement_rule", _REQUIREMENT, codes)


def limits(codes: Sequence[str]) -> dict[str, Found]:
    """Limits of use."""
    return _rows("use_limit", _LIMIT, codes)


def policies(codes: Sequence[str]) -> dict[str, Found]:
    """Alert policies."""
    return _rows("alert_policy", _POLICY, codes)


def routines(codes: Sequence[str]) -> dict[str, Found]:
    """Recurring work; when it begins and whose it is belongs to the instance."""
    return _rows("routine", _ROUTINE, codes)


def standards(codes: Sequence[str]) -> dict[str, Found]:
    """Editions of standards; the one that took the place of another by its code."""
    columns = ("code", "name_zh", "name_en", "family", "edition", "jurisdiction", "published_on", "effective_on",
               "withdrawn_on", "transition_to", "superseded_by__code", "notes")  # fmt: skip
    found = _rows("standard", columns, codes)
    for one in found.values():
        one.form["superseded_by"] = one.form.pop("superseded_by__code")
    return found


def with_standard_ids(form: Mapping[str, Any]) -> dict[str, Any]:
    """A standard's form with the id of its successor."""
    found = dict(form)
    if found.get("superseded_by"):
        rows = apps.get_model("credentials.Standard").objects.filter(code=found["superseded_by"])
        found["superseded_by"] = rows.values_list("pk", flat=True).first()
    return found


def roles(codes: Sequence[str]) -> dict[str, Found]:
    """Roles with their rights, in order."""
    found = _rows("role", ("code", "name", "name_en"), codes)
    by_id = {one.id: one for one in found.values()}
    for one in found.values():
        one.form["grants"] = []
    rows = apps.get_model("identity.Grant").objects.filter(role__in=by_id)
    for role, kind, action in rows.order_by("kind", "action").values_list("role_id", "kind", "action"):
        by_id[role].form["grants"].append({"kind": kind, "action": action})
    return found


def processes(codes: Sequence[str]) -> dict[str, Found]:
    """Processes as chains."""
    return {code: Found(one.id, one.archived, one.form) for code, one in shipping.present(codes).items()}
