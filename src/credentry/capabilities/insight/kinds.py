"""The saved view as a record."""

from django.db.models import Q

from credentry.capabilities.insight import watching
from credentry.capabilities.insight.actions import views
from credentry.capabilities.insight.vocabulary import SHARING
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.fields import Choice, Field, Integer, Json, Ref, Text
from credentry.core.records.forms import Empty
from credentry.core.records.kinds import Action, RecordKind
from credentry.foundation.labels import L


def seen_by(actor: Actor) -> Q:
    """One's own views, those shared with a unit one belongs to, and those of everybody."""
    seen = Q(sharing="default") | Q(owner_id=actor.user_id, owner_id__isnull=False)
    above = units_above(actor.unit_path)
    return seen | Q(sharing="team", unit__path__in=above) if above else seen


def units_above(path: str) -> list[str]:
    """The paths of a unit and of every unit above it."""
    parts = [one for one in path.split("/") if one]
    return ["/" + "/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]


SAVED_VIEW = kinds.register(
    RecordKind(
        name="saved_view",
        label=L("视图", "Saved view"),
        plural=L("保存的视图", "Saved views"),
        model="insight.SavedView",
        title="name",
        unit="",
        icon="filter",
        group="settings",
        default_sort="position",
        visibility=seen_by,
        deadlines=watching.deadlines,
        rhythm=watching.RHYTHM,
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("code", Text(), L("编码", "Code"), sort=False),
            Field("kind", Text(), L("用于", "Shows"), listed=True, mandatory=True),
            Field("condition", Json(), L("条件", "Condition"), filter=False, sort=False),
            Field("words", Text(), L("关键词", "Words"), path="q", sort=False),
            Field("columns", Json(), L("列", "Columns"), filter=False, sort=False),
            Field("sort", Text(), L("排序", "Order"), filter=False, sort=False),
            Field("sharing", Choice(SHARING), L("共享范围", "Shared with"), listed=True),
            Field("unit", Ref("unit"), L("共享单元", "Shared with unit"), listed=True),
            Field("owner", Ref("user"), L("所有者", "Owner"), listed=True),
            Field("position", Integer(), L("次序", "Position")),
            Field("at_least", Integer(), L("至少几条", "At least")),
            Field("at_most", Integer(), L("至多几条", "At most")),
        ),
        actions=(
            Action("save", L("保存视图", "Save view"), views.ViewForm, views.save, creates=True),
            Action("ship", L("随产品提供", "Ship"), views.ShipForm, views.ship, creates=True),
            Action("rename", L("重命名", "Rename"), views.RenameForm, views.rename, bulk=False),
            Action("amend", L("修改", "Edit"), views.AmendForm, views.amend, bulk=False),
            Action("share", L("共享", "Share"), views.ShareForm, views.share, bulk=False),
            Action(
                "watch",
                L("数量提醒", "Watch the number"),
                views.WatchForm,
                views.watch,
                bulk=False,
                help=L(
                    "少于或多于设定数量时提醒视图所有者", "Its owner is told when there are fewer or more"
                ),
            ),
            Action("archive", L("删除", "Delete"), Empty, views.archive, danger=True),
            Action("restore", L("恢复", "Bring back"), Empty, views.restore),
        ),
    )
)
