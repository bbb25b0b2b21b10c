"""The fields an import may fill: those of the creating action's form, custom fields, and their words."""

from typing import Any

from credentry.capabilities.intake.mapping.targets import Target
from credentry.capabilities.intake.vocabulary import ImportProfile
from credentry.core.records.fields import Bool, Choice, Field, Many, Ref
from credentry.core.records.kinds import Action, RecordKind
from credentry.core.records.queries import fields_of
from credentry.foundation.errors import DomainError, define
from credentry.foundation.labels import Label

NO_IMPORT = define(
    "intake.kind.no_import", "“{kind}”不支持表格导入。", "“{kind}” cannot be imported from a table."
)
NOT_FILLED = frozenset({"files", "json", "password", "condition", "custom"})
BY_ANNOTATION = (
    ("datetime", "datetime"), ("date", "date"), ("bool", "bool"), ("Decimal", "number"), ("float", "number"),
    ("int", "integer"), ("list", "many"), ("tuple", "many"),
)  # fmt: skip
# Words for what every record has; a domain adds its own through its profile.
EVERYWHERE: dict[str, tuple[str, ...]] = {
    "unit": ("部门", "所属部门", "归属部门", "事业部", "所属事业部", "所属公司", "所属单位", "business unit", "department"),
    "responsible": ("负责人", "责任人", "经办人", "管理员", "保管人", "owner", "responsible person", "person in charge"),
    "deputy": ("代理人", "备份负责人", "第二负责人", "backup", "substitute"),
    "notes": ("备注", "说明", "备注说明", "remark", "remarks", "note", "comment", "comments"),
    "code": ("编码", "编号", "代码", "code no", "id"),
    "number": ("编号", "系统编号", "record number"),
    "email": ("邮箱", "电子邮件", "邮件地址", "mail", "e-mail address"),
}  # fmt: skip


def creating(kind: RecordKind, profile: ImportProfile) -> Action:
    """The action that makes a new record of an import. Raises DomainError when the kind has none."""
    action = kind.action(profile.create) if profile.create else kind.creating
    if action is None:
        raise DomainError(NO_IMPORT, kind=kind.label)
    return action


def targets_of(kind: RecordKind, profile: ImportProfile) -> list[Target]:
    """Everything a column of a table may be mapped to, in the order of the form."""
    action = creating(kind, profile)
    fields = {one.name: one for one in fields_of(kind)}
    schema = action.form.model_json_schema()
    made = []
    for name, info in action.form.model_fields.items():
        if name in profile.omit:
            continue
        asked = schema.get("properties", {}).get(name, {})
        target = _target(name, info, asked, fields.get(name), _synonyms(kind, name, profile))
        if target is not None:
            made.append(target)
    made += [
        Target(one.name, one.label, one.type, synonyms=_synonyms(kind, one.name, profile), group="following")
        for one in profile.extras
    ]
    if "custom" in action.form.model_fields:
        made += [_custom(one, profile) for one in fields.values() if one.custom_id is not None]
    return made


def _synonyms(kind: RecordKind, name: str, profile: ImportProfile) -> tuple[str, ...]:
    """The profile's words, those of every kind, and the name of the kind for what it is called by."""
    words = [*profile.synonyms.get(name, ()), *EVERYWHERE.get(name, ())]
    if name == kind.title:
        words += [kind.label.zh, kind.label.en]
    if name in ("code", "name", "number", kind.title):
        words += [f"{kind.label.zh}{word}" for word in ("名称", "名", "编码", "编号", "代码")
                  if (name in ("code", "number")) == (word[-1] in "码号")]  # fmt: skip
        words += [f"{kind.label.en} {name}"]
    return tuple(words)


def _target(
    name: str, info: Any, asked: dict[str, Any], field: Field | None, synonyms: tuple[str, ...]
) -> Target | None:
    kind = str(asked.get("x-type") or (field.type.name if field else "") or _annotated(info))
    if kind == "json" and "str" in str(info.annotation) and "dict" not in str(info.annotation):
        kind = "texts"
    if kind in NOT_FILLED:
        return None
    label = _label(asked.get("x-label")) or (field.label if field else Label(name, name))
    ref = str(
        asked.get("x-ref") or (field.type.kind if field and isinstance(field.type, (Ref, Many)) else "")
    )
    if field is not None and field.label != label:
        synonyms += (field.label.zh, field.label.en)
    return Target(
        name=name,
        label=label,
        type=kind,
        required=bool(info.is_required()),
        ref=ref,
        choices=_choices(asked, field, kind),
        synonyms=synonyms,
        longest=next((int(one.max_length) for one in info.metadata if hasattr(one, "max_length")), 0),
        group=str(asked.get("x-group") or (field.group if field else "main")),
        help=_label(asked.get("x-help")),
    )


def _custom(field: Field, profile: ImportProfile) -> Target:
    return Target(
        name=field.name,
        label=field.label,
        type=field.type.name,
        choices=_choices({}, field, field.type.name),
        synonyms=tuple(profile.synonyms.get(field.name, ())),
        group="custom",
        help=field.help,
    )


def _annotated(info: Any) -> str:
    words = str(info.annotation)
    return next((kind for part, kind in BY_ANNOTATION if part in words), "text")


def _label(given: Any) -> Label | None:
    return Label(str(given["zh"]), str(given["en"])) if isinstance(given, dict) else None


def _choices(
    asked: dict[str, Any], field: Field | None, kind: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if kind == "choice" and asked.get("x-options"):
        return tuple(
            (str(one["value"]), (one["label"]["zh"], one["label"]["en"])) for one in asked["x-options"]
        )
    if field is not None and isinstance(field.type, Choice):
        return tuple((value, (label.zh, label.en)) for value, label in field.type.options)
    if field is not None and isinstance(field.type, Bool):
        return (("true", ("是", "yes")), ("false", ("否", "no")))
    return ()
