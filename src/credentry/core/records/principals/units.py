"""Actions on units and posts."""

from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from credentry.core.identity.models import Post, Unit
from credentry.core.identity.queries import subtree_ids
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.core.records.principals.forms import PostForm, UnitForm
from credentry.foundation.errors import DomainError, Invalid, define

define("unit.cycle", "上级单元不能是自身或其下级。", "A unit cannot sit below itself.")
define("unit.not_empty", "该单元下还有下级或人员,不能归档。", "The unit still has units or people below it.")


def taken(model: Any, record: Any, **unique: Any) -> None:
    """Raises Invalid when another row already has this unique value."""
    ((name, value),) = unique.items()
    rows = model.objects.filter(**{f"{name}__iexact": value})
    if record is not None:
        rows = rows.exclude(pk=record.pk)
    if rows.exists():
        raise Invalid.one(name, "field.taken", value=value)


def existing(model: Any, key: UUID | None, field: str) -> Any:
    """The row a form points to, or None. Raises Invalid when it does not exist."""
    if key is None:
        return None
    row = model.objects.filter(pk=key, archived_at__isnull=True).first()
    if row is None:
        raise Invalid.one(field, "field.reference", value=key)
    return row


def define_unit(ctx: Context, record: Unit | None, form: UnitForm) -> Unit:
    """Create a unit below its parent."""
    taken(Unit, None, code=form.code)
    parent = existing(Unit, form.parent, "parent")
    unit = Unit(code=form.code, name=form.name, name_en=form.name_en, parent=parent, head_id=form.head)
    unit.path = f"{parent.path if parent else '/'}{unit.id.hex}/"
    ctx.stamp(unit)
    unit.save(force_insert=True)
    return unit


def amend_unit(ctx: Context, record: Unit, form: UnitForm) -> Unit:
    """Rename or move a unit; a move carries its whole subtree."""
    taken(Unit, record, code=form.code)
    parent = existing(Unit, form.parent, "parent")
    if parent is not None and parent.path.startswith(record.path):
        raise DomainError("unit.cycle", field="parent")
    old = record.path
    record.path = f"{parent.path if parent else '/'}{record.id.hex}/"
    record.code, record.name, record.name_en = form.code, form.name, form.name_en
    record.parent, record.head_id = parent, form.head
    record.save()
    if record.path != old:
        below = Unit.objects.filter(subtree_ids(old)).exclude(pk=record.pk)
        moved = list(below.values_list("pk", "path"))
        below.update(path=Concat(Value(record.path), Substr(F("path"), len(old) + 1)))
        for pk, path in moved:
            ctx.also("unit", pk, [("path", path, record.path + path[len(old) :])])
    return record


def archive_unit(ctx: Context, record: Unit, form: Empty) -> Unit:
    """Close a unit that holds nothing any more."""
    if (
        record.children.filter(archived_at__isnull=True).exists()
        or record.members.filter(is_active=True).exists()
    ):
        raise DomainError("unit.not_empty")
    record.archived_at = ctx.now
    record.save()
    return record


def restore(ctx: Context, record: Any, form: Empty) -> Any:
    """Bring an archived row back."""
    record.archived_at = None
    record.save()
    return record


def archive(ctx: Context, record: Any, form: Empty) -> Any:
    """Put a row away; it stays readable."""
    record.archived_at = ctx.now
    record.save()
    return record


def define_post(ctx: Context, record: Post | None, form: PostForm) -> Post:
    """Create a post."""
    taken(Post, None, code=form.code)
    post = Post(code=form.code)
    _fill_post(post, form)
    ctx.stamp(post)
    post.save(force_insert=True)
    return post


def amend_post(ctx: Context, record: Post, form: PostForm) -> Post:
    """Change a post or who holds it."""
    taken(Post, record, code=form.code)
    record.code = form.code
    _fill_post(record, form)
    record.save()
    return record


def _fill_post(post: Post, form: PostForm) -> None:
    post.name = form.name
    post.unit_id, post.holder_id, post.reports_to_id = form.unit, form.holder, form.reports_to
