"""Which packs there are, which are installed, and what each brings."""

from collections import Counter
from typing import Any

from credentry.domains.packs import errors
from credentry.domains.packs.models import InstalledPack, PackItem
from credentry.domains.packs.shipped import Pack, packs, types_of
from credentry.domains.packs.wanted.contents import contents, digests
from credentry.foundation.errors import NotFound


def find(code: str) -> Pack:
    """The shipped pack of that code. Raises NotFound ``pack.unknown``."""
    pack = packs().get(code)
    if pack is None:
        raise NotFound(errors.UNKNOWN, value=code, known=", ".join(packs()))
    return pack


def outdated(record: InstalledPack) -> bool:
    """Whether the product ships other content than was installed last."""
    return record.code in packs() and record.digest != digests()[record.code]


def overview() -> list[dict[str, Any]]:
    """Every shipped pack: name, version, how many of each it brings, and whether it is installed and current."""
    installed = {one.code: one for one in InstalledPack.objects.all()}
    return [_line(pack, installed.get(pack.code)) for pack in packs().values()]


def _line(pack: Pack, installed: InstalledPack | None) -> dict[str, Any]:
    return {
        "code": pack.code,
        "name": pack.name.as_dict(),
        "summary": pack.summary.as_dict(),
        "version": pack.version,
        "as_of": pack.as_of,
        "brings": dict(Counter(one.kind for one in contents(pack))),
        "installed": installed is not None,
        "installed_version": installed.content_version if installed else None,
        "upgrade": installed is not None and outdated(installed),
    }


def show(code: str) -> dict[str, Any]:
    """One pack in full: its types, fields and policies by name, and what users hold against its content."""
    pack = find(code)
    installed = InstalledPack.objects.filter(code=code).first()
    items = contents(pack)
    return {
        **_line(pack, installed),
        "types": [
            {
                "code": one["code"],
                "zh": one["zh"],
                "en": one["en"],
                "category": one["category"],
                "pack": owner,
            }
            for owner, one in types_of(pack)
        ],
        "fields": [_named(one.code, one.form) for one in items if one.kind == "custom_field"],
        "policies": [
            {
                "code": one.code,
                "zh": one.form["name"],
                "en": one.form["name_en"],
                "stages": one.form["stages"],
            }
            for one in items
            if one.kind == "alert_policy"
        ],
        "kept": held(code) if installed else [],
    }


def _named(code: str, form: Any) -> dict[str, str]:
    return {"code": code, "zh": form["name_zh"], "en": form["name_en"]}


def held(code: str) -> list[dict[str, Any]]:
    """Items of an installed pack that users changed, with the fields that no longer follow the content."""
    rows = PackItem.objects.filter(pack__code=code).exclude(kept=[]).order_by("kind", "code")
    return [{"kind": one.kind, "code": one.code, "fields": one.kept} for one in rows]
