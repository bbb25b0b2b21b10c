"""Named leases: one process at a time may hold one; a dead holder's lease falls to the next."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from credentry.plumbing.holders import holder_name, surely_dead, wall_now
from credentry.plumbing.models import Lease


def acquire(name: str, seconds: float, holder: str | None = None) -> bool:
    """Take or prolong the lease for ``seconds`` of real time; False while somebody else holds it."""
    me, now = holder or holder_name(), wall_now()
    until = now + timedelta(seconds=seconds)
    row = Lease.objects.filter(name=name).first()
    if row is None:
        Lease.objects.bulk_create([Lease(name=name, holder=me, until=until)], ignore_conflicts=True)
        return Lease.objects.filter(name=name, holder=me).exists()
    if row.holder != me and row.until > now and not surely_dead(row.holder):
        return False
    with transaction.atomic():
        unchanged = Lease.objects.filter(Q(holder=row.holder, until=row.until), name=name)
        return unchanged.update(holder=me, until=until) == 1


def release(name: str, holder: str | None = None) -> None:
    """Give the lease back if it is ours."""
    Lease.objects.filter(name=name, holder=holder or holder_name()).delete()


def held_by(name: str) -> str | None:
    """Who holds the lease now; None if nobody does."""
    row = Lease.objects.filter(name=name, until__gt=wall_now()).first()
    return row.holder if row and not surely_dead(row.holder) else None
