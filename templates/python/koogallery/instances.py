# koo:if instances
"""The base interfaces: instances of buyers, from purchase to release."""

import json
import secrets
import uuid

from koogallery.calls import Call, Rejection, Result
# koo:if v1
from koogallery.signing import decrypt_field, encrypt_field
# koo:end
from koogallery.store import Instance


def provision(call: Call, instance: Instance, mobile_phone: str, email: str) -> None:
    """Prepares a new instance for its buyer: see its customer_id and sku_code.

    Runs in the transaction: what call.store writes, in tables of your own, too, is stored together with
    the instance. Only record slow work here, and do it later. Until it is done, return
    {"resultCode": "000004", "instanceId": instance.id} where the instance was created, so that it is
    stored. Where instances are queried, return {"resultCode": "000004"} if none is ready, or only
    the instanceId of one that is not. A Rejection would roll the instance back, and KooGallery could
    not ask for it.
    """
    # YOUR CODE: create the buyer's tenant and administrator, so that it can be repeated: after an
    # error or a crash, the call comes again. Its order_id and order_item are the same, the id is
    # another one. Debugging calls (of the seller console and koo) come here, too, with is_test.
    instance.user_name = "admin"
    instance.password = secrets.token_urlsafe(12)
# koo:if v1


def new_instance_v1(call: Call) -> Result:
    """Creates the instance of a purchase, or describes the one that the order already has.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
    """
    mobile_phone, email = _decrypted(call, "mobilePhone"), _decrypted(call, "email")
    # A pay-per-use order may have several products, each with its own instance.
    product_id = call.text("productId")
    instance = call.store.find_ordered("v1", call.text("orderId"), product_id)
    if instance is None:
        instance = _instance(call, "v1", product_id)
        instance.customer_id = call.text("customerId")
        instance.charging_mode = call.text("chargingMode")
        instance.expire_time = call.text("expireTime")
        _apply_parameters(call, instance)
        provision(call, instance, mobile_phone, email)
        call.store.add_instance(instance)
    # koo:if on-demand
    # This response completes the order.
    _start_usage(call, instance)
    # koo:end
    return {
        "instanceId": instance.id,
        "encryptType": _encrypt_type(call),
        "appInfo": _encrypted_app_info(call, instance),
    }


def _apply_parameters(call: Call, instance: Instance) -> None:
    instance.product_id = call.text("productId")
    names = ("skuCode", "amount", "diskSize", "bandWidth", "periodType", "periodNumber")
    bought = {name: call.text(name) for name in (*names, "saasExtendParams") if call.text(name)}
    instance.bought = json.dumps(bought, ensure_ascii=False)


def _decrypted(call: Call, name: str) -> str:
    value, settings = call.text(name), call.settings
    if value == "":
        return ""
    plain = decrypt_field(settings.keys["base"], value, settings.encrypt_bits)
    if plain is None:
        raise Rejection("000002", f"{name} cannot be decrypted")
    return plain


def _encrypted_app_info(call: Call, instance: Instance) -> dict[str, str]:
    info, settings = _app_info(call, instance), call.settings
    for name in ("userName", "password"):
        info[name] = encrypt_field(settings.keys["base"], info[name], settings.encrypt_bits)
    return info


def _encrypt_type(call: Call) -> str:
    return "1" if call.settings.encrypt_bits == 256 else "2"


def query_instance_v1(call: Call) -> Result:
    """Describes instances; user names and passwords are encrypted.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
    """
    info = [
        _described(call, instance, _encrypted_app_info(call, instance))
        for instance in _queried(call)
    ]
    return {"encryptType": _encrypt_type(call), "info": info}
# koo:if !one-time


def renew_instance_v1(call: Call) -> Result:
    """Renews an instance, and unfreezes it: V1 has no other call that unfreezes an expired one."""
    instance = existing_instance(call)
    # A call of V1 is valid for ever. Sent again after the expiry, it must not unfreeze the instance.
    if not call.store.add_applied_order(instance.id, call.text("orderId")):
        return {}
    instance.expire_time = call.text("expireTime")
    return _set_frozen(call, instance, False)


def expire_instance(call: Call) -> Result:
    """Freezes an expired instance.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649055.html
    """
    return _set_frozen(call, existing_instance(call), True)
# koo:end
# koo:if on-demand


def update_status_v1(call: Call) -> Result:
    """Freezes or unfreezes an instance."""
    return _set_frozen(call, existing_instance(call), call.text("instanceStatus") == "FREEZE")
# koo:end
# koo:if period


def upgrade_v1(call: Call) -> Result:
    """Changes an instance to what a later order says.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000001297828992.html
    """
    instance = existing_instance(call)
    # A repeated order changes nothing.
    if call.store.add_applied_order(instance.id, call.text("orderId")):
        # YOUR CODE: change what the buyer can use.
        _apply_parameters(call, instance)
        call.store.update_instance(instance)
    return {}
# koo:end
# koo:end
# koo:if v2 online-license


def new_instance(call: Call) -> Result:
    """Creates the instance of an order line, or returns the one that it already has.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
    """
    line_id = call.text("orderLineId")
    instance = call.store.find_ordered("v2", call.text("orderId"), line_id)
    if instance is None:
        instance = _instance(call, "v2", line_id)
        _apply_order(call, instance)
        order = call.order
        instance.expire_time = order.expire_time if order else ""
        phone, email = (order.mobile_phone, order.email) if order else ("", "")
        provision(call, instance, phone, email)
        call.store.add_instance(instance)
    return {"instanceId": instance.id}


def _apply_order(call: Call, instance: Instance) -> None:
    if order := call.order:
        instance.product_id = order.product_id
        instance.customer_id = order.customer_id
        instance.charging_mode = order.charging_mode
        # A later order need not repeat what the buyer entered.
        before = json.loads(instance.bought)
        bought = order.bought | {
            "parameters": order.bought["parameters"] or before.get("parameters", [])
        }
        instance.bought = json.dumps(bought, ensure_ascii=False)
# koo:if !one-time


def refresh_instance(call: Call) -> Result:
    """Renews an instance, converts a trial or cancels a renewal: each sets the expiry.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649429.html
    """
    instance = existing_instance(call)
    # The expiry in the order is an estimate.
    instance.expire_time = call.text("expireTime")
    _apply_order(call, instance)
    call.store.update_instance(instance)
    return {}


def update_instance_status(call: Call) -> Result:
    """Freezes or unfreezes an instance.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649430.html
    """
    return _set_frozen(call, existing_instance(call), call.text("status") == "FREEZE")
# koo:end
# koo:end
# koo:if v2


def query_instance(call: Call) -> Result:
    """Describes instances. KooGallery asks until a new one is described.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
    """
    instances = _queried(call)
    # koo:if on-demand
    # This response completes the order.
    for instance in instances:
        _start_usage(call, instance)
    # koo:end
    info = [_described(call, instance, _app_info(call, instance)) for instance in instances]
    return {"info": info}
# koo:if period


def upgrade_instance(call: Call) -> Result:
    """Changes an instance to what a later order says.

    https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649097.html
    """
    instance = existing_instance(call)
    # A repeated order changes nothing.
    if call.store.add_applied_order(instance.id, call.text("orderId")):
        # YOUR CODE: change what the buyer can use.
        _apply_order(call, instance)
        call.store.update_instance(instance)
    return {}


def check_change(call: Call) -> Result:
    """Tells whether an instance can be changed to another product when it is renewed.

    https://support.huaweicloud.com/usermanual-marketplace/zh-cn_topic_0000002411753620.html
    """
    existing_instance(call)
    # YOUR CODE: raise Rejection("000002", …) if the instance cannot be changed to productInfo.
    return {}
# koo:end
# koo:end
# koo:if !one-time online-license kit


def existing_instance(call: Call) -> Instance:
    """The instance of a call; rejects with 000003 if it does not exist or is released."""
    instance = call.store.find_instance(call.text("instanceId"))
    if instance is None or not _is_available(instance):
        raise Rejection("000003", "the instance does not exist")
    return instance
# koo:end


def release_instance(call: Call) -> Result:
    """Releases an instance. It is kept, so that later calls are rejected.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649431.html
    """
    instance = call.store.find_instance(call.text("instanceId"))
    if instance is None:
        raise Rejection("000003", "the instance does not exist")
    # YOUR CODE: delete the buyer's data, or schedule it.
    # koo:if kit
    # Its tenants, applications, users and departments stay in the tables until then.
    # koo:end
    instance.status = "released"
    call.store.update_instance(instance)
    # koo:if on-demand
    call.store.stop_usage(instance.id, int(call.now.timestamp()))
    # koo:end
    return {}
# koo:if v1 v2


def _queried(call: Call) -> list[Instance]:
    found = [call.store.find_instance(one) for one in call.text("instanceId").split(",")]
    instances = [instance for instance in found if instance and _is_available(instance)]
    if not instances:
        raise Rejection("000003", "none of the instances exists")
    return instances


def _described(call: Call, instance: Instance, app_info: dict[str, str]) -> Result:
    # koo:if on-demand
    if is_metered(instance) or instance.charging_mode == "5":
        usage = _usage_info(call, instance)
        return {"instanceId": instance.id, "appInfo": app_info, "usageInfo": [usage]}
    # koo:end
    return {"instanceId": instance.id, "appInfo": app_info}


def _app_info(call: Call, instance: Instance) -> dict[str, str]:
    return {
        "frontEndUrl": call.settings.front_end_url,
        "userName": instance.user_name,
        "password": instance.password,
        "memo": "首次登录后请修改初始密码。",
    }
# koo:end


def _instance(call: Call, version: str, order_item: str) -> Instance:
    return Instance(
        id=uuid.uuid4().hex,
        version=version,
        order_id=call.text("orderId"),
        order_item=order_item,
        product_id="",
        customer_id="",
        charging_mode="",
        is_test=call.is_debugging,
        user_name="",
        password="",
        status="active",
        expire_time="",
        bought="{}",
    )


def _is_available(instance: Instance) -> bool:
    # The saved cases of the interface debugging run in any order, also after the release.
    return instance.status != "released" or instance.is_test
# koo:if !one-time


def _set_frozen(call: Call, instance: Instance, is_frozen: bool) -> Result:
    # YOUR CODE: let the buyer's users in only while the status is active.
    instance.status = "frozen" if is_frozen else "active"
    call.store.update_instance(instance)
    # koo:if on-demand
    # A frozen instance is not used, and so not metered.
    if is_frozen:
        call.store.stop_usage(instance.id, int(call.now.timestamp()))
    else:
        _start_usage(call, instance)
    # koo:end
    return {}
# koo:end
# koo:if on-demand


def is_metered(instance: Instance) -> bool:
    """Whether an instance is pay-per-use: by its order, if it is known."""
    return instance.charging_mode in ("", "0") and not instance.is_test


def _start_usage(call: Call, instance: Instance) -> None:
    if is_metered(instance) and instance.status == "active":
        # The next second is the first that can be charged.
        call.store.start_usage(instance.id, int(call.now.timestamp()) + 1)
# koo:if v1 v2


def _usage_info(call: Call, instance: Instance) -> Result:
    value, end = call.store.pushed_usage(instance.id)
    time = end or f"{call.now:%Y%m%dT%H%M%SZ}"
    statistical_time = time.replace("T", "").replace("Z", "000")
    return {"usageValue": round(value, 4), "statisticalTime": statistical_time}
# koo:end
# koo:end
# koo:end
