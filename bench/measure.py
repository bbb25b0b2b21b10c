"""Clocks, percentiles, parallel clients and memory."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Sample:
    """Times of one piece of work, in milliseconds."""

    times: tuple[float, ...]

    def at(self, share: float) -> float:
        """The time that ``share`` of the runs did not exceed (nearest rank)."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]

    @property
    def p50(self) -> float:
        return self.at(0.50)

    @property
    def p95(self) -> float:
        return self.at(0.95)

    @property
    def best(self) -> float:
        return min(self.times)


def milliseconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def sample(
    work: Callable[[], object], runs: int = 30, warm: int = 3, between: Callable[[], object] | None = None
) -> Sample:
    """``runs`` timed runs after ``warm`` untimed ones; ``between`` happens before each and is not timed."""
    times = []
    for at in range(warm + runs):
        if between is not None:
            between()
        took = milliseconds(work)
        if at >= warm:
            times.append(took)
    return Sample(tuple(times))


@dataclass(frozen=True, slots=True)
class Load:
    """What parallel clients saw: requests per second, their times, and answers other than 2xx."""

    per_second: float
    sample: Sample
    refused: int


class Client:
    """One kept-alive connection; raises AssertionError on an answer other than 2xx unless told otherwise."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=120)
        self.headers = headers

    def call(
        self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """(status, body, headers) of one request."""
        self.connection.request(method, path, body, {**self.headers, **(more or {})})
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, content, {name.lower(): value for name, value in answer.getheaders()}

    def get(self, path: str) -> bytes:
        status, content, _ = self.call("GET", path)
        assert 200 <= status < 300, f"GET {path}: {status} {content[:300]!r}"
        return content


def parallel(clients: Sequence[Callable[[], bool]], seconds: float) -> Load:
    """Run each client's ``call`` over and over in its own thread; a call returns whether it was accepted."""
    times: list[float] = []
    refused = [0]
    lock = threading.Lock()
    ends = time.perf_counter() + seconds

    def work(call: Callable[[], bool]) -> None:
        mine: list[float] = []
        lost = 0
        while time.perf_counter() < ends:
            started = time.perf_counter()
            lost += not call()
            mine.append((time.perf_counter() - started) * 1000)
        with lock:
            times.extend(mine)
            refused[0] += lost

    threads = [threading.Thread(target=work, args=(call,)) for call in clients]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(len(times) / (time.perf_counter() - started), Sample(tuple(times)), refused[0])


def descendants(pid: int) -> list[int]:
    """``pid`` and every living process below it."""
    found, queue = [], [pid]
    while queue:
        current = queue.pop()
        found.append(current)
        for task in Path(f"/proc/{current}/task").glob("*/children"):
            try:
                queue += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def memory_mb(pid: int) -> float:
    """Memory of a process tree in MB: proportional set size, so that shared pages count once."""
    total = 0
    for one in descendants(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def peak_memory_mb(pid: int, stop: threading.Event, every: float = 0.2) -> float:
    """Highest ``memory_mb`` seen until ``stop`` is set."""
    peak = 0.0
    while not stop.wait(every):
        peak = max(peak, memory_mb(pid))
    return peak
