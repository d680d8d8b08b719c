"""The settings of the server, from the environment."""

import os
# koo:if orders v1
# koo:if orders on-demand
import re
# koo:end
# koo:end
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
# koo:if kit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from koogallery.signing import load_private_key
# koo:end

# In the folder of the project, whatever the working folder.
_DATABASE = Path(__file__).resolve().parent.parent / "koogallery.db"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it, and never its value."""


@dataclass(frozen=True)
class Settings:
    """The settings, validated."""

    # The access keys by interface class, as they are bound in the seller console.
    keys: Mapping[str, str]
    host: str
    port: int
    database: str
    # koo:if v1 v2
    front_end_url: str
    # koo:end
    # koo:if v1
    # Key length of sensitive fields, as chosen when the product was published.
    encrypt_bits: int
    # koo:end
    # koo:if kit
    rsa_private_key: RSAPrivateKey
    # koo:end
    # koo:if license-code
    license_codes: tuple[str, ...]
    # koo:end
    # koo:if orders v1
    # koo:if orders on-demand
    order_api_url: str
    # AK and SK of the open API; without them, nothing is queried or pushed.
    order_api_credential: tuple[str, str] | None
    # koo:end
    # koo:end


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Reads the settings; raises SettingsError."""
    port = env.get("PORT") or "8080"
    if not (port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65536):
        raise SettingsError("PORT must be a number below 65536")
    keys = {
        # koo:if instances
        "base": _access_key(env, "KOO_ACCESS_KEY"),
        # koo:end
        # koo:if kit
        "kit": _access_key(env, "KOO_KIT_KEY"),
        # koo:end
        # koo:if license-code
        "license": _access_key(env, "KOO_LICENSE_KEY"),
        # koo:end
        # koo:if order-notify
        "notify": _access_key(env, "KOO_NOTIFY_KEY"),
        # koo:end
    }
    # koo:if v1
    encrypt = env.get("KOO_ENCRYPT") or "aes256"
    if encrypt not in ("aes128", "aes256"):
        raise SettingsError("KOO_ENCRYPT must be aes128 or aes256")
    # koo:end
    # koo:if kit
    try:
        rsa_private_key = load_private_key(_required(env, "KOO_RSA_PRIVATE_KEY"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SettingsError(
            "KOO_RSA_PRIVATE_KEY is neither PEM nor base64 of PKCS#8:"
            " it must be the text of an RSA key, not a file name"
        ) from None
    if rsa_private_key.key_size < 3072:
        raise SettingsError("KOO_RSA_PRIVATE_KEY has fewer than 3072 bits")
    # koo:end
    # koo:if license-code
    license_codes = [code.strip() for code in env.get("KOO_LICENSE_CODES", "").split(",")]
    # koo:end
    # koo:if orders v1
    # koo:if orders on-demand
    url = env.get("KOO_ORDER_API_URL") or "https://mkt.myhuaweicloud.com"
    if not re.match("https?://[^/]", url):
        raise SettingsError("KOO_ORDER_API_URL must be a URL")
    ak, sk = env.get("KOO_ORDER_API_AK"), env.get("KOO_ORDER_API_SK")
    if bool(ak) != bool(sk):
        missing = "KOO_ORDER_API_SK" if ak else "KOO_ORDER_API_AK"
        raise SettingsError(f"{missing} is missing")
    # koo:end
    # koo:end
    return Settings(
        keys=keys,
        host=env.get("HOST") or "127.0.0.1",
        port=int(port),
        database=env.get("DATABASE") or str(_DATABASE),
        # koo:if v1 v2
        front_end_url=env.get("FRONT_END_URL") or "https://app.example.com/login",
        # koo:end
        # koo:if v1
        encrypt_bits=int(encrypt.removeprefix("aes")),
        # koo:end
        # koo:if kit
        rsa_private_key=rsa_private_key,
        # koo:end
        # koo:if license-code
        license_codes=tuple(code for code in license_codes if code),
        # koo:end
        # koo:if orders v1
        # koo:if orders on-demand
        order_api_url=url,
        order_api_credential=(ak, sk) if ak and sk else None,
        # koo:end
        # koo:end
    )


def _access_key(env: Mapping[str, str], name: str) -> str:
    key = env.get(name) or env.get("KOO_ACCESS_KEY")
    if not key:
        raise SettingsError(f"{name} is missing")
    return key
# koo:if kit


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name)
    if not value:
        raise SettingsError(f"{name} is missing")
    return value
# koo:end
