"""``attach``: the action any kind of record can offer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.capabilities.evidence import owners
from credentry.capabilities.evidence import vocabulary as words
from credentry.capabilities.evidence.actions import filing, uploads
from credentry.capabilities.evidence.actions.forms import AttachAnyForm, AttachForm
from credentry.capabilities.evidence.models import Upload
from credentry.core.identity.actors import Actor
from credentry.core.ledger.vocabulary import FileRef
from credentry.core.records import kinds
from credentry.core.records.actions import ManyOutcome, RowError, perform_many
from credentry.core.records.kinds import Action, RunMany
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.labels import L

Pairs = Sequence[tuple[Any, Any]]


def attach_action(kind: str, *, certificates: bool = False) -> Action:
    """The ``attach`` action of a kind whose records stand in a unit; declare it among the kind's actions.

    ``certificates``: files are certificate scans unless said otherwise.
    """
    many = _attach_many(kind)
    return Action(
        words.ATTACH, L("添加文件", "Attach a file"), AttachForm if certificates else AttachAnyForm,
        _single(many), many=many, help=L("原始文件按内容指纹保存,不会被改动", "The original bytes are kept unchanged"),
    )  # fmt: skip


def _single(many: RunMany) -> Callable[[Any, Any, Any], Any]:
    def run(ctx: Any, record: Any, form: Any) -> Any:
        result = many(ctx, [(record, form)])[0]
        if isinstance(result, DomainError):
            raise result
        return result

    return run


def _attach_many(kind_name: str) -> RunMany:
    def run(ctx: Any, pairs: Pairs) -> list[Any]:
        kind = kinds.get(kind_name)
        found = uploads.own_uploads(ctx.actor, (form.blob_id for _, form in pairs))
        known = filing.attached_already(
            [(record.pk, found[form.blob_id].sha256) for record, form in pairs if form.blob_id in found]
        )
        files = filing.Filing(ctx)
        results: list[Any] = []
        for record, form in pairs:
            upload = found.get(form.blob_id)
            if upload is None:
                results.append(Invalid.one("blob_id", words.UNKNOWN_UPLOAD))
                continue
            number = known.get((record.pk, upload.sha256))
            if number is not None:
                results.append(DomainError(words.ATTACHED_ALREADY, field="blob_id", number=number))
                continue
            made = files.add(
                upload, form.title, form.purpose, owner_kind=kind_name, owner_id=record.pk,
                **owners.followed(kind, record),
            )  # fmt: skip
            ctx.accompany(words.DOCUMENT, words.ATTACH, made, made=True)
            ctx.note(record.pk, "files", None, made.title)
            ctx.carry(record.pk, FileRef(upload.sha256, upload.size))
            results.append(record)
        files.write()
        return results

    return run


def hang(ctx: Any, kind_name: str, record: Any, ids: Sequence[UUID], title: str) -> list[Upload]:
    """Attach the actor's uploads to a record inside a running action; bytes that hang there already stay as they are.

    Raises Invalid for uploads that are not the actor's.
    """
    found = uploads.own_uploads(ctx.actor, ids)
    if any(one not in found for one in ids):
        raise Invalid.one("blob_id", words.UNKNOWN_UPLOAD)
    kept = {one.sha256: one for one in (found[pk] for pk in ids)}
    known = filing.attached_already([(record.pk, digest) for digest in kept])
    placed = owners.followed(kinds.get(kind_name), record)
    files = filing.Filing(ctx)
    for digest, upload in kept.items():
        if (record.pk, digest) in known:
            continue
        made = files.add(upload, title, "other", owner_kind=kind_name, owner_id=record.pk, **placed)
        ctx.accompany(words.DOCUMENT, words.ATTACH, made, made=True)
        ctx.note(record.pk, "files", None, made.title)
        ctx.carry(record.pk, FileRef(upload.sha256, upload.size))
    files.write()
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be attached to a record."""

    record_id: UUID
    name: str
    content: bytes
    purpose: str = "certificate"
    title: str = ""


def attach_many(actor: Actor, kind: str, files: Sequence[NewFile], why: str | None = None) -> ManyOutcome:
    """Keep and attach files to records of one kind, set by set; indexes of the outcome are those of ``files``.

    A record may occur several times: its files go in one after the other.
    """
    kept = uploads.keep_many(actor, ((one.name, (one.content,)) for one in files))
    waves: list[list[int]] = []
    turns: dict[UUID, int] = {}
    for index, one in enumerate(files):
        turn = turns.get(one.record_id, 0)
        turns[one.record_id] = turn + 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append(index)
    total = ManyOutcome()
    for wave in waves:
        rows = [
            {
                "id": files[index].record_id,
                "payload": {
                    "blob_id": kept[index].pk, "purpose": files[index].purpose, "title": files[index].title,
                },
            }
            for index in wave
        ]  # fmt: skip
        done = perform_many(actor, kind, words.ATTACH, rows, why=why)
        total.done.update({wave[at]: pk for at, pk in done.done.items()})
        total.seqs.update({wave[at]: seq for at, seq in done.seqs.items()})
        total.records.update({wave[at]: record for at, record in done.records.items()})
        total.errors.extend(RowError(wave[one.index], one.error) for one in done.errors)
    return total
