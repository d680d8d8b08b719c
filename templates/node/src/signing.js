// The signatures and the encryption of KooGallery. All sign bytes: those that were received, or those that are sent.
// koo:snippet v1-auth-token v1-body-sign sensitive-fields client-secret v2-base v2-kit usage-push ak-sk

import crypto from 'node:crypto';

// koo:end
// koo:snippet v1-auth-token v1-body-sign v2-base v2-kit usage-push ak-sk

/** @param {(string | Uint8Array)[]} parts signed one after the other; text as UTF-8 */
function hmac(key, ...parts) {
  const mac = crypto.createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
// koo:end
// koo:snippet v1-auth-token v2-base v2-kit

/** Compares two texts in constant time; hashing makes them equally long. */
export function equalsConstantTime(a, b) {
  const digest = (text) => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(a), digest(b));
}
// koo:end
// koo:if v1-family
// koo:snippet v1-auth-token

/** Java's `StringUtils.isBlank`. */
const blank = /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/;

/**
 * The `authToken` of a V1 call, base64.
 *
 * @param {string} key the access key
 * @param {string} timeStamp as in the call
 * @param {Iterable<[name: string, value: string]>} params decoded; the first of repeated ones counts
 * @param {'get' | 'post'} form `post` (the kit) leaves out blank values, `get` signs them
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export function authToken(key, timeStamp, params, form) {
  const values = new Map();
  for (const [name, value] of params) if (!values.has(name)) values.set(name, value);
  values.delete('authToken');
  const text = [...values]
    .filter(([, value]) => form === 'get' || !blank.test(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return hmac(key + timeStamp, text).toString('base64');
}
// koo:end
// koo:snippet v1-body-sign

/**
 * The header `Body-Sign` of a V1 reply. The body must be sent as it is signed, to the last byte.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
export function bodySign(key, body) {
  return `sign_type="HMAC-SHA256", signature="${hmac(key, body).toString('base64')}"`;
}
// koo:end
// koo:end
// koo:if v1
// koo:snippet sensitive-fields

/**
 * The AES key of an access key: what Java's `SecureRandom("SHA1PRNG")` yields first after `setSeed(accessKey)`.
 *
 * @param {128 | 256} bits
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
 */
export function aesKey(accessKey, bits) {
  const sha1 = (bytes) => crypto.createHash('sha1').update(bytes).digest();
  const state = sha1(accessKey);
  const first = sha1(state);
  // Java adds the bytes as signed ones, and carries.
  const next = Buffer.alloc(20);
  let carry = 1;
  for (let i = 0; i < 20; i += 1) {
    const sum = state.readInt8(i) + first.readInt8(i) + carry;
    next[i] = sum & 0xff;
    carry = sum >> 8;
  }
  if (next.equals(state)) next[0] += 1;
  return Buffer.concat([first, sha1(next)]).subarray(0, bits / 8);
}

const ivAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomIv() {
  return Array.from({ length: 16 }, () => ivAlphabet[crypto.randomInt(ivAlphabet.length)]).join('');
}

/** @returns {string} the IV, and the base64 of AES-CBC with PKCS#5 padding */
export function encryptField(accessKey, plain, bits, iv = randomIv()) {
  const cipher = crypto.createCipheriv(`aes-${bits}-cbc`, aesKey(accessKey, bits), iv);
  return iv + cipher.update(plain, 'utf8', 'base64') + cipher.final('base64');
}

/** @returns {string | undefined} `undefined` if the value is not encrypted with this key and length */
export function decryptField(accessKey, value, bits) {
  const iv = Buffer.from(value.slice(0, 16));
  const encrypted = decodeBase64(value.slice(16));
  if (iv.length !== 16 || !encrypted?.length) return undefined;
  const decipher = crypto.createDecipheriv(`aes-${bits}-cbc`, aesKey(accessKey, bits), iv);
  try {
    return decodeUtf8(Buffer.concat([decipher.update(encrypted), decipher.final()]));
  } catch {
    return undefined;
  }
}
// koo:end
// koo:end
// koo:if kit
// koo:snippet client-secret

/**
 * Decrypts `clientSecret` of applicationSync: RSA-OAEP with SHA-256, but MGF1 with SHA-1. Node's `oaepHash` sets both
 * hashes at once, so the padding is removed here; in constant time, and with one outcome for all faults.
 *
 * @param {crypto.KeyObject} privateKey
 * @returns {string | undefined}
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function decryptClientSecret(privateKey, secret) {
  const encrypted = decodeBase64(secret.replace(/[\r\n]/g, ''));
  if (encrypted?.length !== Math.ceil(privateKey.asymmetricKeyDetails.modulusLength / 8)) return undefined;
  let block;
  try {
    block = crypto.privateDecrypt({ key: privateKey, padding: crypto.constants.RSA_NO_PADDING }, encrypted);
  } catch {
    return undefined;
  }
  const message = oaepUnpad(block);
  return message && decodeUtf8(message);
}

/** RFC 8017, 7.1.2, step 3, with an empty label. */
function oaepUnpad(block) {
  const label = crypto.createHash('sha256').digest();
  const maskedData = block.subarray(1 + label.length);
  const seed = xor(block.subarray(1, 1 + label.length), mgf1(maskedData, label.length));
  const data = xor(maskedData, mgf1(seed, maskedData.length));
  let bad = block[0];
  for (let i = 0; i < label.length; i += 1) bad |= data[i] ^ label[i];
  let start = 0;
  for (let i = label.length; i < data.length; i += 1) {
    const searching = Number(start === 0);
    bad |= searching & Number(data[i] > 1);
    start += (searching & Number(data[i] === 1)) * (i + 1);
  }
  return bad === 0 && start > 0 ? data.subarray(start) : undefined;
}

function mgf1(seed, length) {
  const blocks = [];
  for (let counter = 0; counter * 20 < length; counter += 1) {
    blocks.push(
      crypto
        .createHash('sha1')
        .update(seed)
        .update(Buffer.of(0, 0, 0, counter))
        .digest(),
    );
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(bytes, mask) {
  return Buffer.from(bytes.map((byte, i) => byte ^ mask[i]));
}
// koo:end
// koo:end
// koo:if v2-family
// koo:snippet v2-base v2-kit

/**
 * What V2 signs of a body: compact JSON with its top-level keys in ascending order and without those that are null.
 * Numbers and the order of nested keys stay as they were received: JSON.parse would change both.
 *
 * @param {Buffer} body
 * @returns {string | Buffer} the body itself if it is not a JSON object
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function canonicalPayload(body) {
  const text = decodeUtf8(body) ?? '';
  if (!isJson(text) || !text.trimStart().startsWith('{')) return body;
  const json = compact(text);
  const members = new Map();
  let depth = 0;
  let start = 1;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') at = stringEnd(json, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0 || (depth === 1 && character === ',')) {
      const member = json.slice(start, at);
      const name = member && JSON.parse(member.slice(0, stringEnd(member, 0)));
      // The last of equal names counts.
      if (member.endsWith('":null')) members.delete(name);
      else if (member !== '') members.set(name, member);
      start = at + 1;
    }
  }
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([, member]) => member).join(',')}}`;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where the string ends that starts at an offset of valid JSON. */
function stringEnd(json, start) {
  let end = start + 1;
  while (end < json.length && json[end] !== '"') end += json[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Valid JSON without white space, and with the escapes of Jackson. */
function compact(json) {
  const parts = [];
  for (let start = 0, end = 0; start < json.length; start = end) {
    if (json[start] === '"') {
      end = stringEnd(json, start);
      const string = json.slice(start, end);
      parts.push(string.includes('\\') ? escapedAgain(string) : string);
    } else {
      const quote = json.indexOf('"', start);
      end = quote < 0 ? json.length : quote;
      parts.push(json.slice(start, end).replace(/\s+/g, ''));
    }
  }
  return parts.join('');
}

/** A string as Jackson writes it, which KooGallery uses: what is not ASCII is not escaped, and hex is in upper case. */
function escapedAgain(string) {
  const json = JSON.stringify(JSON.parse(string).replace(/\p{Surrogate}/gu, '?'));
  const upperCase = (part, hex) => (hex ? `\\u${hex.toUpperCase()}` : part);
  return json.includes('\\u') ? json.replace(/\\(?:u(....)|.)/g, upperCase) : json;
}
// koo:end
// koo:end
// koo:if v2-base
// koo:snippet v2-base

/**
 * The `signature` of a V2 base call, upper-case hex. Both HMACs use the access key.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function v2Signature(key, payload, timestamp, nonce) {
  const text = key + nonce + timestamp + hmac(key, payload).toString('hex');
  return hmac(key, text).toString('hex').toUpperCase();
}
// koo:end
// koo:end
// koo:if v2-kit
// koo:snippet v2-kit

/**
 * The header `x-sign` of a V2 kit call, upper-case hex. The payload is not hashed first.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function kitSignature(key, payload, timestamp, nonce) {
  return hmac(key, key + nonce + timestamp, payload)
    .toString('hex')
    .toUpperCase();
}
// koo:end
// koo:end
// koo:if orders instances
// koo:if orders on-demand
// koo:snippet ak-sk

/**
 * Signs a call of the open API with SDK-HMAC-SHA256.
 *
 * @param {string} ak
 * @param {string} sk
 * @param {{ method: string, url: URL, headers: Record<string, string>, body: string | Uint8Array }} request
 * @param {string} date `yyyyMMddTHHmmssZ`
 * @returns {Record<string, string>} the headers to send
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function signRequest(ak, sk, { method, url, headers, body }, date) {
  const sent = { ...headers, 'X-Sdk-Date': date };
  const signed = Object.entries({ ...sent, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim()])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const path = url.pathname.split('/').map((segment) => percentEncode(decodeURIComponent(segment)));
  const query = [...url.searchParams]
    .sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  const canonical = [
    method,
    path.join('/').replace(/\/?$/, '/'),
    query.join('&'),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const signature = hmac(sk, `SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`).toString('hex');
  const authorization = `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, Authorization: authorization };
}

function sha256(bytes) {
  return crypto.createHash('sha256').update(bytes).digest('hex');
}

/** RFC 3986. */
function percentEncode(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
// koo:end
// koo:end
// koo:end
// koo:if instances
// koo:if on-demand
// koo:snippet usage-push

/**
 * The header `signature` of the usage push, base64.
 *
 * @param {string} key the access key of the base interfaces
 * @param body the exact bytes that are sent
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function usageSignature(key, ts, nonce, body) {
  return hmac(key, `ts=${ts}&nonce=${nonce}&body=`, body).toString('base64');
}
// koo:end
// koo:end
// koo:end
// koo:if v1 kit
// koo:snippet sensitive-fields client-secret

/** The bytes of padded base64; `undefined` for any other text, which Node would read in part. */
function decodeBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
// koo:end
// koo:end
// koo:snippet sensitive-fields client-secret v2-base v2-kit

/** @returns {string | undefined} `undefined` if the bytes are not UTF-8 */
export function decodeUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
// koo:end
