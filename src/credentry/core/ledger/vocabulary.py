"""Words of the ledger: what is handed in, what comes out, what can be wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from credentry.foundation.errors import DomainError, define

HASH_OF_FILE = "sha256"
MAX_ENTRY_BYTES = 32 * 1024


class Change(NamedTuple):
    """One changed field: its value before and after. ``personal`` values enter the log as salted digests."""

    field: str
    old: Any
    new: Any
    personal: bool = False


class FileRef(NamedTuple):
    """A file the entry speaks of: SHA-256 in hexadecimal digits and size in bytes."""

    sha256: str
    size: int


class NewEntry(NamedTuple):
    """What happened to one object, before it has a place in the log.

    ``act`` names the action ("credential.renew"), ``actor_id`` is pseudonymous, ``at`` has a zone. ``why`` is
    free text and always redactable; ``why_code`` is a fixed word. ``subject`` names the person whose personal
    values these are ("person:<id>"); without it they belong to the object itself, the text of ``why`` to the
    actor. ``sig`` is the id of a signature record.
    """

    kind: str
    object_id: str
    act: str
    actor_id: str
    via: str
    at: datetime
    changes: Sequence[Change] = ()
    why: str | None = None
    corr: str | None = None
    files: Sequence[FileRef] = ()
    why_code: str | None = None
    subject: str | None = None
    sig: str | None = None


class Entry(NamedTuple):
    """An entry of the log as stored: its place, exact bytes and leaf hash."""

    seq: int
    body: bytes
    leaf: bytes


class Finding(NamedTuple):
    """One thing that is not as it must be. ``code`` is stable; ``seq`` the entry concerned, if one is."""

    code: str
    seq: int | None
    detail: str


class Refused(DomainError):
    """The signer will not sign: what the database says contradicts what was signed before (409)."""


NOT_IN_TRANSACTION = define(
    "ledger.not_in_transaction",
    "写入存证日志必须处于事务之中。",
    "The ledger is written inside a transaction only.",
)
ENTRY_TOO_LARGE = define(
    "ledger.entry_too_large",
    "该操作的存证条目过大({size} 字节)。",
    "The ledger entry of this action is too large ({size} bytes).",
)
SHRUNK = define(
    "ledger.shrunk",
    "存证日志变短:已签署 {signed} 条,现仅 {size} 条。拒绝签署检查点。",
    "The ledger shrank: {signed} entries were signed, {size} are left. No checkpoint is signed.",
)
MISMATCH = define(
    "ledger.mismatch",
    "存证日志第 {seq} 条与重新计算的结果不符。拒绝签署检查点。",
    "Entry {seq} of the ledger does not re-derive. No checkpoint is signed.",
)
STATE_MISSING = define(
    "ledger.state_missing",
    "签署状态文件缺失,而日志已有检查点。请核查后使用 --adopt 重新建立。",
    "The signer's state file is missing though checkpoints exist. Check, then re-establish it with --adopt.",
)
STATE_FOREIGN = define(
    "ledger.state_foreign",
    "签署状态属于另一份日志({origin})。",
    "The signer's state belongs to another log ({origin}).",
)
STATE_BROKEN = define(
    "ledger.state_broken",
    "签署状态文件已损坏({reason})。",
    "The signer's state file is damaged ({reason}).",
)
CHECKPOINT_BROKEN = define(
    "ledger.checkpoint_broken",
    "大小为 {size} 的已存检查点无法验证。",
    "The stored checkpoint of size {size} does not verify.",
)
ALARMED = define(
    "ledger.alarmed",
    "存证日志校验异常,系统处于只读状态,请联系管理员。",
    "The ledger failed its check; the system is read-only. Tell your administrator.",
)
NO_ENTRY = define("ledger.no_entry", "存证日志中没有第 {seq} 条。", "The ledger has no entry {seq}.")
NO_CHECKPOINT = define(
    "ledger.no_checkpoint",
    "尚无涵盖该条目的检查点。",
    "No checkpoint covers this entry yet.",
)
ERASED = define("ledger.erased", "该值已按要求删除。", "This value has been erased.")
NO_OPENING = define("ledger.no_opening", "没有该值的开示。", "There is no opening of this value.")
NOTHING_TO_ERASE = define(
    "ledger.nothing_to_erase", "没有可删除的个人信息:{subject}", "There is nothing to erase of {subject}."
)
