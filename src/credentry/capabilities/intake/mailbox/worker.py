"""The process that takes a message apart: one file in, papers out, one JSON line on standard output.

``python -m credentry.capabilities.intake.mailbox.worker SOURCE FOLDER``
"""

import sys
from pathlib import Path
from typing import Any

import orjson

from credentry.capabilities.intake.mailbox import letters
from credentry.capabilities.intake.reading.problems import BROKEN, TOO_HEAVY


def main(arguments: list[str]) -> int:
    """Entry point; the answer is ``{"letter": {…}}`` or ``{"code": …}``."""
    try:
        answer: dict[str, Any] = {"letter": letters.read(Path(arguments[0]), Path(arguments[1])).as_dict()}
    except MemoryError:
        answer = {"code": TOO_HEAVY}
    except RecursionError:
        answer = {"code": BROKEN}
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
