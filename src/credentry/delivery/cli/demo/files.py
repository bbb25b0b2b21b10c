"""Scans on the sample certificates: printed here, attached like anyone's; a renewed one supersedes the old."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from credentry.capabilities.evidence.actions import NewFile, attach_many, keep
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.core.records.actions import perform_many
from credentry.delivery.cli.demo.papers import Press
from credentry.delivery.cli.demo.plan import Certificate, Paper


def scans(actor: Actor, plan: Sequence[Certificate], made: Mapping[str, UUID]) -> int:
    """Attach the papers of the certificates that have a file; how many were printed."""
    types = queries.visible(actor, kinds.get("credential_type")).values_list("code", "name_zh", "name_en")
    press = Press({code: (zh, en) for code, zh, en in types})
    chosen = [one for one in plan if one.with_file]
    first = [
        NewFile(made[one.key], file_name(one, one.papers[0]), press.pdf(one, one.papers[0]), title=one.title)
        for one in chosen
    ]
    done = attach_many(actor, "credential", first)
    if done.errors:
        raise done.errors[0].error
    printed = len(first)
    for turn in range(1, max(len(one.papers) for one in chosen)):
        renewed = [one for one in chosen if len(one.papers) > turn]
        rows = queries.visible(actor, kinds.get("document")).filter(
            owner_id__in=[made[one.key] for one in renewed]
        )
        documents = dict(rows.values_list("owner_id", "pk"))
        versions = []
        for one in renewed:
            paper = one.papers[turn]
            kept = keep(actor, file_name(one, paper), [press.pdf(one, paper)])
            versions.append(
                {"id": documents[made[one.key]], "payload": {"blob_id": kept.pk, "note": "到期换证"}}
            )
        perform_many(actor, "document", "replace", versions, atomic=True)
        printed += len(versions)
    return printed


def file_name(certificate: Certificate, paper: Paper) -> str:
    """A name as people give it: what it is, and its number without signs that no file name takes."""
    number = "".join(one if one.isalnum() or one in "-." else "-" for one in paper.number)
    return f"{certificate.title}_{number}.pdf".replace("/", "-")
