# koo:if kit
"""The kit of joint operation: tenants, applications, users and departments, by unique keys."""

from typing import Any

from koogallery.calls import Call, Handler, Rejection, Result, text_of
# koo:if v1 v2
from koogallery.instances import existing_instance
# koo:end
from koogallery.signing import decrypt_client_secret
from koogallery.validation import parse_json


def tenant_sync(call: Call) -> Result:
    """Adds, changes or deletes a tenant.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html
    """
    # YOUR CODE: create or delete the tenant in your product. Users and departments of a deleted one
    # stay in the tables: KooGallery removes them by calls of their own, or you do.
    if _is_delete(call):
        call.store.remove("tenants", _organisation(call))
    else:
        call.store.put("tenants", _organisation(call), call.values)
    return {}


def application_sync(call: Call) -> Result:
    """Adds, changes or deletes the credential with which a tenant's users log in.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
    """
    if _is_delete(call):
        call.store.remove("applications", _application(call))
        return {}
    if decrypt_client_secret(call.settings.rsa_private_key, call.text("clientSecret")) is None:
        # Huawei's sample project returns this code, too.
        raise Rejection("000101", "clientSecret cannot be decrypted")
    # YOUR CODE: log users in with clientId and clientSecret, which is stored as received: decrypt it
    # for the login.
    call.store.put("applications", _application(call), call.values)
    return {}


def auth_sync(call: Call) -> Result:
    """Adds, changes or deletes users; flag 3 (V2) cancels their authorisation.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
    """
    # YOUR CODE: create, change or lock these users in your product.
    for user in _objects(call, "userList"):
        key = _application(call) | {"user_name": text_of(user, "userName")}
        if _is_removal(call):
            call.store.remove("users", key)
        else:
            call.store.put("users", key, user)
    return {}


def single_org_sync(call: Call) -> Result:
    """Adds, changes or deletes a department. Its parent may come later.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649436.html
    """
    key = _organisation(call) | {"org_code": call.text("orgCode")}
    if _is_delete(call):
        call.store.remove("departments", key)
    else:
        call.store.put("departments", key, call.values)
    return {}


def _all_org_sync(call: Call, name: str) -> Result:
    call.store.remove("departments", _organisation(call))
    for department in _objects(call, name):
        key = _organisation(call) | {"org_code": text_of(department, "orgCode")}
        call.store.put("departments", key, department)
    return {}


def handlers(department_list: str, unknown_instance: str) -> dict[str, Handler]:
    """The handlers of a version of the kit.

    department_list: the parameter with all departments.
    unknown_instance: the result code for an instance that does not exist.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649437.html
    """
    activities: dict[str, Handler] = {
        "tenantSync": tenant_sync,
        "applicationSync": application_sync,
        "authSync": auth_sync,
        "singleOrgSync": single_org_sync,
        "allOrgSync": lambda call: _all_org_sync(call, department_list),
    }
    # koo:if v1 v2
    return {name: _of_instance(one, unknown_instance) for name, one in activities.items()}
    # koo:end
    # koo:if !v1
    # koo:if !v2
    return activities
    # koo:end
    # koo:end
# koo:if v1 v2


def _of_instance(handler: Handler, result_code: str) -> Handler:
    def guarded(call: Call) -> Result:
        # The credential of the seller has no instance, and a removal always succeeds.
        if call.text("instanceId") and not call.is_debugging and not _is_removal(call):
            try:
                existing_instance(call)
            except Rejection as rejection:
                raise Rejection(result_code, rejection.reason) from None
        return handler(call)

    return guarded
# koo:end


def _objects(call: Call, name: str) -> list[dict[str, Any]]:
    # A list, or its JSON text: Huawei's tables and examples differ.
    value = call.values.get(name) or []
    return parse_json(value) if isinstance(value, str) else value


def _organisation(call: Call) -> dict[str, str]:
    return {"instance_id": call.text("instanceId"), "tenant_id": call.text("tenantId")}


def _application(call: Call) -> dict[str, str]:
    return _organisation(call) | {"app_id": call.text("appId")}


def _is_delete(call: Call) -> bool:
    return call.text("flag") == "0"


def _is_removal(call: Call) -> bool:
    return call.text("flag") in ("0", "3")
# koo:end
