"""Mappings written by hand in YAML, for the command line and for schedules.

::

    sheet: 台账             # name or number (1 = first); default: the table that fits best
    header_row: 3           # 1-based, 0 when there is none; default: found
    columns:                # heading (or column letter) → field
      证书编号: credential_no
      到期日: {field: valid_to, order: dmy}
      F: null               # leave out
    defaults: {unit: HQ}
    keys: [credential_no]
    mode: create_update     # create_only, update_only
    blanks: keep            # clear
    create_missing: [organisation, subject]  # kinds whose unknown names become records, or true for all
    decisions: {issuer: {莱茵: TÜV Rheinland}}   # text → name or id of a record, null to leave empty
    encoding: gb18030
    delimiter: ";"
"""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from credentry.capabilities.intake.engine.references import References, as_uuid
from credentry.capabilities.intake.mapping.targets import heading_of
from credentry.core.identity.actors import Actor
from credentry.foundation.errors import DomainError, define

NOT_A_MAPPING = define(
    "intake.declared.invalid", "映射文件不正确:{reason}", "The mapping file is not right: {reason}"
)
NO_COLUMN = define(
    "intake.declared.column", "表中没有“{heading}”列。", "The table has no column “{heading}”."
)
KNOWN = {
    "kind", "sheet", "header_row", "last_header_row", "columns", "defaults", "keys", "mode", "blanks",
    "create_missing", "decisions", "encoding", "delimiter",
}  # fmt: skip


def parse(text: str) -> dict[str, Any]:
    """The declaration in a YAML text. Raises DomainError."""
    try:
        found = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise DomainError(NOT_A_MAPPING, reason=str(error).splitlines()[0]) from error
    if not isinstance(found, dict):
        raise DomainError(NOT_A_MAPPING, reason="not a mapping")
    unknown = sorted(set(map(str, found)) - KNOWN)
    if unknown:
        raise DomainError(NOT_A_MAPPING, reason=", ".join(unknown))
    return found


def reading_of(declared: Mapping[str, Any]) -> dict[str, str]:
    """How the file is to be read."""
    return {name: str(declared[name]) for name in ("encoding", "delimiter") if declared.get(name)}


def sheet_of(declared: Mapping[str, Any], analysis: Mapping[str, Any]) -> int | None:
    """The number of the sheet named. Raises DomainError."""
    wanted = declared.get("sheet")
    if wanted is None:
        return None
    for sheet in analysis["sheets"]:
        if sheet["name"] == wanted or (isinstance(wanted, int) and sheet["index"] == wanted - 1):
            return int(sheet["index"])
    raise DomainError(NOT_A_MAPPING, reason=f"sheet {wanted!r}")


def choices_of(
    declared: Mapping[str, Any], table: Mapping[str, Any], proposed: Sequence[Any]
) -> dict[str, Any]:
    """The body for ``save_mapping``; columns not named keep what was proposed. Raises DomainError."""
    body: dict[str, Any] = {
        name: declared[name]
        for name in ("defaults", "keys", "mode", "blanks", "create_missing")
        if name in declared
    }
    if "columns" not in declared:
        return body
    by_word: dict[str, int] = {}
    for column in table["columns"]:
        by_word.setdefault(column["letter"], column["index"])
    for column in table["columns"]:
        for word in (column["heading"], *column["parts"]):
            by_word[heading_of((), word).whole] = column["index"]
    columns: dict[int, dict[str, Any]] = {}
    for heading, chosen in dict(declared["columns"]).items():
        word = heading_of((), str(heading)).whole
        place = by_word.get(word, by_word.get(str(heading).upper()))
        if place is None:
            raise DomainError(NO_COLUMN, heading=heading)
        given = chosen if isinstance(chosen, dict) else {"field": chosen}
        options = {name: given[name] for name in ("order", "part", "comma", "blank") if name in given}
        columns[place] = {"column": place, "field": given.get("field")}
        if options:
            columns[place]["options"] = options
    taken = {one["field"] for one in columns.values()}
    rest = [one for one in proposed if one["column"] not in columns and one.get("field") not in taken]
    body["columns"] = [*columns.values(), *rest]
    return body


def decisions_of(actor: Actor, declared: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Decisions about names, by kind. Raises DomainError for a record that does not exist."""
    found = []
    for kind, names in dict(declared.get("decisions") or {}).items():
        known = References(actor, str(kind))
        known.look_up([str(name) for name in names.values() if name and not as_uuid(str(name))])
        for text, name in names.items():
            if name is None:
                found.append({"kind": kind, "value": str(text), "do": "skip"})
                continue
            target = str(name) if as_uuid(str(name)) else known.found.get(str(name))
            if not target:
                raise DomainError(NOT_A_MAPPING, reason=f"{kind}: {name}")
            found.append({"kind": kind, "value": str(text), "do": "map", "id": target})
    return found
