"""What people call the values of choices besides their labels, by value."""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "safety": ("安规", "安全认证", "安规类", "电气安全", "electrical safety", "safety"),
    "product_safety": ("安规", "安全认证", "安规类", "电气安全", "electrical safety", "safety"),
    "hazardous_substances": ("有害物质", "restricted substances"),
    "emc": ("电磁兼容", "电磁兼容性", "emc"),
    "radio": ("无线", "无线电", "射频", "radio"),
    "energy": ("能效", "energy efficiency"),
    "environment": ("环保", "environmental"),
    "environmental": ("环保", "有害物质", "environmental"),
    "suspended": ("已暂停", "暂停", "被暂停", "suspended"),
    "withdrawn": ("已撤销", "被撤销", "撤销", "withdrawn"),
    "cancelled": ("已注销", "注销", "cancelled", "canceled"),
    "revoked": ("已吊销", "吊销", "被吊销", "revoked"),
    "valid": ("有效", "有效的", "在有效期内", "valid", "in force"),
    "expired": ("已过期", "expired"),
}
