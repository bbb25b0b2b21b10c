"""Words for papers that come in: states, sources, and why one needs a closer look."""

from credentry.core.records import wording
from credentry.core.records.fields import options
from credentry.foundation.errors import define
from credentry.foundation.labels import L

ITEM = "intake_item"
NUMBER = "IN-{year}-{seq:06}"
MAIL, UPLOAD = "mail", "upload"
STATES = options(
    (
        ("waiting", "待处理", "Waiting"),
        ("duplicate", "重复", "Duplicate"),
        ("filed", "已归档", "Filed"),
        ("dismissed", "已忽略", "Dismissed"),
    )
)
SOURCES = options(((MAIL, "邮件", "Mail"), (UPLOAD, "上传", "Upload")))
PROGRAM, TOO_LARGE, UNREADABLE = "program", "too_large", "unreadable"
PROBLEMS = options(
    (
        ("empty_mail", "邮件没有附件,已保存整封邮件", "No attachment; the whole mail is kept"),
        (UNREADABLE, "邮件无法解析,已保存整封邮件", "The mail cannot be taken apart; it is kept whole"),
        ("too_many", "内容过多,未拆开,原样保存", "Too many parts; not taken apart, kept as it came"),
        (
            TOO_LARGE,
            "超过大小上限,未收取,请到邮箱查看",
            "Over the size limit; not fetched, look in the mailbox",
        ),
        ("encrypted", "有密码保护,未拆开,原样保存", "Protected by a password; not opened, kept as it came"),
        ("bomb", "压缩包解开后过大,未拆开,原样保存", "Unpacks to too much; not opened, kept as it came"),
        ("damaged", "文件可能损坏,原样保存", "Possibly damaged; kept as it came"),
        (PROGRAM, "程序文件,出于安全未收取", "A program; not taken, for safety"),
        ("refused", "文件未被接受,请到邮箱查看", "The file was not accepted; look in the mailbox"),
    )
)
EVENT_FILED = "intake.filed"
wording.say("filed_on", L("归档到", "Filed on"))

NO_FILE = define(
    "intake.item.no_file",
    "此条目没有文件,不能归档;可忽略它。",
    "This item has no file to be filed; dismiss it.",
)
NOT_A_TAKER = define(
    "intake.item.kind", "“{kind}”类记录不能附加文件。", "Records of the kind “{kind}” take no files."
)
UNKNOWN_FILE = define(
    "intake.item.file", "找不到已上传的文件,请重新上传。", "The uploaded file was not found; upload it again."
)
NOT_THERE = define("intake.item.record", "找不到该记录。", "There is no such record.")
NO_UNIT = define("intake.item.unit", "请指定组织单元。", "Say which unit it is for.")
MAIL_ONLY = define(
    "intake.item.mail_only", "只有邮件收取任务可以执行此操作。", "Only the job that fetches mail may do this."
)
