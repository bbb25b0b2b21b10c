"""A small kind with every type of field, its tables made for a test and gone with it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig, apps
from django.db import connection, models

from credentry.core.records import kinds
from credentry.core.records.fields import (
    Bool,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    LongText,
    Many,
    Number,
    Ref,
    Text,
    options,
)
from credentry.core.records.kinds import RecordKind
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import L


class Maker(models.Model):
    """Who made a lamp."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    area = models.CharField(max_length=10, null=True)
    founded = models.DateField(null=True)

    class Meta:
        app_label = "condition_tests"
        managed = False

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A market, for a lamp."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, default="")
    weight = models.IntegerField(null=True)

    class Meta:
        app_label = "condition_tests"
        managed = False

    def __str__(self) -> str:
        return self.name


class Lamp(models.Model):
    """The record."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    title = models.CharField(max_length=100)
    notes = models.TextField(null=True)
    colour = models.CharField(max_length=10, null=True)
    power = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    pieces = models.IntegerField(null=True)
    lit = models.BooleanField(null=True)
    valid_to = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    maker = models.ForeignKey(Maker, null=True, on_delete=models.PROTECT)
    custom = models.JSONField(default=dict)

    class Meta:
        app_label = "condition_tests"
        managed = False

    def __str__(self) -> str:
        return self.title


class LampTag(models.Model):
    """Which tags a lamp has."""

    lamp = models.ForeignKey(Lamp, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)

    class Meta:
        app_label = "condition_tests"
        managed = False

    def __str__(self) -> str:
        return f"{self.lamp_id} {self.tag_id}"


AREAS = options([("north", "北方", "North"), ("south", "南方", "South")])
COLOURS = options([("safety", "安规", "Safety"), ("emc", "电磁兼容", "EMC"), ("red", "红色", "Red")])


def _market(**given: Any) -> RecordKind:
    return RecordKind(
        model="condition_tests.Tag",
        fields=(
            Field("code", Text(), L("代码", "Code")),
            Field("name", Text(), L("名称", "Name")),
            Field("weight", Integer(), L("重量", "Weight")),
        ),
        actions=(),
        title="name",
        unit="",
        **given,
    )


TAG = _market(name="t_tag", label=L("市场", "Market"), plural=L("市场", "Markets"))
MAKER = RecordKind(
    name="t_maker",
    label=L("制造商", "Maker"),
    plural=L("制造商", "Makers"),
    model="condition_tests.Maker",
    fields=(
        Field("code", Text(), L("代码", "Code")),
        Field("name", Text(), L("名称", "Name")),
        Field("area", Choice(AREAS), L("片区", "Area")),
        Field("founded", Date(), L("成立日期", "Founded")),
    ),
    actions=(),
    title="name",
    unit="",
)
LAMP = RecordKind(
    name="t_lamp",
    label=L("证书", "Certificate"),
    plural=L("证书", "Certificates"),
    model="condition_tests.Lamp",
    fields=(
        Field("title", Text(), L("证书名称", "Name"), search=True),
        Field("notes", LongText(), L("备注", "Notes"), search=True),
        Field("colour", Choice(COLOURS), L("类别", "Category")),
        Field("power", Number(), L("费用", "Cost")),
        Field("pieces", Integer(), L("数量", "Pieces")),
        Field("lit", Bool(), L("点亮", "Lit")),
        Field("valid_to", Date(), L("到期日期", "Expiry date")),
        Field("issued_on", Date(), L("发证日期", "Issue date")),
        Field("seen_at", DateTime(), L("查看时间", "Seen at")),
        Field("maker", Ref("t_maker"), L("制造商", "Maker")),
        Field(
            "markets",
            Many("t_tag", "condition_tests.LampTag", "lamp_id", "tag_id"),
            L("适用市场", "Markets"),
        ),
        Field("hidden", Text(), L("隐藏", "Hidden"), path="title", filter=False),
    ),
    actions=(),
    unit="",
    custom=True,
)
MODELS = (Maker, Tag, Lamp, LampTag)


@contextmanager
def declared() -> Iterator[None]:
    """The kinds, known for the length of a test; without tables."""
    fresh = [kind for kind in (TAG, MAKER, LAMP) if kinds.find(kind.name) is None]
    for kind in fresh:
        kinds._kinds[kind.name] = kind
    try:
        yield
    finally:
        for kind in fresh:
            del kinds._kinds[kind.name]


@contextmanager
def installed() -> Iterator[None]:
    """The models, findable by name for the length of a test."""
    config = AppConfig("condition_tests", sys.modules[__name__])
    config.apps, config.models = apps, apps.all_models["condition_tests"]
    apps.app_configs["condition_tests"] = config
    try:
        yield
    finally:
        del apps.app_configs["condition_tests"]


@contextmanager
def tables() -> Iterator[None]:
    """The tables of the kinds; to be used outside a transaction."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model in reversed(MODELS):
                editor.delete_model(model)
