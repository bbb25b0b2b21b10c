"""Who is acting, and with which rights: a value that travels through every call."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from credentry.core.identity.vocabulary import ANY, READ, Reach, is_reserved


@dataclass(frozen=True, slots=True)
class EffectiveGrant:
    """One grant as given to one actor today."""

    kind: str
    action: str
    reach: Reach
    unit_id: UUID | None = None
    unit_path: str = ""
    condition: Any = None
    fields: dict[str, str] = field(default_factory=dict)

    def covers(self, kind: str, action: str) -> bool:
        """Whether the grant names this action on this kind."""
        if self.kind not in (kind, ANY) or self.action not in (action, ANY):
            return False
        return self.action == action or self.kind == ANY or not is_reserved(kind, action)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, program or the system itself. ``via``: session, token, job, cli or import."""

    user_id: UUID | None
    username: str
    name: str
    lang: str
    via: str
    grants: tuple[EffectiveGrant, ...] = ()
    unit_id: UUID | None = None
    unit_path: str = ""
    is_system: bool = False
    scope: frozenset[str] | None = None

    @property
    def reference(self) -> str:
        """The pseudonymous id written to the ledger."""
        return f"u_{self.user_id}" if self.user_id else f"s_{self.username}"

    def granting(self, kind: str, action: str) -> list[EffectiveGrant]:
        """The grants that let the actor do ``action`` on (some) records of ``kind``."""
        if self.scope is not None and not self._in_scope(kind, action):
            return []
        return [one for one in self.grants if one.covers(kind, action)]

    def may(self, kind: str, action: str = READ) -> bool:
        """Whether the actor may do this to at least some records of the kind."""
        return self.is_system or bool(self.granting(kind, action))

    def _in_scope(self, kind: str, action: str) -> bool:
        scope = self.scope or frozenset()
        return bool(scope & {f"{kind}.{action}", f"{kind}.*", f"*.{action}", "*", "*.*"})

    @classmethod
    def system(cls, name: str = "system", lang: str = "zh", via: str = "job") -> "Actor":
        """The platform itself: sees and may everything."""
        return cls(None, name, name, lang, via, is_system=True)
