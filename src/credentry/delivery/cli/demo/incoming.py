"""Papers that wait to be filed: scans of certificates that have none yet, as agencies and colleagues send them."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from credentry.capabilities.evidence.actions import keep
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.core.records.actions import perform_many
from credentry.delivery.cli.demo.files import file_name
from credentry.delivery.cli.demo.papers import Press
from credentry.delivery.cli.demo.plan import Certificate
from credentry.delivery.cli.demo.register import Ids
from credentry.foundation import clock
from credentry.plumbing import blobs

#: (hours ago, sender, name, subject)
MAILS = (
    (3, "service@rhein-cert.example", "Rhein Cert", "Your certificate is ready / 证书已签发"),
    (22, "li.ting@haijia-agency.example", "海佳代理 李婷", "Fwd: 证书扫描件"),
    (49, "li.ting@haijia-agency.example", "海佳代理 李婷", "补发扫描件,请归档"),
    (75, "noreply@lab-portal.example", "", "Documents for your records"),
)


def papers(actor: Actor, plan: Sequence[Certificate], ids: Ids) -> int:
    """Take them in as the mail job would, one of them a file that hangs on its record already; how many."""
    types = queries.visible(actor, kinds.get("credential_type")).values_list("code", "name_zh", "name_en")
    press = Press({code: (zh, en) for code, zh, en in types})
    waiting = [one for one in plan if not one.with_file and one.papers][: len(MAILS)]
    files = [(file_name(one, one.papers[-1]), press.pdf(one, one.papers[-1]), one) for one in waiting]
    known = (
        queries.visible(actor, kinds.get("document"))
        .filter(owner_kind="credential")
        .order_by("number")
        .first()
    )
    if known is not None:
        again = next(one for one in plan if one.with_file)
        files.append((known.name, b"".join(blobs.chunks(known.sha256)), again))
    rows = []
    for n, (name, content, one) in enumerate(files):
        hours, address, sender, subject = MAILS[n % len(MAILS)]
        rows.append({"payload": {
            "blob_id": keep(actor, name, [content]).pk, "title": name, "unit": ids.units[one.unit],
            "responsible": ids.people[one.keeper], "origin": hashlib.sha256(f"demo {n}".encode()).hexdigest(),
            "received_at": clock.now() - timedelta(hours=hours), "from_address": address, "from_name": sender,
            "outside": True, "subject": subject, "message_id": f"<demo.{n}@mail.example>",
        }})  # fmt: skip
    done = perform_many(actor, "intake_item", "take_in", rows, atomic=True)
    return len(done.done)
