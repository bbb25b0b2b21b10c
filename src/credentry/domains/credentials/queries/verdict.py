"""The stored standing read back: runs of days, and what a credential permits in the state it is in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import Credential, CredentialPast
from credentry.domains.credentials.rules.standing import DAY, VALID, Segment
from credentry.domains.credentials.vocabulary import ACTS, HOLDING

COLUMNS = ("effective_from", "effective_to", "state", "binding_code", "binding_ref", "timeline")


def segments_of(ids: Sequence[UUID], known: datetime | None = None) -> dict[UUID, tuple[Segment, ...]]:
    """The runs of days of each credential, as believed now or at the instant ``known``; one query, or two.

    A credential that was not known at that instant is left out.
    """
    return {pk: segments(row) for pk, row in _rows(ids, known)}


def _rows(ids: Sequence[UUID], known: datetime | None) -> Iterator[tuple[UUID, dict[str, Any]]]:
    now = Credential.objects.filter(pk__in=ids)
    if known is not None:
        now = now.filter(known_from__lte=known)
        then = CredentialPast.objects.filter(credential__in=ids, known_from__lte=known, known_to__gt=known)
        for row in then.values("credential_id", *COLUMNS):
            yield row.pop("credential_id"), row
    for row in now.values("pk", *COLUMNS):
        yield row.pop("pk"), row


def segments(row: Mapping[str, Any]) -> tuple[Segment, ...]:
    """The runs of days that standing columns tell, in order of time."""
    if row.get("timeline"):
        return tuple(
            Segment(_day(starts), _day(ends), state, code, ref)
            for starts, ends, state, code, ref, _near in row["timeline"]
        )
    first, last = row["effective_from"], row["effective_to"]
    code, ref = row.get("binding_code") or "", row.get("binding_ref") or ""
    found = [] if first is None else [Segment(None, first - DAY, "not_yet_effective", "term", "")]
    found.append(Segment(first, last, VALID, code, ref))
    if last is not None and last < date.max:
        found.append(Segment(last + DAY, None, str(row["state"]), code, ref))
    return tuple(found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def on(runs: Sequence[Segment], day: date) -> Segment:
    """The run a day lies in."""
    return next(
        one
        for one in runs
        if (one.starts is None or one.starts <= day) and (one.ends is None or day <= one.ends)
    )


def first_difference(one: Sequence[Segment], other: Sequence[Segment]) -> date | None:
    """First day on which two histories are in different states; None where they never are.

    Where they differ since ever it is the first day on which either changes.
    """
    cuts = sorted({run.starts for run in (*one, *other) if run.starts is not None})
    probes = [(cuts[0] - DAY, cuts[0])] if cuts else []
    for probe, named in (*probes, *((cut, cut) for cut in cuts)):
        if on(one, probe).state != on(other, probe).state:
            return named
    return None


def permitted_acts(definition: Mapping[str, Any] | None, status: str) -> frozenset[str]:
    """What a credential of a type permits in a state.

    ``definition``: of the type; its ``acts`` are those a valid one permits, and ``states`` names the acts that some
    states leave (注销: goods shipped before may still be sold). Where the type is silent about acts, a valid one permits
    all of them and one that does not hold permits none.
    """
    rule = definition or {}
    if status in HOLDING:
        return frozenset(rule["acts"]) if rule.get("acts") else frozenset(ACTS)
    return frozenset(((rule.get("states") or {}).get(status) or {}).get("acts") or ())


def acts_of(row: Mapping[str, Any], definition: Mapping[str, Any] | None, day: date) -> frozenset[str]:
    """What the credential with these standing columns permits on a day."""
    return permitted_acts(definition, on(segments(row), day).state)
