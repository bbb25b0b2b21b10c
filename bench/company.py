"""What the million credentials are about: plausible words, numbers and dates, seeded."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20240
PLACES = "北京 上海 深圳 广州 宁波 苏州 东莞 青岛 厦门 杭州 无锡 佛山 成都 武汉 合肥 长沙 天津 大连 重庆 西安".split()
FIRST = "海润 瑞丰 恒信 中岳 华泽 博远 嘉禾 鼎盛 明澜 星辰 启航 金石 远山 清源 德昌 宏图 利安 汇川 凌云 同方 万象 紫光".split()
SECOND = "电器 科技 智能 电源 照明 光电 医疗 精密 新能源 通信 家电 仪表 机电 材料 轨道 工贸".split()
THINGS = (
    "电热水壶 空气炸锅 电饭煲 咖啡机 料理机 挂烫机 充电器 适配器 移动电源 插座 扫地机器人 智能音箱 网关 温控器 路由器 投影仪 "
    "显示器 空调 洗衣机 冰箱 吸尘器 风扇 电机 逆变器 储能柜 灯具 传感器 监护仪 血压计 电动工具"
).split()
WORDS = "检测 安全 认证 型式试验 电磁兼容 节能 环保 符合性 生产一致性 年度监督".split()

# (type code, share of the register in percent, years on paper; 0: no expiry)
TYPES = (
    ("CN-CCC", 22, 5),
    ("EU-CE-LVD", 12, 5),
    ("EU-CE-EMC", 8, 0),
    ("EU-CE-RED", 6, 0),
    ("EU-TYPE-EXAM", 6, 5),
    ("EU-ROHS", 6, 0),
    ("GB-UKCA", 6, 0),
    ("US-NRTL", 6, 0),
    ("US-FCC-ID", 5, 0),
    ("INTL-CB", 6, 3),
    ("JP-PSE-D", 4, 5),
    ("KR-KC-CONFIRM", 4, 5),
    ("IN-BIS-CRS", 4, 5),
    ("SA-SABER-PC", 3, 1),
    ("AU-RCM", 2, 5),
)
MARKETS = {
    "CN-CCC": ("CN",),
    "EU-CE-LVD": ("EU",),
    "EU-CE-EMC": ("EU",),
    "EU-CE-RED": ("EU",),
    "EU-TYPE-EXAM": ("EU",),
    "EU-ROHS": ("EU",),
    "GB-UKCA": ("GB",),
    "US-NRTL": ("US", "CA"),
    "US-FCC-ID": ("US",),
    "INTL-CB": ("EU", "GB", "AU"),
    "JP-PSE-D": ("JP",),
    "KR-KC-CONFIRM": ("KR",),
    "IN-BIS-CRS": ("IN",),
    "SA-SABER-PC": ("SA",),
    "AU-RCM": ("AU", "NZ"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One credential to be: ``unit``, ``person`` and ``issuer`` are positions in the lists of the build."""

    type: str
    title: str
    number: str
    holder: int
    issuer: int
    unit: int
    person: int
    product: int
    markets: tuple[str, ...]
    issued_on: date
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each the register holds beside the credentials."""

    units: int = 60
    people: int = 200
    issuers: int = 120
    holders: int = 300
    products: int = 100_000


def number_for(code: str, serial: int, year: int) -> str:
    """A number in the pattern of the type, unique by ``serial``."""
    match code:
        case "CN-CCC":
            return f"{year}99{serial // 1_000_000 % 100 + 700:04}{serial % 1_000_000:06}"
        case "US-NRTL":
            return f"{serial % 10_000_000:07}"
        case "US-FCC-ID":
            return f"2ZZZZ{serial:08}"
        case "INTL-CB":
            return f"ZZ-{serial:08}"
        case "KR-KC-CONFIRM":
            return f"ZZ{serial % 100_000:05}-{serial // 100_000 % 100:02}{year % 100:02}1"
        case "IN-BIS-CRS":
            return f"R-{serial:08}"
        case _:
            return f"{code}-{year % 100:02}-{serial:07}"


def holder_name(index: int) -> str:
    """A company name; the same index gives the same name."""
    place, first = PLACES[index % len(PLACES)], FIRST[index // 3 % len(FIRST)]
    return f"{place}{first}{SECOND[index // 7 % len(SECOND)]}有限公司{'' if index < 200 else index}"


def lines(count: int, today: date, sizes: Sizes, start: int = 0) -> Iterator[Line]:
    """``count`` credentials; ``start`` moves the serials, so that a second call gives new ones."""
    draw = random.Random(SEED + start)
    codes = [code for code, _, _ in TYPES]
    shares = [share for _, share, _ in TYPES]
    years = {code: term for code, _, term in TYPES}
    for position in range(start, start + count):
        code = draw.choices(codes, shares)[0]
        until = today + timedelta(days=draw.randrange(-700, 1800)) if years[code] else None
        issued = min(until or today, today) - timedelta(days=draw.randrange(10, 1100))
        first = FIRST[draw.randrange(len(FIRST))]
        thing = THINGS[draw.randrange(len(THINGS))]
        model = f"{chr(65 + position % 26)}{position % 9973:04}"
        yield Line(
            type=code,
            title=f"{first}{thing} {model} {WORDS[draw.randrange(len(WORDS))]}证书",
            number=number_for(code, position, issued.year),
            holder=draw.randrange(sizes.holders),
            issuer=draw.randrange(sizes.issuers),
            unit=draw.randrange(sizes.units),
            person=draw.randrange(sizes.people),
            product=draw.randrange(sizes.products),
            markets=MARKETS[code],
            issued_on=issued,
            valid_to=until,
            note=f"{thing}{WORDS[draw.randrange(len(WORDS))]}，工厂编号 {position % 7919:05}",
        )
