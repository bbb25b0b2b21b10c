"""Gathering mail on its way: claimed like every delivery, written when its turn comes, noted where it was told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Q

from credentry.capabilities.alerts.actions.claiming import LEASE, Claim
from credentry.capabilities.alerts.actions.settling import GATHERED
from credentry.capabilities.alerts.channels import Sender, digests, packs
from credentry.capabilities.alerts.channels.parcels import Attached, Content, Moot, Parcel
from credentry.capabilities.alerts.models import Alert, Delivery, Mailing
from credentry.capabilities.alerts.queries import digest, pack
from credentry.capabilities.alerts.vocabulary import Channel, DeliveryState, Mail
from credentry.core.identity.queries import actor_for_user, user_by_id
from credentry.foundation import clock
from credentry.foundation.hashing import sha256_hex
from credentry.plumbing.holders import holder_name, wall_now

#: The clock's smallest step: times up to an instant, whichever way the database writes them.
MOMENT: Final = timedelta(microseconds=1)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How gathering mail goes.
CHANNEL: Final = Channel.EMAIL.value


def waiting(limit: int, free: Q) -> Iterator[int]:
    """Deliveries of gathering mail that can be sent now, the oldest first."""
    rows = Delivery.objects.under_way().filter(free, channel=CHANNEL, mailing__recipient__is_active=True)
    yield from rows.order_by("pk").values_list("pk", flat=True)[:limit]


def claim(sender: Sender, ids: Sequence[int], free: Q) -> list[Claim]:
    """Take these deliveries; what somebody else was faster to take is left out."""
    claims = []
    for pk in ids:
        row = Delivery.objects.under_way().filter(free, pk=pk)
        row.filter(state=DeliveryState.SENDING).update(unsure=True)
        taken = row.update(
            state=DeliveryState.SENDING,
            holder=holder_name(),
            lease_until=wall_now() + LEASE,
            token=F("token") + 1,
            attempts=F("attempts") + 1,
        )
        if taken:
            claims.append(_packed(sender, pk))
    return claims


def _packed(sender: Sender, pk: int) -> Claim:
    row = Delivery.objects.select_related("mailing__recipient", "mailing__pack").get(pk=pk)
    assert row.mailing is not None
    person = row.mailing.recipient
    parcel = Parcel(
        batch=row.mailing.pk,
        name=person.name,
        address=getattr(person, sender.address),
        lang=person.lang,
        lines=(),
        total=0,
        today=row.mailing.day,
        at=row.created_at,
        unsure=row.unsure,
        content=_writer(row.mailing),
    )
    return Claim(row.mailing.pk, row.token, parcel)


def _writer(mailing: Mailing) -> Callable[[], Content]:
    return {Mail.DIGEST.value: _digest, Mail.PACK.value: _pack}[mailing.what](mailing)


def _digest(mailing: Mailing) -> Callable[[], Content]:
    """Writes the digest: of what waits when it is first tried, and in later tries of what still does of that."""

    def content() -> Content:
        today, person = clock.today(), mailing.recipient
        found = digest.questions(person.pk, today, mailing.contents.get("alerts"))
        if not found:
            raise Moot("nothing is left to decide")
        counts = digest.counts(found)
        if not mailing.contents:
            mailing.contents = {
                "counts": counts,
                "alerts": [str(one.alert) for one in found],
                "until": clock.now().isoformat(),
            }
            mailing.save(update_fields=["contents"])
        named = digest.lines(found, today, person.lang)
        groups = [(label, named[group]) for group, label in digest.GROUPS.items() if group in named]
        return Content(
            digests.write(
                person.name,
                person.lang,
                today,
                counts,
                groups,
                settings.CREDENTRY_BASE_URL,
                settings.CREDENTRY_INSTANCE_NAME,
            )
        )

    return content


def _pack(mailing: Mailing) -> Callable[[], Content]:
    """Writes the letter of a weekly pack and makes its files, as its reader may see them now."""

    def content() -> Content:
        order = mailing.pack
        person = user_by_id(mailing.recipient_id)
        assert order is not None
        assert person is not None
        found = pack.gather(actor_for_user(person, "mail"), order.days, order.rhythm)
        files = []
        if order.pdf:
            files.append(Attached(pack.file_name(found, "pdf"), "application/pdf", pack.as_pdf(found)))
        if order.xlsx:
            files.append(Attached(pack.file_name(found, "xlsx"), XLSX, pack.as_xlsx(found)))
        mailing.contents = {
            "counts": {name: count for name, (count, _) in found.lists.items()},
            "files": [
                {"name": one.name, "bytes": len(one.data), "sha256": sha256_hex(one.data)} for one in files
            ],
        }
        mailing.save(update_fields=["contents"])
        letter = packs.write(
            order.name, person.name, found, settings.CREDENTRY_BASE_URL, settings.CREDENTRY_INSTANCE_NAME
        )
        return Content(letter, tuple(files))

    return content


def told(claim: Claim) -> int:
    """A gathering mail went out: what waited to be told in it is told; how many deliveries that were."""
    sent = Delivery.objects.filter(
        mailing_id=claim.batch, mailing__what=Mail.DIGEST, state=DeliveryState.SENT
    ).first()
    if sent is None or sent.mailing is None:
        return 0
    theirs = Alert.objects.filter(recipient_id=sent.mailing.recipient_id, level__in=GATHERED).values("pk")
    held = Delivery.objects.under_way().filter(
        alert_id__in=theirs,
        channel=CHANNEL,
        state=DeliveryState.DUE,
        batch=None,
        created_at__lt=datetime.fromisoformat(sent.mailing.contents["until"]) + MOMENT,
    )
    return held.update(
        state=DeliveryState.SENT,
        reason="digest",
        provider_id=sent.provider_id,
        sent_at=sent.sent_at,
        receipt_until=sent.receipt_until,
        attempts=F("attempts") + 1,
    )
