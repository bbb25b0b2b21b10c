"""B4, B5: the import of a spreadsheet and single writes."""

import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from bench import reference_writes
from bench.build import payload
from bench.company import Line, holder_name, lines
from bench.measure import Client, memory_mb, milliseconds, parallel, peak_memory_mb, sample
from bench.report import Row
from bench.stage import Stage, ms

HEADINGS = (
    "证书名称", "证书编号", "证书类型", "颁发机构", "持证主体", "签发日期", "生效日期", "到期日期",
    "适用国家/地区", "所属事业部", "责任人", "备注",
)  # fmt: skip
FRESH = 4_000_000  # serials that the build of a million never reaches


def write_workbook(stage: Stage, file: Path, count: int) -> None:
    """A spreadsheet as people keep it: names, not ids."""
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet("证书台账")
    sheet.write_row(0, 0, HEADINGS)
    first = FRESH + 4_000_000 + int(time.time()) % 19 * 100_000  # new in a kept register too, mostly
    for number, line in enumerate(lines(count, stage.world.today, stage.world.sizes, first), 1):
        sheet.write_row(number, 0, cells(line))
    book.close()


def cells(line: Line) -> list[str]:
    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    return [
        line.title, line.number, line.type, f"基准认证机构{line.issuer:03}", holder_name(line.holder),
        day(line.issued_on), day(line.issued_on), day(line.valid_to) or "长期", ",".join(line.markets),
        f"第{line.unit}事业部", f"员工{line.person:03}", line.note,
    ]  # fmt: skip


def b4(stage: Stage, count: int) -> list[Row]:
    """``credentry import`` of a workbook, everything included, beside bare bulk inserts of the same rows."""
    file = stage.instance.home / "bench.xlsx"
    write_workbook(stage, file, count)
    stop, peak = threading.Event(), [0.0]

    def import_it() -> None:
        answers.append(stage.command("import", str(file), "--kind", "credential"))

    answers: list[Any] = []
    watcher = threading.Thread(target=lambda: peak.append(peak_memory_mb(os.getpid(), stop)))
    before = memory_now()
    watcher.start()
    took = milliseconds(import_it) / 1000
    stop.set()
    watcher.join()
    done = answers[0]
    assert done["created"] == count, {name: value for name, value in done.items() if name != "rejected"}
    again = stage.command("import", str(file), "--kind", "credential")
    assert again["created"] == 0, "a second import of the same file wrote something"
    by_hand = reference_writes.bulk_rows_per_second(stage.world, count)
    budget = 3000 if stage.engine == "SQLite" else 4000
    memory = max(peak) - before
    return [
        stage.row(
            "B4",
            f"import {count:,} rows from xlsx, everything included",
            f"{count / took:,.0f} rows/s",
            f"{by_hand:,.0f} rows/s, rows and indexes only",
            by_hand * took / count,
            f"≥ {budget:,} rows/s",
            count / took >= budget,
        ),
        stage.row("B4", "memory of the import", f"{memory:,.0f} MB", target="≤ 600 MB", holds=memory <= 600),
    ]


def memory_now() -> float:
    return memory_mb(os.getpid())


def writable(world: Any, line: Line) -> bytes:
    return json.dumps(payload(world, line), default=str).encode()


def b5(stage: Stage, seconds: float) -> list[Row]:
    """One credential created, one amended; then sixteen clients creating at once."""
    serials = itertools.count(FRESH + 1_000_000 + int(time.time()) % 3_000_000)  # new in a kept register too
    guard = threading.Lock()

    def fresh() -> bytes:
        with guard:
            serial = next(serials)
        return writable(stage.world, next(lines(1, stage.world.today, stage.world.sizes, serial)))

    client = stage.client()
    bodies: Iterator[bytes] = iter([fresh() for _ in range(80)])
    create = sample(lambda: created(client, next(bodies)), runs=60, warm=5)
    update = sample(amender(client, created(client, fresh())), runs=60, warm=5)
    insert = sample(reference_writes.one_insert(stage.world, serials), runs=60, warm=5)
    change = sample(reference_writes.one_update(stage.world), runs=60, warm=5)

    def caller() -> Callable[[], bool]:
        mine = stage.client()
        return lambda: bool(created(mine, fresh()))

    load = parallel([caller() for _ in range(16)], seconds)
    return [
        stage.row(
            "B5", "create one credential", f"p50 {ms(create.p50)}, p95 {ms(create.p95)}", ms(insert.p50),
            create.p50 / insert.p50, "p50 ≤ 12 ms", create.p50 <= 12,
        ),
        stage.row(
            "B5", "update one credential", f"p50 {ms(update.p50)}, p95 {ms(update.p95)}", ms(change.p50),
            update.p50 / change.p50, "p50 ≤ 12 ms", update.p50 <= 12,
        ),
        stage.row(
            "B5", "create, 16 clients", f"{load.per_second:.0f}/s, p95 {ms(load.sample.p95)}",
            f"{1000 / insert.p50:.0f}/s one connection", 1000 / insert.p50 / load.per_second,
            "≥ 150/s" if stage.engine == "PostgreSQL" else "–",
            load.per_second >= 150 if stage.engine == "PostgreSQL" else None,
        ),
    ]  # fmt: skip


def created(client: Client, body: bytes) -> str:
    status, content, _ = client.call("POST", "/api/v1/records/credential?action=register", body)
    assert status == 201, content[:500]
    return str(json.loads(content)["id"])


def amender(client: Client, record_id: str) -> Callable[[], None]:
    """Amends one record again and again, with the version it last saw."""
    turn = itertools.count(1)
    version = [str(json.loads(client.get(f"/api/v1/records/credential/{record_id}"))["version"])]

    def amend() -> None:
        body = json.dumps({"notes": f"第 {next(turn)} 次修改"}).encode()
        status, content, headers = client.call(
            "POST", f"/api/v1/records/credential/{record_id}/amend", body, {"If-Match": f'"{version[0]}"'}
        )
        assert status == 200, content[:500]
        version[0] = headers["etag"].strip('"')

    return amend
