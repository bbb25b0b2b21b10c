"""Words: cleaning, blanks, comparing, splitting lists."""

import re
import unicodedata

from credentry.capabilities.intake.reading.cells import Cell, shown
from credentry.capabilities.intake.values.problems import DIGITS_LOST, Wrong

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A!"})
# "NA" is not among them: it is Namibia's code.
BLANKS = ERRORS | frozenset(
    {"-", "--", "---", "—", "——", "–", "/", "//", "\\", ".", "*", "n/a", "null", "(null)", "nil", "nan",
     "none", "无", "暂无", "不适用", "n.a.", "n.a", "not applicable", "空", "未知", "不详", "未填", "（空）", "(空)"}
)  # fmt: skip
# Excel keeps 15 digits of a number; a longer one that ends in zero was cut off when it was typed.
MOST_EXACT_DIGITS = 10**15
MOST_EXACT = 2**53
SCIENTIFIC = re.compile(r"^\d([.,]\d+)?E\+?(1[1-9]|[2-9]\d)$", re.IGNORECASE)
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
WIDE = re.compile(r"[\uff01-\uff5e]")
# The signs of traditional headings and company names, so that 證書編號 is 证书编号.
TRADITIONAL = str.maketrans(
    "證書編號類別構關發機單產門體標準範圍國區銷負責註備業務間頒簽許資質報規幣費額廠設條認檢測監獲獎記錄領換變更狀態說麼聯繫電話廣東灣臺學會員學"
    "歷種級項時廢過無長實際適應據電氣儀驗術執職稱與為號場點產權",
    "证书编号类别构关发机单产门体标准范围国区销负责注备业务间颁签许资质报规币费额厂设条认检测监获奖记录领换变更状态说么联系电话广东湾台学会员学"
    "历种级项时废过无长实际适应据电气仪验术执职称与为号场点产权",
)
SPACES = re.compile(r"[ \t\u3000\xa0\u2002-\u200a\u202f]+")
SEPARATORS = re.compile(r"[、，,;；|｜\n]+")
INNER_SEPARATORS = re.compile(r"\s*[/／&＋+]\s*|\s+and\s+|[和及与]")


def clean(cell: Cell) -> str:
    """The text of a cell as people wrote it, without stray blanks. Raises Wrong where Excel lost digits."""
    if not isinstance(cell, str):
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= MOST_EXACT_DIGITS:
            if abs(cell) > MOST_EXACT or int(cell) % 10 == 0:
                raise Wrong(DIGITS_LOST, value=shown(cell))
            return str(int(cell))
        return shown(cell)
    text = shown(cell)
    if text[:1] == "'" and "'" not in text[1:]:
        text = text[1:].lstrip()  # Excel's sign for "this is text", written out by some exports
    if text[:1].isdigit() and SCIENTIFIC.match(text):
        raise Wrong(DIGITS_LOST, value=text)
    if WIDE.search(text) and not IDEOGRAPHS.search(text):
        text = text.translate(FULL_WIDTH)
    if "  " in text or "\u3000" in text or "\xa0" in text or "\t" in text:
        text = SPACES.sub(" ", text)
    return text


def is_blank(text: str) -> bool:
    """Whether the text says "nothing here"."""
    return not text or (len(text) <= 14 and (text.lower() in BLANKS or text in ERRORS))


def folded(text: str) -> str:
    """The form in which two spellings of one name are equal: width, case, blanks, punctuation aside."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(TRADITIONAL)
    return "".join(sign for sign in plain if sign.isalnum())


def listed(text: str) -> tuple[str, ...]:
    """The members of a list in one cell; separators inside brackets do not count."""
    parts: list[str] = []
    depth, start = 0, 0
    for at, sign in enumerate(text):
        if sign in "(（[【":
            depth += 1
        elif sign in ")）]】":
            depth = max(0, depth - 1)
        elif depth == 0 and SEPARATORS.match(sign):
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    words = (part.strip(" \t\u3000\xa0.。") for part in parts)
    return tuple(dict.fromkeys(word for word in words if not is_blank(word)))


def inner(word: str) -> tuple[str, ...]:
    """A member that names several things ("EU/UK", "中国和日本"), taken apart."""
    return tuple(part.strip() for part in INNER_SEPARATORS.split(word) if part and part.strip())
