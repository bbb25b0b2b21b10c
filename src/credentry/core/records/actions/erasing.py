"""The parts of ``perform`` that only an action needs with which a person is forgotten."""

from typing import Any

from credentry.core.ledger.actions import erase_subject
from credentry.core.records import forgetting
from credentry.core.records.context import Context
from credentry.core.records.custom import fields_for
from credentry.core.records.forms import Form, ask
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid
from credentry.foundation.labels import L
from credentry.plumbing import sweeping

SHORTEST = 2  # a shorter word would be found in everything


class EraseForm(Form):
    """Why a person is forgotten. The reason stays for good and so must not name them."""

    ground: str = ask(L("法定事由", "Legal ground"), options=forgetting.GROUNDS)
    reason: str = ask(
        L("理由", "Reason"), widget="longtext", min_length=1, max_length=500,
        help=L("将永久保留,请勿写入姓名或证件号", "Kept for good: do not write the name or number"),
    )  # fmt: skip


class Erasure:
    """One person being forgotten. Made before the record is changed; raises Kept or Invalid then."""

    def __init__(self, ctx: Context, kind: RecordKind, record: Any, form: Any) -> None:
        self._ctx, self._form = ctx, form
        names = {one.name for one in kind.fields if one.personal}
        custom = {one.name for one in fields_for(kind)} if kind.custom else set()
        said = kind.names_of(record) if kind.names_of is not None else ()
        self._job = forgetting.Forgetting(
            ctx, kind, record, frozenset(one for one in said if len(one) >= SHORTEST),
            getattr(record, "user_id", None),
        )  # fmt: skip
        self._job.about(kind.name, [record.pk], names | custom)
        if self._job.names_person(form.reason):
            raise Invalid.one("reason", forgetting.REASON_NAMES)
        forgetting.check(self._job)
        ctx.why = form.reason

    def forget(self) -> None:
        """Every room forgets, and the trail says how much."""
        forgetting.forget(self._job)
        mine = self._job.record.pk
        self._ctx.note(mine, "ground", None, self._form.ground)
        for name, count in sorted(self._job.counts.items()):
            self._ctx.note(mine, name, None, count)

    def seal(self) -> None:
        """Destroy what opens the digests in the ledger, and clean the disk after the commit."""
        erase_subject(
            self._job.subject,
            actor_id=self._ctx.actor.reference,
            via=self._ctx.actor.via,
            ground=self._form.ground,
            why=self._form.reason,
            corr=self._ctx.corr or None,
            records=[(kind, str(pk)) for kind, pk in self._job.records],
            reasons_of=self._job.silenced,
        )
        sweeping.sweep_soon()
