"""What each channel asks of the person who sets it up: the settings page is drawn from this."""

from dataclasses import dataclass
from typing import Final, Literal

from credentry.capabilities.alerts.vocabulary import Channel
from credentry.foundation.labels import L, Label

As = Literal["text", "url", "number", "bool", "choice", "longtext"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to fill in. A ``secret`` is kept sealed and never shown again."""

    name: str
    label: Label
    secret: bool = False
    needed: bool = True
    widget: As = "text"
    default: str = ""
    help: Label | None = None
    choices: tuple[tuple[str, Label], ...] = ()
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """One channel: ``address`` is the user's field it needs, ``per_minute`` the platform's usual limit (0: none).

    ``quiet``: the usual quiet hours apply. ``receipts``, ``tasks``, ``buttons``: what the platform gives.
    ``callback``: the last part of the address the platform calls back.
    """

    code: str
    about: Label
    asked: tuple[Asked, ...]
    address: str = ""
    per_minute: int = 0
    quiet: bool = False
    receipts: bool = False
    tasks: bool = False
    callback: str = ""


def _server(default: str) -> Asked:
    return Asked("server", L("服务地址", "Server"), needed=False, widget="url", default=default,
                 help=L("私有化部署时填写", "Only for a private deployment"))  # fmt: skip


_TODO = Asked("tasks", L("同时创建待办", "Make a to-do as well"), needed=False, widget="bool",
              help=L("在平台上完成待办，即处理此提醒", "Done there means answered here"))  # fmt: skip
_KEY = Asked("aes_key", L("回调加密密钥（EncodingAESKey）", "Callback key (EncodingAESKey)"), True, False)
_TOKEN = Asked("callback_token", L("回调令牌（Token）", "Callback token"), True, False)
_PROVIDERS: Final = (
    ("aliyun", L("阿里云", "Aliyun")),
    ("tencent", L("腾讯云", "Tencent Cloud")),
    ("gateway", L("自有短信网关", "HTTP gateway")),
)
ALIYUN, TENCENT, GATEWAY = ("provider", "aliyun"), ("provider", "tencent"), ("provider", "gateway")
_SECURITY: Final = (("", L("无", "None")), ("starttls", L("STARTTLS", "STARTTLS")), ("tls", L("TLS", "TLS")))

SPECS: Final[dict[str, Spec]] = {
    one.code: one
    for one in (
        Spec(
            Channel.EMAIL,
            L("经 SMTP 服务器发送", "Through an SMTP server"),
            (
                Asked("host", L("SMTP 服务器", "SMTP server")),
                Asked("port", L("端口", "Port"), needed=False, widget="number"),
                Asked("security", L("加密", "Encryption"), needed=False, widget="choice", choices=_SECURITY),
                Asked("user", L("账号", "Account"), needed=False),
                Asked("password", L("密码", "Password"), True, False),
                Asked("sender", L("发件人", "From"), needed=False),
                Asked("bounces", L("退信邮箱（IMAP 地址，不含密码）", "Bounce mailbox (IMAP address without password)"),
                      needed=False, help=L("例如 imaps://账号@imap.example.com；发件人应为此邮箱", "For example imaps://user@imap.example.com; mail should come from it")),
                Asked("bounce_password", L("退信邮箱密码", "Password of the bounce mailbox"), True, False),
            ),
            address="email",
            receipts=True,
        ),
        Spec(
            Channel.WECOM,
            L("自建应用消息与卡片按钮", "Messages and cards of your own app"),
            (
                Asked("corp_id", L("企业 ID", "Corp id")),
                Asked("agent_id", L("应用 AgentId", "AgentId"), widget="number"),
                Asked("secret", L("应用 Secret", "App secret"), True),
                _TOKEN, _KEY,
                _server("https://qyapi.weixin.qq.com"),
            ),
            address="wecom", per_minute=1000, quiet=True, callback="wecom",
        ),
        Spec(
            Channel.DINGTALK,
            L("工作通知与待办任务", "Work notices and to-dos"),
            (
                Asked("app_key", L("AppKey / Client ID", "AppKey / Client ID")),
                Asked("app_secret", L("AppSecret", "AppSecret"), True),
                Asked("agent_id", L("应用 AgentId", "AgentId"), widget="number"),
                _TODO,
                Asked("together", L("相同内容一次发给多人", "The same text to many in one call"), needed=False, widget="bool",
                      help=L("消息中不带仅供一人使用的按钮，回执仍逐人记录",
                             "Without the button for one person alone; receipts still for each")),
                _TOKEN, _KEY,
                _server("https://oapi.dingtalk.com"),
                Asked("api_server", L("新版服务地址", "Server of the v1.0 API"), needed=False, widget="url",
                      default="https://api.dingtalk.com"),
            ),
            address="dingtalk", per_minute=1500, quiet=True, receipts=True, tasks=True, callback="dingtalk",
        ),
        Spec(
            Channel.FEISHU,
            L("应用消息、卡片与任务", "App messages, cards and tasks"),
            (
                Asked("app_id", L("App ID", "App ID")),
                Asked("app_secret", L("App Secret", "App secret"), True),
                _TODO,
                Asked("verification_token", L("Verification Token", "Verification token"), True, False),
                Asked("encrypt_key", L("Encrypt Key", "Encrypt key"), True, False),
                _server("https://open.feishu.cn"),
            ),
            address="feishu", per_minute=1000, quiet=True, receipts=True, tasks=True, callback="feishu",
        ),
        Spec(
            Channel.SMS,
            L("阿里云、腾讯云或自有网关", "Aliyun, Tencent Cloud or your own gateway"),
            (
                Asked("provider", L("服务商", "Provider"), widget="choice", choices=_PROVIDERS),
                Asked("key_id", L("AccessKey ID / SecretId", "AccessKey ID / SecretId"), when=ALIYUN),
                Asked("key_secret", L("AccessKey Secret / SecretKey", "AccessKey secret / SecretKey"), True, when=ALIYUN),
                Asked("sign", L("短信签名", "Signature name"), when=ALIYUN),
                Asked("template", L("模板编号", "Template id"), when=ALIYUN),
                Asked("params", L("模板变量", "Template variables"), needed=False, default="count,title,day,left",
                      help=L("按顺序：count title day left level name link", "In order: count title day left level name link"), when=ALIYUN),
                Asked("app_id", L("SdkAppId", "SdkAppId"), when=TENCENT),
                Asked("region", L("地域", "Region"), needed=False, default="ap-guangzhou", when=TENCENT),
                Asked("url", L("网关地址", "Gateway address"), True, widget="url", when=GATEWAY),
                Asked("header", L("认证请求头", "Header"), needed=False, default="Authorization", when=GATEWAY),
                Asked("header_value", L("认证请求头的值", "Value of the header"), True, False, when=GATEWAY),
                Asked("body", L("请求内容（JSON）", "Request (JSON)"), needed=False, widget="longtext",
                      default='{"to": "{mobile}", "text": "{text}", "id": "{id}"}', when=GATEWAY),
                Asked("ok", L("成功时回复包含", "An accepted answer contains"), needed=False, when=GATEWAY),
                _server(""),
            ),
            address="mobile", per_minute=300, quiet=True, receipts=True,
        ),
        Spec(
            Channel.WECOM_ROBOT,
            L("发到群，并@本人", "Into a group, naming the person"),
            (Asked("url", L("机器人 Webhook 地址", "Webhook address of the robot"), True, widget="url"),),
            per_minute=20, quiet=True,
        ),
        Spec(
            Channel.DINGTALK_ROBOT,
            L("发到群，并@本人", "Into a group, naming the person"),
            (
                Asked("url", L("机器人 Webhook 地址", "Webhook address of the robot"), True, widget="url"),
                Asked("secret", L("加签密钥", "Signing secret"), True, False),
            ),
            per_minute=20, quiet=True,
        ),
        Spec(
            Channel.FEISHU_ROBOT,
            L("发到群，并@本人", "Into a group, naming the person"),
            (
                Asked("url", L("机器人 Webhook 地址", "Webhook address of the robot"), True, widget="url"),
                Asked("secret", L("签名密钥", "Signing secret"), True, False),
            ),
            per_minute=100, quiet=True,
        ),
        Spec(
            Channel.WEBHOOK,
            L("带签名的 JSON 回调（Standard Webhooks）", "Signed JSON calls (Standard Webhooks)"),
            (
                Asked("url", L("地址", "Address"), widget="url"),
                Asked("secret", L("签名密钥（whsec_…）", "Signing secret (whsec_…)"), True,
                      help=L("留空则自动生成，仅在保存时显示一次", "Leave empty to have one made; it is shown once")),
            ),
        ),
        Spec(
            Channel.APPRISE,
            L("一百多种通知服务，填写其 Apprise 地址", "More than a hundred services by their Apprise address"),
            (Asked("url", L("Apprise 地址", "Apprise address"), True),),
            per_minute=60, quiet=True,
        ),
    )
}  # fmt: skip
