"""Saving, naming, sharing and deleting views."""

from typing import Any, Literal
from uuid import UUID

from credentry.capabilities.insight.models import SavedView
from credentry.capabilities.insight.vocabulary import SHARING
from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, Form, ask
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import fields_of
from credentry.foundation.errors import DomainError, Forbidden, Invalid, define
from credentry.foundation.labels import L

define("view.kind", "没有“{kind}”这种记录。", "There are no records of kind “{kind}”.")
define("view.column", "没有字段“{name}”。", "There is no field “{name}”.")
define("view.not_yours", "只有视图的所有者可以更改它。", "Only its owner may change this view.")
define(
    "view.for_everybody",
    "只有管理组织的人可以把视图提供给所有人。",
    "Only those who run the organisation may offer a view to everybody.",
)
define("view.no_unit", "请选择共享的单元。", "Choose the unit to share with.")
define("view.other_unit", "只能与自己所属的单元共享。", "A view is shared with a unit you belong to.")

define(
    "view.no_owner",
    "随产品提供的视图没有所有者,请另存为自己的视图再设置。",
    "A shipped view has no owner: save it as your own first.",
)
define(
    "view.words",
    "按关键词检索的视图不能设置数量提醒,请改用条件。",
    "A view with words cannot be watched; use a condition.",
)
define("view.limits", "“至多”不能小于“至少”。", "“At most” cannot be less than “at least”.")

_Sharing = Literal["mine", "team", "default"]
_NAME = L("名称", "Name")
_CONDITION = L("条件", "Condition")
_WORDS = L("关键词", "Words")
_COLUMNS = L("列", "Columns")
_ORDER = L("排序", "Order")
_SHARED = L("共享范围", "Shared with")
_UNIT = L("共享单元", "Unit to share with")


class ViewForm(Form):
    """A list worth a name."""

    name: str = ask(_NAME, min_length=1, max_length=120)
    kind: str = ask(L("用于", "Shows"), max_length=40)
    condition: dict[str, Any] | str | None = ask(_CONDITION, None, widget="condition")
    q: str = ask(_WORDS, "", max_length=200)
    columns: list[str] = ask(_COLUMNS, [], widget="json", max_length=60)
    sort: str = ask(_ORDER, "", max_length=200)
    sharing: _Sharing = ask(_SHARED, "mine", options=SHARING)
    unit: UUID | None = ask(_UNIT, None, ref="unit")
    name_en: str = ask(L("英文名称", "English name"), "", max_length=120)


class ShipForm(ViewForm):
    """A view that comes with the product."""

    code: str = ask(L("编码", "Code"), max_length=60)
    position: int = ask(L("次序", "Position"), 10, ge=0, le=1000)


class RenameForm(Form):
    """Another name."""

    name: str = ask(_NAME, min_length=1, max_length=120)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=120)


class AmendForm(Form):
    """What the list shows; what is left out becomes empty."""

    condition: dict[str, Any] | str | None = ask(_CONDITION, None, widget="condition")
    q: str = ask(_WORDS, "", max_length=200)
    columns: list[str] = ask(_COLUMNS, [], widget="json", max_length=60)
    sort: str = ask(_ORDER, "", max_length=200)


class ShareForm(Form):
    """Who finds the view."""

    sharing: _Sharing = ask(_SHARED, options=SHARING)
    unit: UUID | None = ask(_UNIT, None, ref="unit")


class WatchForm(Form):
    """How many records the list is to have; both empty: its number is not watched."""

    at_least: int | None = ask(L("至少几条", "At least"), None, ge=0, le=10**9)
    at_most: int | None = ask(L("至多几条", "At most"), None, ge=0, le=10**9)


def save(ctx: Context, record: SavedView | None, form: ViewForm) -> SavedView:
    """Keep what a list shows under a name."""
    view = SavedView(name=form.name, name_en=form.name_en, kind=_kind(form.kind).name)
    view.owner_id = ctx.actor.user_id
    _fill(ctx.actor, view, form)
    _share(ctx.actor, view, form.sharing, form.unit)
    ctx.stamp(view)
    view.save(force_insert=True)
    return view


def ship(ctx: Context, record: SavedView | None, form: ShipForm) -> SavedView:
    """Put a view of the product in place, for everybody."""
    view = SavedView(name=form.name, name_en=form.name_en, kind=_kind(form.kind).name)
    view.code, view.position = form.code, form.position
    _fill(ctx.actor, view, form)
    _share(ctx.actor, view, "default", None)
    ctx.stamp(view)
    view.save(force_insert=True)
    return view


def rename(ctx: Context, record: SavedView, form: RenameForm) -> SavedView:
    """Give it another name."""
    _check_owner(ctx.actor, record)
    record.name, record.name_en = form.name, form.name_en
    record.save()
    return record


def amend(ctx: Context, record: SavedView, form: AmendForm) -> SavedView:
    """Change what it shows."""
    _check_owner(ctx.actor, record)
    _fill(ctx.actor, record, form)
    record.save()
    return record


def share(ctx: Context, record: SavedView, form: ShareForm) -> SavedView:
    """Say who finds it."""
    _check_owner(ctx.actor, record)
    _share(ctx.actor, record, form.sharing, form.unit)
    record.save()
    return record


def watch(ctx: Context, record: SavedView, form: WatchForm) -> SavedView:
    """Tell its owner when it has fewer or more records than it is to have."""
    _check_owner(ctx.actor, record)
    if record.owner_id is None:
        raise DomainError("view.no_owner")
    if record.q:
        raise DomainError("view.words")
    if form.at_least is not None and form.at_most is not None and form.at_least > form.at_most:
        raise Invalid.one("at_most", "view.limits")
    record.at_least, record.at_most = form.at_least, form.at_most
    record.save()
    return record


def archive(ctx: Context, record: SavedView, form: Empty) -> SavedView:
    """Take it out of the lists."""
    _check_owner(ctx.actor, record)
    record.archived_at = ctx.now
    record.save()
    return record


def restore(ctx: Context, record: SavedView, form: Empty) -> SavedView:
    """Bring it back."""
    _check_owner(ctx.actor, record)
    record.archived_at = None
    record.save()
    return record


def _kind(name: str) -> RecordKind:
    found = kinds.find(name)
    if found is None:
        raise Invalid.one("kind", "view.kind", kind=name)
    return found


def _fill(actor: Actor, view: SavedView, form: ViewForm | AmendForm) -> None:
    kind = _kind(view.kind)
    known = {one.name: one for one in fields_of(kind)}
    for name in form.columns:
        if name not in known:
            raise Invalid.one("columns", "view.column", name=name)
    for part in form.sort.split(","):
        name = part.strip().lstrip("-")
        if name and name not in known and name not in ("created_at", "updated_at", "number"):
            raise Invalid.one("sort", "view.column", name=name)
    view.condition = condition_json(kind, form.condition, actor.lang)
    view.q, view.columns, view.sort = form.q, list(form.columns), form.sort


def condition_json(kind: RecordKind, given: dict[str, Any] | str | None, lang: str) -> Any:
    """The JSON form of a condition in either form; None for an empty one. Raises Invalid."""
    if not given:
        return None
    tree = (
        conditions.parse_text(kind, given, lang)
        if isinstance(given, str)
        else conditions.parse_json(kind, given)
    )
    return conditions.to_json(tree)


def _check_owner(actor: Actor, view: SavedView) -> None:
    if not (actor.is_system or view.owner_id == actor.user_id or _runs_the_house(actor)):
        raise Forbidden("view.not_yours")


def _runs_the_house(actor: Actor) -> bool:
    return actor.is_system or actor.may("role", "amend")


def _share(actor: Actor, view: SavedView, sharing: str, unit: UUID | None) -> None:
    if sharing == "default" and not _runs_the_house(actor):
        raise Forbidden("view.for_everybody")
    view.sharing, view.unit_id = sharing, None
    if sharing == "team":
        chosen = unit or actor.unit_id
        if chosen is None:
            raise Invalid.one("unit", "view.no_unit")
        mine = [one for one in actor.unit_path.split("/") if one]
        if not _runs_the_house(actor) and _own_path(chosen) not in mine:
            raise Invalid.one("unit", "view.other_unit")
        view.unit_id = chosen


def _own_path(unit: UUID) -> str:
    """The last part of a unit's path."""
    found = SavedView._meta.get_field("unit").related_model._default_manager.filter(pk=unit)
    path = found.values_list("path", flat=True).first() or ""
    return str(path).strip("/").rpartition("/")[2]
