"""Words of people that stand for fields, people and nothing at all."""

import re

DATE_VERBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"首次(?:签发|发证|颁发|取证)|初次(?:发证|取证)|first issued", ("first_issued_on", "issued_on")),
    (
        r"到期日期?|有效期(?:至|到|截止)?|到期|过期|失效|届满|期满|截止"
        r"|\bexpir(?:es|ed|e|ing|y|ation)\b|\blaps(?:es|e|ed|ing)\b|\bruns? out\b|\bvalid until\b|\bdue\b",
        ("valid_to", "effective_to", "due_on", "expires_on", "to_date"),
    ),
    (r"签发|颁发|发证|发放|取证|领证|获证|\bissued\b|\bgranted\b", ("issued_on", "first_issued_on")),
    (
        r"生效|开始有效|\beffective(?: from)?\b|\bvalid from\b|\bstart(?:s|ing)?\b",
        ("valid_from", "effective_from"),
    ),
    (r"登记|录入|创建|新增|新建|\bcreated\b|\badded\b|\bregistered\b", ("created_at",)),
    (r"更新|修改|变动|\bupdated\b|\bchanged\b|\bmodified\b", ("updated_at",)),
)
EXPIRY = ("valid_to", "effective_to", "due_on", "expires_on", "to_date")

STATES: tuple[tuple[str, str], ...] = (
    (
        r"(?:即将|快要?|将要?|临近|马上)(?:到期|过期|失效)|\bexpiring soon\b|\babout to expire\b",
        "expiring_soon",
    ),
    (r"已经?(?:到期|过期|失效)|过期(?:的|了)|\b(?:already |has |have )?expired\b|\blapsed\b", "expired"),
    (r"未过期|没有?过期|尚未到期|\bnot expired\b|\bunexpired\b", "!expired"),
)
NO_EXPIRY = r"长期有效|永久有效|无到期日期?|没有到期日期?|无有效期|不过期|\b(?:no|without)(?: an?)? expiry(?: date)?\b|\bnever expir(?:es|ing)\b"

MINE = r"(?:由|归)?我(?:来)?(?:负责|管理|跟进)的?|我的|\bmy\b(?! (?:unit|department|team|company))|\bmine\b|\bassigned to me\b|\b(?:that )?i(?:'m| am) responsible for\b"
MY_UNITS = r"(?:我|本)(?:们)?(?:的)?(?:单位|部门|公司|事业部|组织)的?|\b(?:my|our) (?:unit|department|team|company)(?:'s)?\b"
NOBODY = r"(?:没有?|无|未指定|缺)(?:责任人|负责人)的?|\bwithout (?:a |an )?(?:responsible(?: person)?|owner)\b|\bunassigned\b|\bno owner\b"

DENIAL = re.compile(
    r"(?:非|不是|不含|不包括|不属于|除了?|排除|不|not|non-|except(?: for)?|excluding|without|no)\s*$"
)
OR = re.compile(r"或者?|\bor\b")

MARKET_FRAME = re.compile(
    r"(?:销往|出口到?|卖到|投放|适用于?|\bsold (?:in|to)\b|\bexported to\b|\bfor the\b)\s*$"
)

FILLERS_ZH = (
    "所有的", "所有", "全部的", "全部", "哪些", "哪几张", "请", "帮我", "查找", "查询", "查一下", "查", "找出", "找",
    "列出", "显示", "筛选", "看看", "看", "给我", "且", "并且", "而且", "并", "同时", "以及", "和", "与", "及", "或者", "或",
    "的", "了", "将会", "将在", "将要", "将", "会", "要", "即将", "在", "是", "为", "于", "内", "里", "中", "之", "已经", "已",
    "销往", "出口到", "出口", "卖到", "投放", "适用于", "适用", "市场", "国家", "地区", "类型", "类别", "类", "状态", "日期",
    "证书", "证照", "证件", "资质", "认证", "记录", "产品", "由", "负责", "颁发", "签发", "发证", "其", "有", "张", "个", "份", "我",
)  # fmt: skip
STOP_WORDS_EN = frozenset(
    [
        "a",
        "all",
        "an",
        "and",
        "any",
        "are",
        "at",
        "be",
        "been",
        "being",
        "by",
        "certificate",
        "certificates",
        "certification",
        "certifications",
        "credential",
        "credentials",
        "date",
        "do",
        "does",
        "each",
        "every",
        "expire",
        "expires",
        "expiring",
        "find",
        "for",
        "from",
        "get",
        "give",
        "going",
        "has",
        "have",
        "i",
        "in",
        "into",
        "is",
        "it",
        "its",
        "licence",
        "licences",
        "list",
        "market",
        "markets",
        "me",
        "of",
        "on",
        "or",
        "permit",
        "permits",
        "please",
        "record",
        "records",
        "s",
        "show",
        "sold",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "type",
        "under",
        "us",
        "was",
        "we",
        "were",
        "what",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
    ]
)
