"""Everything one pack brings."""

from functools import lru_cache

from credentry.domains.packs.shipped import Pack, packs
from credentry.domains.packs.wanted import requirements
from credentry.domains.packs.wanted.fields import fields
from credentry.domains.packs.wanted.items import Item
from credentry.domains.packs.wanted.limits import limits
from credentry.domains.packs.wanted.markets import markets
from credentry.domains.packs.wanted.policies import policies
from credentry.domains.packs.wanted.processes import processes
from credentry.domains.packs.wanted.routines import routines
from credentry.domains.packs.wanted.standards import standards
from credentry.domains.packs.wanted.types import types
from credentry.foundation.hashing import sha256_hex


def contents(pack: Pack) -> list[Item]:
    """The items in the order in which they can be made."""
    return [
        *markets(), *standards(), *types(pack), *fields(pack), *requirements.fields(pack), *requirements.rules(pack),
        *limits(pack),         *policies(pack), *routines(pack), *processes(pack),
    ]  # fmt: skip


@lru_cache(maxsize=1)
def digests() -> dict[str, str]:
    """Pack → what names its exact content as shipped."""
    found = {}
    for code, pack in packs().items():
        lines = sorted(f"{one.kind} {one.code} {one.digest}" for one in contents(pack))
        found[code] = sha256_hex("\n".join(lines).encode())
    return found
