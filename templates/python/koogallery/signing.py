"""Signatures and encryption of KooGallery, over the bytes that are received or sent. No I/O."""

# koo:if v1-family kit on-demand
# koo:if v1-family kit instances
import base64
# koo:end
# koo:end
# koo:if v1 orders
import hashlib
# koo:end
import hmac
# koo:if v2-family
import json
# koo:end
import re
# koo:if v1
import secrets
import string
# koo:end
# koo:if orders v1
# koo:if orders on-demand
from urllib.parse import quote, unquote_to_bytes, urlsplit
# koo:end
# koo:end

# koo:if v1
# koo:snippet sensitive-fields
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
# koo:end
# koo:end
# koo:if kit
# koo:snippet client-secret
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
# koo:end
# koo:end
# koo:snippet v1-auth-token v1-body-sign v2-base v2-kit usage-push ak-sk


def _hmac_sha256(key: str, message: str | bytes) -> bytes:
    return hmac.digest(_utf8(key), _utf8(message), "sha256")


def _utf8(text: str | bytes) -> bytes:
    # Like Java, half of a surrogate pair becomes "?".
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
# koo:end


def equals_constant_time(a: str, b: str) -> bool:
    """Compares two texts without telling by the time where they differ."""
    return hmac.compare_digest(_utf8(a), _utf8(b))
# koo:if v1-family
# koo:snippet v1-auth-token


# What Java's StringUtils.isBlank calls blank, without the no-break spaces that str.isspace knows.
_BLANK = re.compile(r"[\t-\r\x1c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*")


def auth_token(key: str, time_stamp: str, params: list[tuple[str, str]], form: str) -> str:
    """The authToken of V1: base64 of the HMAC-SHA256 of the sorted parameters.

    params: names and decoded values as received; of repeated ones, the first counts.
    form: "get" for a query, which signs empty values; "post" for a body, which leaves out blank ones.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
    """
    first = dict(reversed(params))
    first.pop("authToken", None)
    # Java sorts by UTF-16 code units.
    names = sorted(first, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    signed = [name for name in names if form == "get" or not _BLANK.fullmatch(first[name])]
    base = "&".join(f"{name}={first[name]}" for name in signed)
    return base64.b64encode(_hmac_sha256(key + time_stamp, base)).decode()
# koo:end
# koo:snippet v1-body-sign


def body_sign(key: str, body: bytes) -> str:
    """The header Body-Sign of a V1 response, over exactly the bytes of its body.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
    """
    signature = base64.b64encode(_hmac_sha256(key, body)).decode()
    return f'sign_type="HMAC-SHA256", signature="{signature}"'
# koo:end
# koo:end
# koo:if v1
# koo:snippet sensitive-fields


def aes_key(access_key: str, bits: int) -> bytes:
    """The AES key that Java's KeyGenerator makes with SHA1PRNG, seeded with the access key.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
    """
    state = hashlib.sha1(access_key.encode()).digest()
    first = hashlib.sha1(state).digest()
    # Java adds the bytes as signed numbers.
    carry, following = 1, bytearray()
    for a, b in zip(state, first, strict=True):
        total = _signed(a) + _signed(b) + carry
        following.append(total & 0xFF)
        carry = total >> 8
    if following == state:
        following[0] = (following[0] + 1) & 0xFF
    return (first + hashlib.sha1(following).digest())[: bits // 8]


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def encrypt_field(access_key: str, plain: str, bits: int, iv: str | None = None) -> str:
    """Encrypts a sensitive field of V1: 16 characters of IV and the base64 of AES-CBC.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
    """
    letters = string.ascii_letters + string.digits
    iv = iv or "".join(secrets.choice(letters) for _ in range(16))
    padder = PKCS7(128).padder()
    padded = padder.update(plain.encode()) + padder.finalize()
    encryptor = Cipher(AES(aes_key(access_key, bits)), CBC(iv.encode())).encryptor()
    return iv + base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt_field(access_key: str, value: str, bits: int) -> str | None:
    """Decrypts a sensitive field of V1; None if this is not possible.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
    """
    try:
        ciphertext = base64.b64decode(value[16:], validate=True)
        decryptor = Cipher(AES(aes_key(access_key, bits)), CBC(value[:16].encode())).decryptor()
        unpadder = PKCS7(128).unpadder()
        padded = decryptor.update(ciphertext) + decryptor.finalize()
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError:
        return None
# koo:end
# koo:end
# koo:if kit
# koo:snippet client-secret


def load_private_key(text: str) -> RSAPrivateKey:
    """Reads an RSA private key: PEM, or base64 of PKCS#8 without the PEM lines. Raises ValueError."""
    if "-----BEGIN" in text:
        key = load_pem_private_key(text.encode(), password=None)
    else:
        key = load_der_private_key(base64.b64decode(text), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


def decrypt_client_secret(private_key: RSAPrivateKey, secret: str) -> str | None:
    """Decrypts the clientSecret of applicationSync; None if this is not possible.

    Java's OAEPWithSHA-256AndMGF1Padding masks with SHA-1.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
    """
    padding = OAEP(mgf=MGF1(SHA1()), algorithm=SHA256(), label=None)
    try:
        ciphertext = base64.b64decode(re.sub(r"[\r\n]", "", secret), validate=True)
        return private_key.decrypt(ciphertext, padding).decode()
    except ValueError:
        return None
# koo:end
# koo:end
# koo:if v2-family
# koo:snippet v2-base v2-kit


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
# Jackson escapes these characters and no others.
_ESCAPES = {code: f"\\u{code:04X}" for code in range(0x20)} | {
    ord(char): f"\\{letter}" for char, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)
}


def canonical_payload(body: bytes) -> bytes:
    """The payload of V2 signatures: compact JSON, top-level keys ascending, without nulls.

    Numbers and nested objects stay as received: parsing and writing them again may change them.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
    """
    try:
        text = body.decode()
        # An int has a limit of digits, and a float has none.
        if not isinstance(json.loads(text, parse_int=float), dict):
            return body
    except (ValueError, RecursionError):
        return body
    members: dict[str, str] = {}
    name, depth = "", 0
    value: list[str] = []
    for token in _TOKEN.findall(text)[1:]:
        if depth == 0 and token in ",}":
            if name:
                members[json.loads(name)] = "".join(value)
            name, value = "", []
        elif not name:
            name = token
        elif value or token != ":":
            depth += (token in "{[") - (token in "}]")
            value.append(_quoted(json.loads(token)) if "\\" in token else token)
    # Java sorts by UTF-16 code units.
    names = sorted(members, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    kept = [f"{_quoted(name)}:{members[name]}" for name in names if members[name] != "null"]
    return _utf8("{" + ",".join(kept) + "}")


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
# koo:end
# koo:if v2-base
# koo:snippet v2-base


def v2_signature(key: str, payload: bytes, timestamp: str, nonce: str) -> str:
    """The parameter signature of V2: upper-case hex of an HMAC-SHA256 over another one.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
    """
    inner = _hmac_sha256(key, payload).hex()
    return _hmac_sha256(key, key + nonce + timestamp + inner).hex().upper()
# koo:end
# koo:end
# koo:if v2-kit
# koo:snippet v2-kit


def kit_signature(key: str, payload: bytes, timestamp: str, nonce: str) -> str:
    """The header x-sign of the V2 kit, which signs the payload itself: upper-case hex.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
    """
    return _hmac_sha256(key, _utf8(key + nonce + timestamp) + payload).hex().upper()
# koo:end
# koo:end
# koo:end
# koo:if orders v1
# koo:if orders on-demand
# koo:snippet ak-sk


def sign_request(
    ak: str, sk: str, date: str, method: str, url: str, headers: dict[str, str], body: bytes
) -> str:
    """The header Authorization of a request to the open API, signed with SDK-HMAC-SHA256.

    date: the header X-Sdk-Date, such as 20260101T000000Z.
    headers: all others that are signed; the host is that of the URL.

    https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
    """
    parts = urlsplit(url)
    signed = {name.lower(): value.strip(" \t") for name, value in headers.items()}
    signed |= {"host": parts.netloc, "x-sdk-date": date}
    names = sorted(signed)
    path = "/".join(_percent_encoded(segment) for segment in parts.path.split("/"))
    canonical = "\n".join(
        [
            method.upper(),
            # The signed path ends with a slash, even if the path that is sent does not.
            path if path.endswith("/") else path + "/",
            _canonical_query(parts.query),
            "".join(f"{name}:{signed[name]}\n" for name in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    digest = hashlib.sha256(_utf8(canonical)).hexdigest()
    signature = _hmac_sha256(sk, f"SDK-HMAC-SHA256\n{date}\n{digest}").hex()
    return f"SDK-HMAC-SHA256 Access={ak}, SignedHeaders={';'.join(names)}, Signature={signature}"


def _canonical_query(query: str) -> str:
    pairs = [pair.replace("+", "%20").partition("=") for pair in query.split("&") if pair]
    decoded = sorted((unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs)
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in decoded)


def _percent_encoded(segment: str) -> str:
    return quote(unquote_to_bytes(segment), safe="")
# koo:end
# koo:end
# koo:end
# koo:if on-demand
# koo:if instances
# koo:snippet usage-push


def usage_signature(key: str, ts: str, nonce: str, body: bytes) -> str:
    """The header signature of the usage push, over the bytes that are sent: base64.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
    """
    message = f"ts={ts}&nonce={nonce}&body=".encode() + body
    return base64.b64encode(_hmac_sha256(key, message)).decode()
# koo:end
# koo:end
# koo:end
