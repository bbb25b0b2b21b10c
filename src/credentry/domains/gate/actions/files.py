"""A shipment or crew list as people keep it: every row is a question, the file comes back with the answers."""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from credentry.capabilities.intake.reading.cells import Cell, shown
from credentry.capabilities.intake.reporting import answered
from credentry.capabilities.intake.values.problems import Wrong
from credentry.core.identity.actors import Actor
from credentry.domains.gate import errors
from credentry.domains.gate.actions.noting import note_uses
from credentry.domains.gate.queries import asking, showing
from credentry.domains.gate.queries.asking import Answered
from credentry.domains.gate.queries.questions import Question
from credentry.domains.gate.rules.facts import Reason
from credentry.domains.gate.vocabulary import ANSWERS, DENY, INFO, MAX_QUESTIONS, WARN
from credentry.foundation import clock
from credentry.foundation.dates import plausible
from credentry.foundation.errors import DomainError, define
from credentry.foundation.labels import Label

NO_COLUMNS = define(
    "gate.no_columns",
    "没有找到“产品/型号/SKU”或“姓名/主体”列。请在表头写明,例如:产品、市场、发货日期、到港日期。",
    "There is no column for the subject. Name it in the heading, e.g. product, market, ship date, arrival date.",
)
TOO_LARGE = define("gate.file_too_large", "文件超过 {limit} MB。", "The file is larger than {limit} MB.")
COLUMNS = {
    "subject": ("产品 产品型号 型号 产品编码 物料号 物料编码 料号 SKU 货品 产品名称 主体 人员 姓名 设备 单位 项目 product|model|item|sku|"
                "product code|subject|person|name|part number|article").replace("|", " ").split(" "),
    "market": "市场 国家 国家/地区 目的国 目的地 目的市场 销往国家 market country destination region".split(),
    "on": "日期 发货日期 出货日期 装运日期 离港日期 开航日期 ETD 上岗日期 date shipdate etd shippingdate dispatchdate day".split(),
    "arrives_on": "到港日期 到货日期 抵港日期 预计到港 预计到港日期 ETA 到达日期 arrival eta arrivaldate arriveson".split(),
    "act": "行为 事项 动作 用途 act action".split(),
    "requires": "需要证书 所需证书 要求证书 证书类型 requires required certificates".split(),
    "key": "单号 订单号 发货单号 编号 行号 order orderno shipment key reference".split(),
}  # fmt: skip
_MORE = {
    "subject": ("product code", "part number", "product no", "item no", "model no"),
    "on": ("ship date", "shipping date", "dispatch date", "date of shipment", "departure date"),
    "arrives_on": ("arrival date", "date of arrival", "arrives on", "expected arrival"),
    "requires": ("required certificates", "required types"),
    "key": ("order no", "order number"),
}
TITLE = Label("放行结论", "Gate")
_LEVELS = {DENY: "error", WARN: "warning", "allow": "info"}


@dataclass(slots=True)
class Done:
    """The answered file; ``counts``: answer → rows. ``forget`` removes it from disk."""

    out: Path
    name: str
    folder: Path
    rows: int
    counts: dict[str, int] = field(default_factory=dict)
    answers: Sequence[Answered] = ()

    def forget(self) -> None:
        """Remove the file and what was parked beside it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def check_file(actor: Actor, name: str, pieces: Iterable[bytes], act: str = "sell") -> Done:
    """Answer every row of a list. ``act``: what rows without an act are about. Raises Unreadable, DomainError.

    The caller removes the result with ``forget``.
    """
    asking.check_right(actor)
    folder = Path(tempfile.mkdtemp(prefix="credentry-gate-"))
    try:
        source, parked, out = folder / "list", folder / "rows", folder / "answered.xlsx"
        _keep(source, pieces)
        wanted = {key: (*words, *_MORE.get(key, ())) for key, words in COLUMNS.items()}
        sheet = answered.read(source, parked, wanted, MAX_QUESTIONS)
        if "subject" not in sheet.places:
            raise DomainError(NO_COLUMNS)
        if len(sheet.rows) > MAX_QUESTIONS:
            raise DomainError(errors.TOO_MANY, limit=MAX_QUESTIONS, count=len(sheet.rows))
        questions = _questions(sheet, act)
        answers = asking.ask(actor, questions)
        note_uses(actor, answers)
        answered.write(source, parked, sheet, TITLE.text(actor.lang), _marks(sheet, answers, actor.lang), out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    counts = {answer: sum(one.found.answer == answer for one in answers) for answer in ANSWERS}
    return Done(out, f"{Path(name).stem or 'list'}-gate.xlsx", folder, len(answers), counts, answers)


def _keep(source: Path, pieces: Iterable[bytes]) -> None:
    most, size = int(settings.CREDENTRY_MAX_UPLOAD_BYTES), 0
    with source.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise DomainError(TOO_LARGE, limit=most // 2**20)
            file.write(piece)


def _questions(sheet: answered.Sheet, act: str) -> list[Question]:
    orders = {name: sheet.order(name) for name in ("on", "arrives_on")}
    today = clock.today()
    found = []
    for number, row in sheet.rows:
        faults: list[Reason] = []
        days = {}
        for name, order in orders.items():
            days[name] = _day(sheet.cell(row, name), order, faults)
        words = shown(sheet.cell(row, "requires")).replace(",", ",").replace("、", ",").replace(";", ",")
        found.append(
            Question(
                shown(sheet.cell(row, "key")) or str(number + 1),
                shown(sheet.cell(row, "subject"))[:300],
                shown(sheet.cell(row, "act"))[:60] or act,
                days["on"] or today,
                shown(sheet.cell(row, "market"))[:120],
                days["arrives_on"],
                tuple(dict.fromkeys(one.strip() for one in words.split(",") if one.strip()))[:50],
                "",
                tuple(faults),
            )
        )
    return found


def _day(cell: Cell, order: answered.Order | None, faults: list[Reason]) -> date | None:
    try:
        found = answered.day(cell, order)
    except Wrong:
        found = None
        faults.append(Reason("date_unknown", DENY, said=(shown(cell)[:60],)))
    if isinstance(found, date) and not plausible(found):
        faults.append(Reason("date_unknown", DENY, said=(str(found),)))
    return found if isinstance(found, date) and plausible(found) else None


def _marks(sheet: answered.Sheet, answers: Sequence[Answered], lang: str) -> list[tuple[int, str, str]]:
    why = showing.said_of(one.found for one in answers)
    marks = []
    for (number, _), one in zip(sheet.rows, answers, strict=True):
        marks.append((number, _LEVELS[one.found.answer], line(one, why, lang)))
    return marks


def line(one: Answered, why: dict[str, str], lang: str) -> str:
    """An answer in one line: the word, the reasons that count, when it changes."""
    heavy = [said for said in one.found.reasons if said.severity != INFO] or list(one.found.reasons)
    said = "; ".join(dict.fromkeys(showing.reason(some, why)["text"][lang] for some in heavy))
    text = ANSWERS[one.found.answer].text(lang) + (f": {said}" if said else "")
    if one.changes_on is not None:
        word = ANSWERS[one.changes_to].text(lang)
        text += f" ({one.changes_on} 起:{word})" if lang == "zh" else f" (from {one.changes_on}: {word})"
    return text
