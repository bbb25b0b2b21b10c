"""The gate over HTTP: one question, thousands of them, a period, a signed answer and its check."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Router
from ninja import Query as Parameters
from ninja.files import UploadedFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.exports import XLSX
from credentry.delivery.http.files import authenticate_upload
from credentry.domains.gate import errors
from credentry.domains.gate.actions import files as lists
from credentry.domains.gate.actions import noting, signing
from credentry.domains.gate.queries import asking, showing, simulating
from credentry.domains.gate.queries.questions import Question
from credentry.domains.gate.vocabulary import MAX_QUESTIONS, MAX_SIMULATED
from credentry.foundation import canonical, clock
from credentry.foundation.dates import plausible
from credentry.foundation.errors import DomainError, Invalid

router = Router(tags=["gate"], auth=authenticate)


def _text(value: str) -> str:
    if "\0" in value:  # no database keeps it
        raise ValueError("NUL")
    return value


Short = Annotated[str, Field(max_length=300), AfterValidator(_text)]


class TooManyQuestions(DomainError):
    """More questions than one call answers (413)."""

    status = 413


class Asked(BaseModel):
    """One question."""

    model_config = ConfigDict(extra="forbid")

    key: Short = ""
    subject: Short
    act: Short
    market: Short = ""
    on: date | None = None
    arrives_on: date | None = None
    requires: list[Short] = Field(default=[], max_length=50)
    site: Short = ""


class Ask(BaseModel):
    """Questions of one call. ``today`` stands for the day of those that name none."""

    model_config = ConfigDict(extra="forbid")

    questions: list[Asked]
    known: datetime | None = None
    today: date | None = None
    sign: bool = False
    hours: int = signing.HOURS


class Simulated(BaseModel):
    """Questions over a period."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    questions: list[Asked]
    starts: date = Field(alias="from")
    ends: date = Field(alias="to")
    known: datetime | None = None


class OneQuestion(BaseModel):
    """Parameters of a single question; ``requires`` separated by commas."""

    subject: Short
    act: Short
    market: Short = ""
    on: date | None = None
    arrives_on: date | None = None
    requires: Short = ""
    site: Short = ""
    known: datetime | None = None
    sign: bool = False
    hours: int = signing.HOURS


class Signed(BaseModel):
    """A signed answer as it was given out."""

    model_config = ConfigDict(extra="forbid")

    payload: Annotated[str, Field(max_length=20_000_000)]
    signature: Short
    key: Short = ""


def _questions(given: list[Asked], today: date | None, most: int = MAX_QUESTIONS) -> list[Question]:
    if not given:
        raise DomainError(errors.NO_QUESTION)
    if len(given) > most:
        raise TooManyQuestions(errors.TOO_MANY, limit=most, count=len(given))
    day = today or clock.today()
    for one in given:
        for name, value in (("on", one.on), ("arrives_on", one.arrives_on)):
            if value is not None and not plausible(value):
                raise Invalid.one(name, "field.date", value=str(value))
    return [
        Question(
            one.key, one.subject.strip(), one.act, one.on or day, one.market.strip(), one.arrives_on,
            tuple(dict.fromkeys(filter(None, (word.strip() for word in one.requires)))), one.site,
        )
        for one in given
    ]  # fmt: skip


def _instant(known: datetime | None) -> datetime | None:
    if known is not None and not plausible(known.date()):
        raise Invalid.one("known", "field.date", value=str(known)[:60])
    return known.replace(tzinfo=clock.zone()) if known is not None and known.tzinfo is None else known


def _as_of(known: datetime | None, day: date | None) -> dict[str, Any]:
    return {"on": (day or clock.today()).isoformat(), "known": canonical.instant(known) if known else None}


@router.post("")
def ask(request: HttpRequest, given: Ask) -> dict[str, Any]:
    """Answer up to 20,000 questions; ``sign`` adds a signed copy of the answers."""
    actor, known = actor_of(request), _instant(given.known)
    if given.today is not None and not plausible(given.today):
        raise Invalid.one("today", "field.date", value=str(given.today))
    questions = _questions(given.questions, given.today)
    answers = asking.ask(actor, questions, known)
    noting.note_uses(actor, answers)
    return {
        "verdicts": showing.verdicts(answers),
        "as_of": _as_of(known, given.today),
        "signed": signing.sign(answers, known, given.hours) if given.sign else None,
    }


@router.get("")
def ask_one(request: HttpRequest, given: Parameters[OneQuestion]) -> dict[str, Any]:
    """Answer one question."""
    words = [one for one in given.requires.split(",") if one.strip()]
    one = Asked(
        subject=given.subject, act=given.act, market=given.market, on=given.on, arrives_on=given.arrives_on,
        requires=words[:50], site=given.site,
    )  # fmt: skip
    found = ask(request, Ask(questions=[one], known=given.known, sign=given.sign, hours=given.hours))
    return {
        **found["verdicts"][0],
        "as_of": _as_of(_instant(given.known), given.on),
        "signed": found["signed"],
    }


@router.post("/simulate")
def simulate(request: HttpRequest, given: Simulated) -> dict[str, Any]:
    """What the gate would have said from one day to another, by spans of days."""
    questions = _questions(given.questions, given.starts, MAX_SIMULATED)
    for name, value in (("from", given.starts), ("to", given.ends)):
        if not plausible(value):
            raise Invalid.one(name, "field.date", value=str(value))
    courses = simulating.simulate(
        actor_of(request), questions, given.starts, given.ends, _instant(given.known)
    )
    return {**simulating.shown(courses), "as_of": _as_of(_instant(given.known), given.ends)}


@router.post("/verify")
def verify(request: HttpRequest, given: Signed) -> dict[str, Any]:
    """Whether a signed answer is genuine and in time, and whether the answer would be the same now."""
    return signing.verify(actor_of(request), given.payload, given.signature)


@router.get("/key", auth=None)
def public_key(request: HttpRequest) -> dict[str, str]:
    """The key that others verify signed answers with."""
    return signing.public_key()


@router.post("/file", auth=authenticate_upload, response={200: Any})
def check_list(
    request: HttpRequest, file: File[UploadedFile], answer: Literal["file", "json"] = "file"
) -> HttpResponseBase | dict[str, Any]:
    """Ask for every row of a shipment list (xlsx, csv); the user's own file comes back with the answers.

    The counts stand in the headers ``X-Gate-Rows``, ``-Allow``, ``-Warn`` and ``-Deny``. ``answer=json`` gives the
    counts and the verdicts instead of a file.
    """
    actor = actor_of(request)
    done = lists.check_file(actor, file.name or "", file.chunks())
    if answer == "json":
        done.forget()
        return {"rows": done.rows, "counts": done.counts, "verdicts": showing.verdicts(done.answers)}
    # The file stays open while its folder goes: its bytes live until the answer is sent.
    response = FileResponse(done.out.open("rb"), content_type=XLSX)
    done.forget()
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(done.name)}"
    response["Cache-Control"] = "no-store"
    response["X-Gate-Rows"] = str(done.rows)
    for word, count in done.counts.items():
        response[f"X-Gate-{word.capitalize()}"] = str(count)
    return response
