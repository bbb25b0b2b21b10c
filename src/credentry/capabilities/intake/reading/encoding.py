"""Which characters the bytes of a text file are.

Legacy Chinese encodings overlap so much that "does it decode" says little. What tells them apart is where
ordinary text lives in each: GB 2312 keeps its 3,755 common characters in lead bytes B0-D7 with both bytes
high, Big5 keeps its 5,401 in lead bytes A4-C6 with many low second bytes, and western text has single high
bytes between ASCII letters.
"""

import re

from charset_normalizer import from_bytes

from credentry.capabilities.intake.reading.problems import ENCODING, Unreadable

SAMPLE = 1_000_000
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
GB_COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]")
BIG5_COMMON = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]|[\xa1-\xa3][\x40-\x7e\xa1-\xfe]")
LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
HIGH = re.compile(rb"[\x80-\xff]")


def encoding_of(content: bytes) -> str:
    """A Python codec name that decodes ``content`` (the whole file or its beginning). Raises Unreadable."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return name
    sample = content[:SAMPLE]
    if b"\0" in sample:
        return _utf16(sample)
    if _decodes(content, "utf-8"):
        return "utf-8"
    scores = {
        "gb18030": _share(GB_COMMON, sample) if _decodes(sample, "gb18030") else 0.0,
        "big5": _share(BIG5_COMMON, sample) if _decodes(sample, "big5hkscs") else 0.0,
        "cp1252": _western(sample) if _decodes(sample, "cp1252") else 0.0,
    }
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.6:
        return "big5hkscs" if best == "big5" else best
    guess = from_bytes(sample).best()
    if guess is None:
        raise Unreadable(ENCODING)
    return guess.encoding


def _utf16(sample: bytes) -> str:
    """UTF-16 without a mark: ASCII characters put their zeros on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even and odd > len(sample) // 10:
        return "utf-16-le"
    if even > 4 * odd and even > len(sample) // 10:
        return "utf-16-be"
    stripped = sample.replace(b"\0", b"")
    if len(stripped) * 2 < len(sample):
        raise Unreadable(ENCODING)
    return encoding_of(stripped)


def _decodes(sample: bytes, name: str) -> bool:
    """Whether all of it decodes; a character cut in two at the end of a sample is forgiven."""
    try:
        sample.decode(name)
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4 and len(sample) >= SAMPLE
    return True


def _share(common: re.Pattern[bytes], sample: bytes) -> float:
    """Part of the two-byte characters that are common ones, in step with the pairs."""
    pairs = PAIR.findall(sample)
    if not pairs:
        return 0.0
    return sum(1 for pair in pairs if common.fullmatch(pair)) / len(pairs)


def _western(sample: bytes) -> float:
    high = len(HIGH.findall(sample))
    return len(LONE_HIGH.findall(sample)) / high if high else 1.0
