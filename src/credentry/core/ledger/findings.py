"""What fsck found: counted without limit, kept up to a limit."""

from collections import Counter

from credentry.core.ledger.vocabulary import Finding

KEEP = 200


class Findings:
    """The list of what is wrong."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def add(self, code: str, seq: int | None, detail: str) -> None:
        """One more."""
        self.counts[code] += 1
        if len(self.kept) < KEEP:
            self.kept.append(Finding(code, seq, detail))
