"""Installing a pack, bringing an installed one up to date."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.core.records.forms import Empty, Form, ask
from credentry.domains.packs import errors
from credentry.domains.packs.actions.applying import Report, apply, remember
from credentry.domains.packs.models import InstalledPack
from credentry.domains.packs.queries import find, outdated
from credentry.domains.packs.shipped import names, packs
from credentry.domains.packs.wanted.contents import contents, digests
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import L


class InstallForm(Form):
    """Which pack."""

    pack: str = ask(L("行业包", "Solution pack"), options=tuple(names()))


@dataclass(frozen=True, slots=True)
class Installed:
    """What ``install`` did; ``done``: installed, upgraded or current (nothing to do)."""

    code: str
    version: int
    done: str
    report: Report

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"pack": self.code, "version": self.version, "done": self.done, **self.report.as_dict()}


def install(code: str, actor: Actor) -> Installed:
    """Install the pack, or bring it up to date, or leave it as it is: safe to call any number of times.

    One transaction. The actor needs the rights for what the pack brings. Raises NotFound ``pack.unknown``.
    """
    pack = find(code)
    with transaction.atomic():
        known = InstalledPack.objects.filter(code=code).first()
        if known is not None and not outdated(known):
            return Installed(code, known.content_version, "current", Report())
        if known is None:
            record = perform(actor, "pack", "install", None, {"pack": code}).record
        else:
            record = perform(actor, "pack", "upgrade", known.pk).record
    return Installed(code, pack.version, "installed" if known is None else "upgraded", record.report)


def run_install(ctx: Any, record: None, form: InstallForm) -> InstalledPack:
    """The action ``install``: a pack that is not there yet."""
    if form.pack not in packs():
        raise Invalid.one("pack", errors.UNKNOWN, value=form.pack, known=", ".join(packs()))
    if InstalledPack.objects.filter(code=form.pack).exists():
        raise Invalid.one("pack", errors.INSTALLED, value=form.pack)
    made = InstalledPack(id=uuid7(), code=form.pack)
    ctx.stamp(made)
    return _bring(ctx, made, fresh=True)


def run_upgrade(ctx: Any, record: InstalledPack, form: Empty) -> InstalledPack:
    """The action ``upgrade``: what the product ships now."""
    if not outdated(record):
        raise DomainError(errors.CURRENT)
    return _bring(ctx, record, fresh=False)


def _bring(ctx: Any, record: InstalledPack, *, fresh: bool) -> InstalledPack:
    pack = find(record.code)
    record.name_zh, record.name_en = pack.name.zh, pack.name.en
    record.content_version, record.digest = pack.version, digests()[pack.code]
    record.save(force_insert=fresh)
    corr = ctx.corr or str(record.pk)
    report, items = apply(ctx.actor, contents(pack), corr, f"pack {pack.code} {pack.version}")
    for other in remember(record, items) - {record.pk}:
        ctx.also("pack", other, [("updated_by", None, pack.code)])
    ctx.note(record.pk, "brought", None, report.as_dict())
    record.report = report
    return record
