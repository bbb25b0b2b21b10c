"""Forms of this room."""

from datetime import date
from typing import Literal
from uuid import UUID

from credentry.core.records.forms import Form, ask
from credentry.domains.credentials.vocabulary import ACTS
from credentry.domains.gate.vocabulary import MAX_OVERRIDE_DAYS, options
from credentry.foundation.labels import L

ActCode = Literal["produce", "import", "sell", "ship_stock", "bid", "work", "practise"]


class RequestForm(Form):
    """Ask for an exception."""

    subject: UUID = ask(
        L("主体", "Subject"),
        ref="subject",
        help=L("产品含其下全部型号", "A product stands for everything below it"),
    )
    act: ActCode = ask(L("行为", "Act"), options=options(ACTS))
    market: UUID | None = ask(
        L("市场", "Market"), None, ref="market", help=L("留空表示所有市场", "Empty: everywhere")
    )
    reason: str = ask(L("理由", "Reason"), widget="longtext", min_length=1, max_length=5000)
    document_no: str = ask(L("依据文号", "Document number"), "", max_length=120)
    starts_on: date | None = ask(L("自", "From"), None, help=L("留空为今天", "Empty: today"))
    expires_on: date = ask(
        L("至(含当日)", "Until"),
        help=L(f"最长 {MAX_OVERRIDE_DAYS} 天", f"{MAX_OVERRIDE_DAYS} days at most"),
    )


class DecideForm(Form):
    """Grant or refuse it."""

    note: str = ask(L("意见", "Note"), "", widget="longtext", max_length=5000)


class RefuseForm(Form):
    """Refuse it, with the reason."""

    note: str = ask(L("拒绝理由", "Why not"), widget="longtext", min_length=1, max_length=5000)


class RevokeForm(Form):
    """Take it back, with the reason."""

    note: str = ask(L("撤回理由", "Why it is taken back"), widget="longtext", min_length=1, max_length=5000)
