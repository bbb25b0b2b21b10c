"""Signatures and sealed callbacks against the vectors that the platforms and specifications publish."""

import base64

import pytest

from credentry.capabilities.alerts.channels import robots, signing, webhook

pytestmark = pytest.mark.demand("R-000-43")


def test_standard_webhooks() -> None:
    made = webhook.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["whsec_" + base64.b64encode(bytes(23)).decode(), "whsec_???", "short"])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match=r"bytes|base64"):
        webhook.key_of(secret)


def test_a_new_secret_is_a_good_one() -> None:
    assert len(webhook.key_of(webhook.new_secret())) == 32


def test_aliyun_v3() -> None:
    headers = signing.acs3(
        "YourAccessKeyId",
        "YourAccessKeySecret",
        "ecs.cn-shanghai.aliyuncs.com",
        "RunInstances",
        "2014-05-26",
        {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        "2023-10-26T10:22:32Z",
        "3156853299f313e23d1673dc12e1703d",
    )
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
        "x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_v3() -> None:
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    made = signing.tc3(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
        "Gu5t9xGARNpq86cd98joQYCN3*******",
        "cvm.tencentcloudapi.com",
        "cvm",
        body,
        1551113065,
    )
    assert made.endswith(
        "Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"
    )


def test_robots_sign_what_they_say() -> None:
    """No published vector exists; the documents' formulas, written out by hand."""
    import hashlib
    import hmac

    ding = hmac.new(b"SEC1", b"1577262236757\nSEC1", hashlib.sha256).digest()
    assert robots.dingtalk_signature("SEC1", "1577262236757") == base64.b64encode(ding).decode()
    lark = hmac.new(b"1599360473\nSEC2", b"", hashlib.sha256).digest()
    assert robots.feishu_signature("SEC2", "1599360473") == base64.b64encode(lark).decode()
