# koo:if license-code online-license
"""Licences: applications of online licences, and changes of licence codes."""

from koogallery.calls import Call, Rejection, Result
# koo:if online-license
from koogallery.instances import existing_instance
from koogallery.store import Instance


def apply_for_license(call: Call) -> Result:
    """Accepts the application for a licence, which is uploaded later with the open API.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
    """
    instance = existing_instance(call)
    fingerprint = call.text("deviceFingerprint")
    if fingerprint == "":
        raise Rejection("000903", "deviceFingerprint is missing")
    if _expires(instance) and call.text("expireTime") == "":
        raise Rejection("000902", "expireTime is required for a period licence")
    # A repeated application changes nothing; a rejected one is rolled back.
    if call.store.add_license_application(instance.id, call.text("eventId"), fingerprint):
        if not call.is_debugging and _starts_late(call, instance):
            raise Rejection("000901", "effectiveTime is later than the expiry of the order")
        # YOUR CODE: issue the licence for this device and upload it, after the transaction.
    return {}


def _expires(instance: Instance) -> bool:
    # koo:if period
    # Without the order, the sale mode of the product tells.
    return instance.charging_mode in ("", "1")
    # koo:end
    # koo:if !period
    return instance.charging_mode == "1"
    # koo:end


def _starts_late(call: Call, instance: Instance) -> bool:
    # 2023-10-27 10:30:15 z against 20231027103015, both UTC.
    digits = "".join(char for char in call.text("effectiveTime") if char in "0123456789")
    return instance.expire_time != "" and digits[:14] > instance.expire_time[:14]
# koo:end
# koo:if license-code


def refresh_license_code(call: Call) -> Result:
    """Changes the expiry of a licence code: a renewal, or a cancelled one.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
    """
    call.store.set_license_expiry(_usable_code(call), call.text("expireTime"))
    return {}


def update_license_code_status(call: Call) -> Result:
    """Freezes or unfreezes a licence code.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649168.html
    """
    # YOUR CODE: a code that is frozen, or released below, no longer works in your software.
    status = "frozen" if call.text("status") == "FREEZE" else "active"
    call.store.set_license_status(_usable_code(call), status)
    return {}


def release_license_code(call: Call) -> Result:
    """Releases a licence code; repeatable.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649169.html
    """
    code = call.text("license")
    if call.store.license_status(code) is None:
        raise Rejection("000003", "the licence code does not exist")
    # The saved cases of the interface debugging run in any order, also after the release.
    if not call.is_debugging:
        call.store.set_license_status(code, "released")
    return {}


def _usable_code(call: Call) -> str:
    code = call.text("license")
    if call.store.license_status(code) in (None, "released"):
        raise Rejection("000003", "the licence code does not exist")
    return code
# koo:end
# koo:end
