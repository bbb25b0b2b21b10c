"""Words of the room: what files are for, and what can be wrong with one."""

from credentry.core.records import wording
from credentry.core.records.fields import options
from credentry.foundation.errors import DomainError, define
from credentry.foundation.labels import L, Label

DOCUMENT = "document"
NUMBER = "DOC-{year}-{seq:06}"
ATTACH = "attach"

PURPOSES: dict[str, Label] = dict(
    options(
        (
            ("certificate", "证书扫描件", "Certificate scan"),
            ("issuing_copy", "发证文件复印件", "Copy of the issuing document"),
            ("test_report", "检测/检验报告", "Test report"),
            ("declaration", "符合性声明", "Declaration of conformity"),
            ("application", "申请资料", "Application file"),
            ("approval", "批件/决定书", "Approval or decision"),
            ("technical", "技术文件", "Technical file"),
            ("change_filing", "变更备案", "Change filing"),
            ("recall", "召回公告", "Recall announcement"),
            ("contract", "合同/协议", "Contract"),
            ("invoice", "费用凭证", "Invoice or receipt"),
            ("identity", "身份证明", "Proof of identity"),
            ("photo", "照片", "Photo"),
            ("correspondence", "往来函件", "Correspondence"),
            ("other", "其他", "Other"),
        )
    )
)

# What a record's history says about its files; the title may name a person.
wording.say("files", L("文件", "Files"), personal=True)
wording.say(ATTACH, L("添加文件", "Attach a file"))
FILE_REPLACED, FILE_DETACHED, FILE_RESTORED = "file_replaced", "file_detached", "file_restored"
wording.say(FILE_REPLACED, L("更新文件版本", "File replaced"))
wording.say(FILE_DETACHED, L("移除文件", "File removed"))
wording.say(FILE_RESTORED, L("恢复文件", "File brought back"))


class TooLarge(DomainError):
    """The content is longer than the instance takes (413)."""

    status = 413


class NotAccepted(DomainError):
    """This sort of file is not taken (415)."""

    status = 415


TOO_LARGE = define("file.too_large", "文件超过上限 {limit} MB。", "The file is larger than {limit} MB.")
TOO_MUCH = define(
    "file.too_much",
    "一小时内上传已超过 {limit} GB,请稍后再传。",
    "More than {limit} GB were uploaded within an hour; wait before uploading more.",
)
EMPTY = define("file.empty", "文件是空的。", "The file is empty.")
PROGRAM = define("file.program", "不接受可执行程序文件。", "Programs are not accepted as files.")
UNKNOWN_UPLOAD = define(
    "file.unknown_upload",
    "找不到已上传的文件,请重新上传。",
    "The uploaded file was not found; upload it again.",
)
ATTACHED_ALREADY = define(
    "file.attached_already",
    "该文件已附在此记录上({number})。",
    "This very file is attached to the record already ({number}).",
)
SAME_CONTENT = define(
    "file.same_content",
    "内容与当前版本完全相同。",
    "The content is the same as that of the present version.",
)
SUPERSEDED = define(
    "file.superseded",
    "这是第 {n} 版,已被第 {current} 版取代,不应再使用。确需旧版请从文件列表中打开。",
    "This is version {n}, superseded by version {current}, and should not be used any more. "
    "To open it nevertheless, go through the list of files.",
)
MISSING = define(
    "file.missing",
    "文件内容缺失或已损坏,请联系管理员从备份恢复。",
    "The file's bytes are missing or damaged; ask an administrator to restore them from a backup.",
)
NO_PREVIEW = define(
    "file.no_preview", "此格式不能预览,请下载查看。", "This format cannot be previewed; please download it."
)
PREVIEW_BROKEN = define(
    "file.preview_broken",
    "文件已损坏或内容不完整,不能预览。",
    "The file is damaged or incomplete and cannot be previewed.",
)
PREVIEW_LOCKED = define(
    "file.preview_locked",
    "文件有密码保护,不能预览。",
    "The file is protected by a password and cannot be previewed.",
)
PREVIEW_HEAVY = define(
    "file.preview_heavy",
    "文件解开后过大,为安全起见不预览。",
    "The file unpacks to too much; for safety there is no preview.",
)
PREVIEW_BUSY = define(
    "file.preview_busy", "预览繁忙,请稍后再试。", "Too many previews at once; try again in a moment."
)
