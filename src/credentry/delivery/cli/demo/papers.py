"""Certificate PDFs of the sample company, marked as samples on every page, made by typst without network or system fonts."""

import json
from pathlib import Path

import typst

from credentry.delivery.cli.demo.plan import Certificate, Paper, persons, products, table

FOLDER = Path(__file__).parent
COLOURS = ("#1f4e79", "#7a1f2b", "#245c3a", "#5b3a7a", "#6b4e16")


class Press:
    """Prints papers; one compiler is kept, because starting it costs more than a page."""

    def __init__(self, type_names: dict[str, tuple[str, str]]) -> None:
        self.products = {one.code: one for one in products()}
        self.type_names = type_names
        self.issuers = table("company")["issuers"]
        self.holders = {row["code"]: row["zh"] for row in table("company")["organisations"]}
        self.holders |= {one.code: one.name for one in persons()}
        self.compiler = typst.Compiler(
            str(FOLDER / "paper.typ"),
            root=str(FOLDER),
            font_paths=[str(FOLDER / "fonts")],
            ignore_system_fonts=True,
        )

    def pdf(self, certificate: Certificate, paper: Paper) -> bytes:
        """The paper as PDF/A bytes."""
        data = json.dumps(self.data(certificate, paper), ensure_ascii=False)
        printed = self.compiler.compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["a-2b"])
        assert isinstance(printed, bytes)  # one format, no output path: bytes
        return printed

    def data(self, certificate: Certificate, paper: Paper) -> dict[str, object]:
        zh, en = self.type_names[certificate.type]
        holder = self.holders[certificate.holder]
        issuer = holder if certificate.issuer == "OWN" else self.issuers[certificate.issuer]["zh"]
        until = paper.valid_to.isoformat() if paper.valid_to else "长期 no expiry date"
        return {
            "title": f"{certificate.title} {paper.number}",
            "issuer": issuer,
            "heading": zh,
            "subheading": en,
            "number": paper.number,
            "issued_on": paper.issued_on.isoformat(),
            "colour": COLOURS[sum(map(ord, certificate.issuer)) % len(COLOURS)],
            "rows": [
                ["持有人 Holder", holder],
                *self.about(certificate),
                ["有效期 Validity", f"{paper.valid_from.isoformat()} – {until}"],
            ],
        }

    def about(self, certificate: Certificate) -> list[list[str]]:
        """What the paper is about, when it is about products."""
        if not certificate.products:
            return [["证书名称 Subject", certificate.title]]
        product = self.products[certificate.products[0]]
        return [
            ["产品 Product", product.name],
            ["型号 Model", product.code],
            ["额定参数 Ratings", product.ratings],
            ["市场 Markets", ", ".join(certificate.markets)],
        ]
