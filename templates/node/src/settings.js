// The settings. They come from the environment, because secrets do not belong in files.
// koo:if kit
import { createPrivateKey } from 'node:crypto';
// koo:end
import { fileURLToPath } from 'node:url';

// In the project folder, whatever the current folder is.
const database = fileURLToPath(new URL('../koogallery.db', import.meta.url));

/** @typedef {ReturnType<typeof readSettings>} Settings */

/**
 * @param {Record<string, string | undefined>} env empty variables count as missing
 * @throws {Error} with a message that names the variable
 */
export function readSettings(env) {
  return {
    host: env.HOST || '127.0.0.1',
    port: port(env.PORT || '8080'),
    database: env.DATABASE || database,
    // The seller console assigns a key to each class of interfaces.
    keys: {
      // koo:if instances
      base: required(env, 'KOO_ACCESS_KEY'),
      // koo:end
      // koo:if kit
      kit: required(env, 'KOO_KIT_KEY', 'KOO_ACCESS_KEY'),
      // koo:end
      // koo:if license-code
      license: required(env, 'KOO_LICENSE_KEY', 'KOO_ACCESS_KEY'),
      // koo:end
      // koo:if order-notify
      notify: required(env, 'KOO_NOTIFY_KEY', 'KOO_ACCESS_KEY'),
      // koo:end
    },
    // koo:if kit
    rsaPrivateKey: privateKey(required(env, 'KOO_RSA_PRIVATE_KEY')),
    publicUrl: publicUrl(env),
    unifiedLoginUrl: httpUrl(
      env,
      'KOO_UNIFIED_LOGIN_URL',
      'https://macroverse.huaweicloud.com/unified-login/',
    ).href,
    // koo:end
    // koo:if v1
    encryptBits: encryptBits(env.KOO_ENCRYPT || 'aes256'),
    // koo:end
    // koo:if v1 v2
    frontEndUrl: env.FRONT_END_URL || 'https://app.example.com/login',
    // koo:end
    // koo:if license-code
    licenseCodes: (env.KOO_LICENSE_CODES ?? '')
      .split(',')
      .map((code) => code.trim())
      .filter((code) => code !== ''),
    // koo:end
    // koo:if orders instances
    // koo:if orders on-demand
    openApi: openApi(env),
    // koo:end
    // koo:end
  };
}

/** @returns the value of the first variable that is set */
function required(env, ...names) {
  const name = names.find((name) => env[name]);
  if (!name) throw new Error(`${names.join(' or ')} is not set`);
  return env[name];
}

function port(text) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error('PORT is not a port');
  return Number(text);
}
// koo:if kit

/** @param text PEM, or the base64 of PKCS#8 between its first and last line */
function privateKey(text) {
  const key = readKey(text);
  if (key?.asymmetricKeyType !== 'rsa') {
    throw new Error(
      'KOO_RSA_PRIVATE_KEY is neither PEM nor base64 of PKCS#8: it must be the text of an RSA key, not a file name',
    );
  }
  if (key.asymmetricKeyDetails.modulusLength < 3072) {
    throw new Error('KOO_RSA_PRIVATE_KEY has fewer than 3072 bits');
  }
  return key;
}

function readKey(text) {
  try {
    return createPrivateKey(
      text.includes('-----BEGIN') ? text : { key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' },
    );
  } catch {
    // Node's message may contain a part of the key.
    return undefined;
  }
}

/** @returns the origin at which browsers reach the server; never that of a request, which may name any */
function publicUrl(env) {
  const host = env.HOST?.includes(':') ? `[${env.HOST}]` : env.HOST || '127.0.0.1';
  // Without it, cookies would not be Secure.
  if (!env.PUBLIC_URL && (env.NODE_ENV === 'production' || !isThisMachine(host))) {
    throw new Error('PUBLIC_URL is not set; browsers reach a server in production at https://…');
  }
  const { href, origin, protocol, hostname } = httpUrl(
    env,
    'PUBLIC_URL',
    `http://${host}:${env.PORT || '8080'}`,
  );
  if (href !== `${origin}/`) throw new Error('PUBLIC_URL must have no path: https://saas.example.com');
  if (protocol === 'http:' && !isThisMachine(hostname)) {
    throw new Error('PUBLIC_URL must begin with https://, unless it is the address of this machine');
  }
  return origin;
}

/** Whether a host of a URL is the loopback interface. */
export function isThisMachine(hostname) {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function httpUrl(env, name, preset) {
  const url = URL.parse(env[name] || preset);
  if (!/^https?:$/.test(url?.protocol)) throw new Error(`${name} is not an HTTP(S) URL`);
  return url;
}
// koo:end
// koo:if v1

function encryptBits(text) {
  if (text === 'aes256') return 256;
  if (text === 'aes128') return 128;
  throw new Error('KOO_ENCRYPT is neither aes256 nor aes128');
}
// koo:end
// koo:if orders instances
// koo:if orders on-demand

/** @returns {{ url: string, ak: string, sk: string } | undefined} `undefined` without AK and SK */
function openApi(env) {
  const url = env.KOO_ORDER_API_URL || 'https://mkt.myhuaweicloud.com';
  if (!/^https?:$/.test(URL.parse(url)?.protocol)) throw new Error('KOO_ORDER_API_URL is not an HTTP(S) URL');
  if (!env.KOO_ORDER_API_AK && !env.KOO_ORDER_API_SK) return undefined;
  return { url, ak: required(env, 'KOO_ORDER_API_AK'), sk: required(env, 'KOO_ORDER_API_SK') };
}
// koo:end
// koo:end
