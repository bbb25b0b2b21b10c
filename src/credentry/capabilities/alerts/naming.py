"""Policies that name people themselves, as recipients or as steps of their ladder: something people hold, too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts.models import AlertPolicy
from credentry.capabilities.alerts.vocabulary import Relation
from credentry.foundation.labels import L, Label


class NamedInPolicies:
    """Whoever a policy in force names by name; policies are few, all of them are read."""

    @property
    def kind(self) -> str:
        """Policies."""
        return "alert_policy"

    @property
    def label(self) -> Label:
        """What they are to a policy."""
        return L("策略中点名的接收人", "Named in the policy")

    def named(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Whom the plain values of one policy name."""
        steps = [*(values.get("recipients") or ()), *(values.get("ladder") or ())]
        return [str(one["code"]) for one in steps if one.get("relation") == Relation.USER and one.get("code")]

    def among(self, users: Sequence[UUID]) -> set[UUID]:
        """Those of the users whom at least one policy names."""
        wanted = {str(one): one for one in users}
        return {wanted[one] for _, names in self._policies() for one in names if one in wanted}

    def rule(self, user: UUID) -> dict[str, Any] | None:
        """The condition that opens the policies that name the user."""
        codes = sorted(code for code, names in self._policies() if str(user) in names)
        rule = {"field": "code", "operator": "in", "value": codes}
        return {"combinator": "and", "rules": [rule]} if codes else None

    def _policies(self) -> Iterator[tuple[str, set[str]]]:
        rows = AlertPolicy.objects.filter(active=True, archived_at__isnull=True)
        for code, recipients, ladder in rows.values_list("code", "recipients", "ladder"):
            yield code, set(self.named({"recipients": recipients, "ladder": ladder}))
