"""From the tables of the sample company to a full plan: what exists, on which paper, since when.

Pure and seeded: the same seed and day give the same plan. Dates are relative to ``today`` so that the sample always
holds something valid, something to renew and something lapsed.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).parent
SEED = 20240


@dataclass(frozen=True, slots=True)
class Product:
    """A series, model or variant; ``parent`` is the code above it, empty for a series."""

    code: str
    name: str
    level: str
    unit: str
    parent: str
    ratings: str
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One term as printed: number, dates (``valid_to`` None: no expiry on paper) and what it cost in CNY."""

    number: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    cost: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change of status by the issuer or the holder."""

    status: str
    effective_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """The last factory inspection: done on a day, or missed since ``due_on``."""

    duty: str
    name_zh: str
    name_en: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with what they hold: type codes."""

    code: str
    name: str
    unit: str
    post: str
    gender: str
    id_no: str
    employed_from: date
    papers: tuple[str, ...]


@dataclass(slots=True)
class Certificate:
    """One continuing credential with its papers, oldest first."""

    key: str
    type: str
    title: str
    issuer: str
    holder: str
    unit: str
    keeper: str
    deputy: str
    markets: tuple[str, ...]
    products: tuple[str, ...]
    papers: list[Paper]
    changes: list[Change] = field(default_factory=list)
    renewing: bool = False
    inspection: Inspection | None = None
    with_file: bool = False


@cache
def table(name: str) -> dict[str, Any]:
    """One of the tables beside this file, parsed once."""
    return dict(yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8")))


def products() -> list[Product]:
    """Every product, parents before children."""
    out = []
    for row in table("products")["series"]:
        traits, shared = tuple(row["traits"]), (row["unit"], row["ratings"])
        unit, ratings = shared
        out.append(Product(row["code"], row["zh"], "series", unit, "", ratings, traits))
        noun = row["zh"].removeprefix(row["code"]).strip().removesuffix("系列")
        for model, variants in row["models"].items():
            name = model if model != row["code"] else f"{model}-STD"
            out.append(Product(name, f"{noun} {name}", "model", unit, row["code"], ratings, traits))
            for variant in variants:
                out.append(Product(variant, f"{noun} {variant}", "variant", unit, name, ratings, traits))
    return out


def persons() -> list[Person]:
    """The staff whose certificates are kept; identity numbers are well-formed in an area code not given out."""
    return [
        Person(
            code=f"EMP-{serial:04}",
            name=row["zh"],
            unit=row["unit"],
            post=row["post"],
            gender=row["gender"],
            id_no=identity_number(row["born"], 2 * serial + (row["gender"] == "male")),
            employed_from=row["since"],
            papers=tuple(row["papers"]),
        )
        for serial, row in enumerate(table("staff")["people"], 1)
    ]


def identity_number(born: date, serial: int) -> str:
    """Eighteen digits with a right check digit (GB 11643); area 990000 belongs to nobody."""
    stem = f"990000{born:%Y%m%d}{serial:03}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(stem))
    return stem + "10X98765432"[total % 11]


def years_after(day: date, years: int) -> date:
    """The last day of a term of ``years`` that begins on ``day`` (29 February ends on the 28th)."""
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def applies(scheme: dict[str, Any], series: dict[str, Any]) -> bool:
    """Whether products with these traits need the scheme."""
    traits = set(series["traits"])
    if scheme.get("not") in traits or ("need" in scheme and not series[scheme["need"]]):
        return False
    return any(set(wanted) <= traits for wanted in scheme["when"])


class Planner:
    """Draws the certificates; keeps what has to be unique (serials) and reproducible (the generator)."""

    def __init__(self, today: date, seed: int = SEED) -> None:
        self.today = today
        self.draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
        self.serial = 0
        self.by_code = {one.code: one for one in products()}
        self.people = {row["username"]: row for row in table("company")["people"]}
        self.owners = {
            row["unit"]: row["code"] for row in table("company")["organisations"] if row["role"] == "own"
        }

    def certificates(self) -> list[Certificate]:
        """About four hundred, in the order of the product tables."""
        out = []
        for series in table("products")["series"]:
            for scheme in table("schemes")["schemes"]:
                if not applies(scheme, series) or self.draw.random() > scheme.get("share", 1):
                    continue
                if scheme["per"] == "series":
                    out.append(self.certificate(scheme, series, self.by_code[series["code"]]))
                else:
                    models = [one for one in self.by_code.values() if one.parent == series["code"]]
                    out += [self.certificate(scheme, series, model) for model in models]
        return out + self.of_companies() + self.of_people()

    def of_companies(self) -> list[Certificate]:
        """Management systems of the companies."""
        out = []
        for scheme in table("staff")["systems"]:
            for unit in scheme["units"]:
                holder = self.owners[unit]
                names = {"u": str(1 + list(self.owners).index(unit))}
                out.append(self.owned(scheme, holder, unit, "", self.papers(scheme, names)))
        return out

    def of_people(self) -> list[Certificate]:
        """What people had to pass an examination for."""
        schemes = table("staff")["schemes"]
        out = []
        for person in persons():
            for code in person.papers:
                scheme = {"type": code, **schemes[code]}
                papers = self.papers(scheme, {"id": person.id_no})
                out.append(self.owned(scheme, person.code, person.unit, person.name, papers))
        return out

    def owned(
        self, scheme: dict[str, Any], holder: str, unit: str, whose: str, papers: list[Paper]
    ) -> Certificate:
        """A certificate about its holder, who is no product."""
        keeper = table("schemes")["keepers"].get(unit, "lin.zhixia")
        made = Certificate(
            key=f"{scheme['type']}:{holder}",
            type=scheme["type"],
            title=f"{whose} {scheme['zh']}".strip(),
            issuer=scheme["issuer"],
            holder=holder,
            unit=unit,
            keeper=keeper,
            deputy=self.people[keeper].get("deputy", "lin.zhixia"),
            markets=(),
            products=(),
            papers=papers,
        )
        self.fate(made, scheme)
        made.with_file = self.draw.random() < 0.5
        return made

    def certificate(self, scheme: dict[str, Any], series: dict[str, Any], product: Product) -> Certificate:
        keepers = table("schemes")["keepers"]
        keeper = keepers[product.unit if scheme["keeper"] == "unit" else scheme["keeper"]]
        names = {
            "s": series["code"],
            "p": product.code,
            "m": product.code.replace("-", "").upper()[:9],
            "c": series["ccc"],
        }
        papers = self.papers(scheme, names)
        made = Certificate(
            key=f"{scheme['type']}:{product.code}:{scheme['issuer']}",
            type=scheme["type"],
            title=self.title(scheme, product),
            issuer=scheme["issuer"],
            holder=self.owners[product.unit],
            unit=product.unit,
            keeper=keeper,
            deputy=self.people[keeper].get("deputy", "lin.zhixia"),
            markets=tuple(scheme["markets"]),
            products=(product.code,),
            papers=papers,
        )
        self.fate(made, scheme)
        made.with_file = self.draw.random() < 0.35
        return made

    @staticmethod
    def title(scheme: dict[str, Any], product: Product) -> str:
        short = scheme["type"].split("-", 1)[1].replace("-", " ")
        return f"{product.name} {short}"

    def number(self, scheme: dict[str, Any], names: dict[str, str], year: int) -> str:
        self.serial += 1
        serial = self.serial % 1000 if "{n:03}" in scheme["number"] else self.serial
        return str(scheme["number"]).format(y=year, yy=f"{year % 100:02}", n=serial, **names)

    def papers(self, scheme: dict[str, Any], names: dict[str, str]) -> list[Paper]:
        """One to four terms ending where the mix of the sample wants the last one to end."""
        years = scheme["years"]
        cost = (
            self.draw.choice((0, 0, 1800)) if scheme["issuer"] == "OWN" else self.draw.randrange(3, 60) * 600
        )
        if not years:
            issued = self.today - timedelta(days=self.draw.randrange(60, 2200))
            number = self.number(scheme, names, issued.year)
            return [Paper(number, issued, issued, None, cost)]
        ends = self.today + timedelta(days=self.last_day(years))
        terms = 1 + (self.draw.random() < 0.55) + (years == 1 and self.draw.random() < 0.6) + (years == 1)
        out: list[Paper] = []
        for back in range(terms - 1, -1, -1):
            begins = years_after(ends, -years * (back + 1)) + timedelta(days=2)
            until = years_after(begins, years)
            issued = begins - timedelta(days=self.draw.randrange(0, 20))
            out.append(Paper(self.number(scheme, names, issued.year), issued, begins, until, cost))
        return out

    def last_day(self, years: int) -> int:
        """Days from today to the end of the last paper: some lapsed, a crowd within half a year, the rest later."""
        kind = self.draw.choices(("lapsed", "month", "quarter", "half", "later"), (12, 6, 10, 13, 59))[0]
        spans = {"lapsed": (-240, -3), "month": (2, 30), "quarter": (31, 90), "half": (91, 180)}
        low, high = spans.get(kind, (181, max(365 * years - 40, 300)))
        return self.draw.randrange(low, high)

    def fate(self, made: Certificate, scheme: dict[str, Any]) -> None:
        """Suspensions, withdrawals, renewals under way and duties done."""
        last = made.papers[-1]
        if scheme.get("duty"):
            made.inspection = self.inspection(scheme, last.valid_from)
        luck = self.draw.random()
        if last.valid_to is not None and -60 <= (last.valid_to - self.today).days <= 120:
            made.renewing = luck < 0.45
        elif not made.products or scheme["issuer"] == "OWN":
            return
        elif luck < 0.03:
            day = self.today - timedelta(days=self.draw.randrange(10, 80))
            made.changes.append(
                Change("suspended", max(day, last.valid_from), "工厂监督检查不符合项未按期整改")
            )
        elif luck < 0.045:
            day = max(self.today - timedelta(days=self.draw.randrange(20, 300)), last.valid_from)
            made.changes.append(Change("suspended", day, "关键元器件变更未报批"))
            made.changes.append(Change("reinstated", day + timedelta(days=15), "整改验证通过"))
        elif luck > 0.985:
            day = max(self.today - timedelta(days=self.draw.randrange(20, 200)), last.valid_from)
            made.changes.append(Change("cancelled", day, "产品停产，企业申请注销"))

    def inspection(self, scheme: dict[str, Any], since: date) -> Inspection | None:
        """Most factories were inspected within the last months, one in twenty missed it beyond its grace."""
        if (self.today - since).days < 420:
            return None
        named = (
            scheme["duty"],
            scheme.get("duty_zh", "获证后监督（年度工厂检查）"),
            scheme.get("duty_en", "Annual factory inspection"),
        )
        if self.draw.random() < 0.05:
            return Inspection(*named, self.today - timedelta(days=self.draw.randrange(110, 150)), None)
        done = self.today - timedelta(days=self.draw.randrange(15, 300))
        return Inspection(*named, done + timedelta(days=self.draw.randrange(0, 40)), done)
