"""What people call the columns of a list of credentials, per field of the form; used to propose an import mapping.

Collected from published registers and company lists; case, width, blanks and punctuation do not count.
"""

HEADINGS: dict[str, tuple[str, ...]] = {
    "title": (
        "证书名称", "证照名称", "资质名称", "企业资质", "资质", "资格名称", "证件名称", "许可证名称", "名称", "资质证书名称",
        "certificate name", "certificate title", "licence name", "license name", "module name", "device", "device name",
        "title", "name of certificate", "document name", "资质类别及等级", "资质等级", "authorization name",
    ),
    "credential_no": (
        "证书编号", "证书号", "证书号码", "编号", "证号", "许可证号", "许可证编号", "注册证号", "注册证编号", "注册编号",
        "产品注册证号", "注册号", "批准文号", "登记证编号", "登记证号", "备案号", "备案编号", "备案凭证编号", "资质证书编号",
        "资格证号", "执业证号", "证件编号", "证照编号", "核准证号", "进网许可证号", "型号核准证编号", "报告编号", "认证编号",
        "certificate number", "certificate no", "cert no", "cert number", "certificate id", "licence number",
        "license number", "licence no", "license no", "permit number", "permit no", "registration number",
        "registration no", "submission number", "approval number", "approval no", "credential id", "authorization number",
        "authorisation number", "reference number", "ref no", "grant id", "fcc id", "listing number", "file number",
        "marketing authorisation number", "510k number", "pma number", "证书编码", "资质编号", "许可编号", "code", "id",
    ),
    "type": (
        "证书类型", "证书类别", "类型", "类别", "证照类型", "证照类别", "资质类型", "资质类别", "认证类型", "认证类别", "认证项目",
        "许可证类别", "许可类型", "注册证", "证书种类", "证件类型", "标准类型", "认证标志", "认证",
        "certificate type", "type of certificate", "license type", "licence type", "license description",
        "licence description", "permit type", "classification", "credential type", "certification", "scheme",
        "certification type", "approval type", "registration type", "mark",
    ),
    "issuer": (
        "颁发机构", "发证机构", "发证机关", "发证部门", "发证单位", "颁发单位", "颁证机构", "认证机构", "签发机构", "签发机关",
        "批准机关", "批准部门", "审批机关", "登记机关", "核发机关", "机构名称", "检测机构", "发证机构名称",
        "issuer", "issuing body", "issued by", "issuing authority", "certification body", "certifying body", "authority",
        "notified body", "issuing organisation", "issuing organization", "agency", "certification authority", "registrar",
        "independent assessor", "assessor", "issuing entity", "accreditation body",
    ),
    "holder": (
        "持证主体", "持证人", "持证单位", "持有人", "持有者名称", "企业名称", "单位名称", "公司名称", "公司", "证书持有人",
        "获证组织", "获证企业", "获证单位", "申请人", "委托人", "申请单位", "申请企业", "生产企业", "制造商", "生产厂家", "厂商",
        "注册人", "备案人", "注册人名称", "医疗机构名称", "证书所有者", "姓名", "人员姓名", "持证人姓名", "主体名称", "权利人",
        "holder", "certificate holder", "licence holder", "license holder", "licensee", "company", "company name",
        "vendor", "vendor name", "manufacturer", "applicant", "applicant name", "legal name", "business", "business name",
        "organisation", "organization", "organisation name", "organization name", "owner of certificate", "client",
        "registrant", "grantee", "grantee name", "firm", "supplier", "employee name", "person", "csp", "trade name",
        "marketing authorisation holder", "mah", "establishment",
    ),
    "first_issued_on": (
        "首次签发日期", "首次发证日期", "初次发证日期", "首发日期", "初始发证日期", "首次获证日期", "首次注册日期", "初次领证日期",
        "初次领证时间", "首次认证日期", "首次颁发日期", "first issued", "first issue date", "initial issue date",
        "original issue date", "date first issued", "initial certification date", "original date", "first certified",
        "account start date", "initial registration date", "originally registered", "certified since",
    ),
    "issued_on": (
        "签发日期", "发证日期", "颁发日期", "颁证日期", "批准日期", "核发日期", "发证时间", "颁发时间", "出证日期", "发布日期",
        "领证日期", "换证日期", "注册日期", "登记日期", "签发时间", "取得日期", "获证日期", "取证日期", "取证时间",
        "issue date", "issued", "date issued", "date of issue", "issuance date", "issued date", "grant date", "date granted",
        "approval date", "date of approval", "certification date", "registration date", "decision date",
        "date of final decision", "validation date", "auth date", "authorization date", "date awarded", "issued on",
        "publish date", "ato date",
    ),
    "valid_from": (
        "生效日期", "有效期起", "有效期自", "有效期始", "有效期开始", "开始日期", "起始日期", "有效起始日期", "有效期起始日期", "生效日",
        "有效期从", "起始日", "起效日期", "valid from", "effective date", "effective from", "start date", "date effective",
        "license term start date", "licence term start date", "term start", "term start date", "validity start", "begins",
        "commencement date", "valid since", "from",
    ),
    "valid_to": (
        "到期日期", "到期日", "到期时间", "有效期至", "有效期止", "有效期到", "有效截止日期", "截止日期", "失效日期", "届满日期",
        "有效期截止", "有效期结束", "终止日期", "有效期截止日期", "有效日期至", "有效期", "有效期限", "证书有效期", "有效日期", "有效至",
        "结束日期", "期满日期", "过期日期", "expiry date", "expiry", "expiration date", "expiration", "expires", "expires on",
        "valid until", "valid to", "valid till", "valid thru", "valid through", "end date", "date of expiry",
        "license term expiration date", "licence term expiration date", "term end", "term expiration date", "expiration dt",
        "validity", "validity period", "period of validity", "renewal due", "due date", "exp date", "valid up to", "to",
        "license expiration", "licence expiry",
    ),
    "products": (
        "适用产品型号/系列", "适用产品", "产品名称", "产品型号", "规格型号", "型号规格", "型号、规格", "型号", "产品", "产品系列",
        "适用型号", "产品范围", "覆盖产品", "覆盖型号", "获证产品", "认证产品", "model", "models", "model number", "model no",
        "product", "products", "product name", "product model", "covered products", "device model", "type designation",
        "通用名称", "品名",
    ),
    "markets": (
        "适用国家/地区", "适用国家", "国家", "国家/地区", "市场", "适用市场", "销售市场", "目标市场", "销售国家", "销售地区", "出口国家",
        "地区", "适用地区", "market", "markets", "country", "countries", "region", "regions", "destination",
        "target market", "jurisdiction", "sales region", "country of sale",
    ),
    "standards": (
        "依据标准", "认证标准", "标准", "执行标准", "检测标准", "标准号", "适用标准", "认证依据", "产品标准", "技术标准",
        "standard", "standards", "applied standards", "test standard", "norm", "norms", "harmonised standards", "reference standard",
    ),
    "scope_text": (
        "范围", "认证范围", "许可范围", "经营范围", "生产范围", "适用范围", "业务范围", "资质范围", "许可内容", "准许范围", "作业项目",
        "准操项目", "核准项目", "scope", "scope of certification", "scope of approval", "business activity", "activity",
        "activities", "intended use", "description of scope", "classes", "许可项目",
    ),
    "cost": ("费用", "金额", "证书费用", "认证费用", "办证费用", "年费", "cost", "fee", "fees", "amount", "price", "total cost"),
    "currency": ("币种", "货币", "currency"),
    "verification_code": ("防伪码", "校验码", "防伪/校验码", "查询码", "验证码", "verification code", "security code"),
    "excluded_products": ("不适用产品", "排除产品", "excluded products"),
    "unit": ("所属事业部", "事业部", "所属部门", "归口部门", "管理部门", "所属公司", "business unit", "division"),
    "responsible": ("责任人", "负责人", "经办人", "跟进人", "证书管理员", "保管人", "对接人", "responsible", "owner", "contact",
                    "person in charge", "assigned to"),
    "paper_status": (
        "证书状态", "状态", "状态说明", "当前状态", "有效状态", "证照状态", "许可状态", "注册状态", "status", "certificate status",
        "license status", "licence status", "current status", "registration status", "state of certificate",
    ),
    "status_on": ("状态日期", "状态变更日期", "变更日期", "注销日期", "撤销日期", "暂停日期", "吊销日期", "license status change date",
                  "licence status change date", "status change date", "status date", "revocation date", "cancelled on"),
    "status_reason": ("注销原因", "撤销原因", "暂停原因", "吊销原因", "状态原因", "变更原因", "status reason",
                      "reason for withdrawal", "reason of cancellation"),
}  # fmt: skip

# Words of a status column → the action that makes it so; "" where there is nothing to do: dates say the rest.
STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "": (
        "有效", "正常", "在用", "现行有效", "在效", "有效中", "已发证", "已颁发", "即将过期", "即将到期", "临期", "过期", "已过期", "到期",
        "已到期", "逾期", "未生效", "续期中", "办理中", "换证中", "续证中", "合格", "valid", "active", "in force", "issued", "current",
        "approved", "authorized", "authorised", "certified", "granted", "registered", "expired", "expiring", "expiring soon",
        "in effect", "good standing", "published", "aai", "fedramp authorized", "in commercial distribution", "lapsed",
        "not yet effective", "renewal pending", "historical",
    ),
    "suspend": ("暂停", "已暂停", "暂扣", "停用", "已停用", "暂停使用", "suspended", "on hold", "inactive"),
    "withdraw": ("撤销", "已撤销", "被撤销", "撤回", "withdrawn"),
    "cancel": ("注销", "已注销", "自愿注销", "cancelled", "canceled", "terminated", "surrendered", "aac", "closed"),
    "revoke": ("吊销", "已吊销", "被吊销", "revoked", "rev"),
    "void": ("失效", "已失效", "无效", "void", "invalid", "not valid"),
    "supersede": ("作废", "已作废", "已替代", "已换证", "superseded", "replaced"),
}  # fmt: skip
