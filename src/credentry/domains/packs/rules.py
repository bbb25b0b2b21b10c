"""What an upgrade changes: the content where nobody touched it, the users' word where somebody did. Pure."""

from collections.abc import Mapping
from typing import Any

# Lists where each member counts by itself: new ones are added, those that users removed do not come back.
BY_MEMBER = frozenset({"types", "mandatory_for"})
# A mapping whose keys are decided one by one.
BY_KEY = frozenset({"definition"})


def merge(
    stored: Mapping[str, Any] | None, current: Mapping[str, Any], shipped: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What to change so that ``current`` follows ``shipped``, and the fields left as users set them.

    ``stored``: the state right after the last install; None where the record is the users' own, which only lists
    by member are added to. All three map field names to plain values.
    """
    changes: dict[str, Any] = {}
    kept: list[str] = []
    for name, wanted in shipped.items():
        if name in BY_KEY:
            before = None if stored is None else stored.get(name) or {}
            inner, held = merge(before, current.get(name) or {}, wanted)
            if inner:
                changes[name] = inner
            kept += [f"{name}.{one}" for one in held]
        elif name in BY_MEMBER:
            brought = (stored or {}).get(name, ())
            added = [one for one in wanted if one not in current[name] and one not in brought]
            if added:
                changes[name] = [*current[name], *added]
            if any(one not in current[name] and one not in added for one in wanted):
                kept.append(name)
        elif current.get(name) == wanted:
            continue
        elif stored is not None and current.get(name) == stored.get(name):
            changes[name] = wanted
        else:
            kept.append(name)
    return changes, kept


def remembered(
    stored: Mapping[str, Any] | None, fresh: Mapping[str, Any], kept: list[str]
) -> dict[str, Any] | None:
    """What to compare with next time: the state now, but for what users hold, where the earlier memory stays."""
    if stored is None:
        return None
    result = dict(fresh)
    for name in BY_MEMBER & result.keys():
        result[name] = sorted({*result[name], *stored.get(name, ())})
    for name in kept:
        key, _, inner = name.partition(".")
        if inner:
            result[key] = {**result[key], inner: (stored.get(key) or {}).get(inner)}
        elif key not in BY_MEMBER:
            result[key] = stored.get(key)
    return result
