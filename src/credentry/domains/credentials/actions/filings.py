"""Renewals handed in to the issuer and what became of them."""

from typing import Any

from credentry.domains.credentials import errors, standing
from credentry.domains.credentials.actions import late
from credentry.domains.credentials.models import Credential, Filing
from credentry.domains.credentials.queries.current import current_terms
from credentry.domains.credentials.vocabulary import FILING_OUTCOMES
from credentry.foundation.errors import DomainError, Invalid


def file_renewal(ctx: Any, credential: Credential, form: Any) -> Credential:
    """The renewal of the present term was filed. Filed in time, some licences hold until it is decided."""
    filed = form.filed_on or ctx.today
    if filed > ctx.today:
        raise Invalid.one("filed_on", errors.FILED_FUTURE)
    if late.unexplained(ctx, credential, filed, form.note):
        raise Invalid.one("note", errors.LATE_REASON)
    if credential.valid_to is None:
        raise DomainError(errors.NOTHING_TO_RENEW)
    if _open(credential) is not None:
        raise DomainError(errors.FILED_ALREADY)
    Filing.objects.create(
        credential=credential, term=_present(credential), filed_on=filed, accepted_no=form.accepted_no,
        note=form.note, known_from=ctx.now,
    )  # fmt: skip
    ctx.note(credential.pk, "renewal_filed", None, filed)
    if form.accepted_no:
        ctx.note(credential.pk, "accepted_no", None, form.accepted_no)
    ctx.emit("credential.renewal_filed", id=str(credential.pk), on=filed.isoformat())
    standing.refresh([credential], ctx.now)
    return credential


def decide_renewal(ctx: Any, credential: Credential, form: Any) -> Credential:
    """The issuer granted or refused the renewal, or the applicant took it back."""
    filing = _open(credential)
    if filing is None:
        raise DomainError(errors.NOT_FILED)
    decided = form.decided_on or ctx.today
    if decided < filing.filed_on or decided > ctx.today:
        raise Invalid.one("decided_on", errors.DECIDED_ORDER)
    filing.known_to = ctx.now
    filing.save(update_fields=["known_to"])
    Filing.objects.create(
        credential=credential, term=filing.term, filed_on=filing.filed_on, accepted_no=filing.accepted_no,
        decided_on=decided, outcome=form.outcome, note=form.note or filing.note, known_from=ctx.now,
    )  # fmt: skip
    ctx.note(
        credential.pk, "renewal_decided", None, f"{FILING_OUTCOMES[form.outcome].zh} {decided.isoformat()}"
    )
    ctx.emit("credential.renewal_decided", id=str(credential.pk), outcome=form.outcome)
    standing.refresh([credential], ctx.now)
    return credential


def _open(credential: Credential) -> Filing | None:
    """The undecided filing of the present term."""
    return Filing.objects.filter(
        credential=credential, term=_present(credential), known_to__isnull=True, outcome=""
    ).first()


def _present(credential: Credential) -> int:
    return current_terms([credential.pk])[credential.pk]
