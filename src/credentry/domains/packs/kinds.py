"""The record kind of this room: an installed pack."""

from typing import Any

from credentry.core.records import kinds
from credentry.core.records.fields import DateTime, Field, Integer, Text
from credentry.core.records.forms import Empty
from credentry.core.records.kinds import Action, OwnedTable, RecordKind
from credentry.domains.packs.actions import installing
from credentry.domains.packs.queries import outdated, pending, show
from credentry.foundation.labels import L


def _extra(actor: Any, record: Any) -> dict[str, Any]:
    return {"pack": show(record.code), "pending": pending(record)}


kinds.register(
    RecordKind(
        name="pack",
        label=L("行业包", "Solution pack"),
        plural=L("行业包", "Solution packs"),
        model="packs.InstalledPack",
        title="name_zh",
        title_en="name_en",
        unit="",
        fields=(
            Field("code", Text(), L("代码", "Code"), search=True, listed=True, mandatory=True),
            Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True, listed=True),
            Field("content_version", Integer(), L("内容版本", "Content version"), listed=True),
            Field("digest", Text(), L("内容摘要", "Content digest"), filter=False, sort=False),
            Field("created_at", DateTime(), L("安装时间", "Installed at"), listed=True),
            Field("updated_at", DateTime(), L("更新时间", "Changed at"), sort=False),
        ),
        actions=(
            Action(
                "install",
                L("安装", "Install"),
                installing.InstallForm,
                installing.run_install,
                creates=True,
                bulk=False,
                help=L(
                    "带来证书类型、市场、自定义字段与提醒策略",
                    "Brings credential types, markets, custom fields and alert policies",
                ),
            ),
            Action(
                "upgrade",
                L("升级", "Upgrade"),
                Empty,
                installing.run_upgrade,
                bulk=False,
                available=outdated,
                help=L("您改过的内容不会被覆盖", "What you changed is not overwritten"),
            ),
        ),
        owned=(OwnedTable("packs_packitem", "pack_id"),),
        extra=_extra,
        icon="package",
        group="settings",
        default_sort="code",
    )
)
