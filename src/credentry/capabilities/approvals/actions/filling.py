"""What people fill in at the start and in steps: only what is asked, in the kind it is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.content import PAPERS, RESERVED
from credentry.capabilities.approvals.models import Case
from credentry.capabilities.approvals.node_settings import Input, NodeSettings
from credentry.core.records import filekeeping, kinds
from credentry.core.records.context import Context
from credentry.foundation.errors import DomainError, FieldError, Invalid, define

define("case.input_unknown", "本步骤不填写“{name}”。", "This step does not ask for “{name}”.")
define("case.field_closed", "本步骤不能修改“{name}”。", "This step does not let “{name}” be changed.")
define("case.input", "“{label}”的值“{value}”不正确。", "“{value}” is no value for “{label}”.")
define("case.attachment", "缺少附件：{names}", "These papers are missing: {names}")
define("case.signature", "本步骤须签名。", "This step has to be signed.")


def filled(settings: NodeSettings, given: Mapping[str, Any], *, free: bool = False) -> dict[str, Any]:
    """The values as they are kept. Raises Invalid naming every wrong or missing one.

    ``free``: the step asks for nothing in particular, so whatever conditions may need can be given.
    """
    known = {one.name: one for one in settings.inputs}
    faults = []
    found: dict[str, Any] = {}
    for name, value in given.items():
        one = known.get(name)
        if settings.fields.get(f"data.{name}") in ("read", "hide"):
            faults.append(FieldError(f"data.{name}", "case.field_closed", {"name": one.zh if one else name}))
        elif name in RESERVED or (one is None and not (free and not known)):
            faults.append(FieldError(f"data.{name}", "case.input_unknown", {"name": name}))
        elif one is None:
            found[name] = value
        else:
            kept = _kept(one, value)
            if kept is None and value not in (None, ""):
                faults.append(
                    FieldError(f"data.{name}", "case.input", {"label": one.zh, "value": str(value)[:60]})
                )
            found[name] = kept
    for one in settings.inputs:
        if one.required and found.get(one.name) in (None, "", []):
            faults.append(FieldError(f"data.{one.name}", "field.required"))
    if faults:
        raise Invalid(faults)
    return found


def _kept(one: Input, value: Any) -> Any:
    """The value in the kind that is asked for; None where it is none."""
    if value in (None, ""):
        return None
    if one.type == "bool":
        return value if isinstance(value, bool) else None
    if one.type == "number":
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        return str(value) if number.is_finite() and not isinstance(value, bool) else None
    if one.type == "date":
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            return None
    if one.type == "choice":
        return value if value in one.options else None
    if one.type == "ref":
        return _record(one.ref, value)
    if one.type == "files":
        return [str(part) for part in value] if isinstance(value, list) else None
    return str(value)[:20000] if isinstance(value, (str, int, float)) else None


def _record(kind: str, value: Any) -> Any:
    declared = kinds.find(kind)
    many = isinstance(value, list)
    try:
        ids = [UUID(str(one)) for one in (value if many else [value])]
    except ValueError:
        return None
    if declared is None or declared.model_class._default_manager.filter(pk__in=ids).count() != len(set(ids)):
        return None
    texts = [str(one) for one in ids]
    return texts if many else texts[0]


def check_papers(
    settings: NodeSettings, there: Mapping[str, Any], signature: str, *, signing: bool = True
) -> None:
    """Papers (``there``: name → files of the case) and signature the step demands are there. Raises DomainError."""
    missing = [one for one in settings.attachments if not there.get(one)]
    if missing:
        raise DomainError("case.attachment", names="、".join(missing))
    if signing and settings.signature and not signature:
        raise DomainError("case.signature")


def hung(ctx: Context, case: Case, given: Mapping[str, Sequence[UUID]]) -> dict[str, Any]:
    """The papers of the case with these files added under their names. Raises Invalid for files of somebody else."""
    found = {name: list(files) for name, files in (case.data.get(PAPERS) or {}).items()}
    for name, ids in given.items():
        listed = found.setdefault(name, [])
        for one in filekeeping.files().hang(ctx, "case", case, list(dict.fromkeys(ids)), name):
            if all(other["sha256"] != one.sha256 for other in listed):
                listed.append({"sha256": one.sha256, "name": one.name, "size": one.size})
    return {name: files for name, files in found.items() if files}
