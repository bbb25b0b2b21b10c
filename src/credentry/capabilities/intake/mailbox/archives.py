"""Archives in the mail: weighed, then opened as a whole or left as they came."""

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from credentry.capabilities.intake.mailbox.limits import Bounds
from credentry.capabilities.intake.mailbox.words import clean, decoded
from credentry.capabilities.intake.reading.limits import MEGABYTE

ENCRYPTED, BOMB, DAMAGED, TOO_MANY = "encrypted", "bomb", "damaged", "too_many"
_MARKS = ("[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
_RUBBISH = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_LARGE = 10 * MEGABYTE
_LANGUAGE = 0x800  # the flag of a name in UTF-8
_LOCKED = 0x1


@dataclass(slots=True)
class Opened:
    """What an archive holds as (name with folders, bytes); nothing, with a problem, when it stays closed."""

    members: list[tuple[str, bytes]] = field(default_factory=list)
    problem: str = ""


def is_archive(content: bytes) -> bool:
    """Whether these bytes are a plain ZIP archive, not a document that is built like one."""
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return not any(one in archive.NameToInfo for one in _MARKS)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return True  # it claims to be one; opening it will say what is wrong


def opened(content: bytes, bounds: Bounds, room: int) -> Opened:
    """The members of an archive, all or none. ``room``: how many bytes may come out altogether."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [one for one in archive.infolist() if not _ignored(one)]
            problem = _weighed(parts, len(content), bounds, room)
            if problem:
                return Opened(problem=problem)
            return _read(archive, parts, room)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError,
    ):  # fmt: skip
        return Opened(problem=DAMAGED)


def _weighed(parts: list[zipfile.ZipInfo], size: int, bounds: Bounds, room: int) -> str:
    if any(one.flag_bits & _LOCKED for one in parts):
        return ENCRYPTED
    if len(parts) > bounds.members:
        return TOO_MANY
    total = sum(one.file_size for one in parts)
    heavy = any(
        one.file_size > _LARGE and one.file_size > bounds.ratio * max(one.compress_size, 1) for one in parts
    )
    return BOMB if heavy or total > min(room, bounds.ratio * max(size, MEGABYTE)) else ""


def _read(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], room: int) -> Opened:
    """What the table of contents says about sizes is not believed: reading stops where the room ends."""
    found = Opened()
    for one in parts:
        with archive.open(one) as stream:
            content = stream.read(room + 1)
        if len(content) > room:
            return Opened(problem=BOMB)
        room -= len(content)
        if content:
            found.members.append((_name(one), content))
    return found


def _ignored(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    return part.is_dir() or name.startswith(_RUBBISH[0]) or name.rsplit("/", 1)[-1] in _RUBBISH


def _name(part: zipfile.ZipInfo) -> str:
    if part.flag_bits & _LANGUAGE:
        return clean(part.filename)
    try:
        return clean(decoded(part.filename.encode("cp437")))
    except UnicodeEncodeError:
        return clean(part.filename)
