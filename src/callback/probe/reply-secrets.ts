import { explainField } from '../../signing/mistakes/sensitive/field.ts';
import { decryptField } from '../../signing/sensitive-field.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { isObject, type JsonValue, objectOf } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Field, Protocol } from '../protocols/model.ts';
import { type Check, checkOf, type Probe, type Verdict } from './model.ts';
import { type Fault, isJsonObject, replyCheck } from './reply-check.ts';

interface Secret {
  readonly path: string;
  readonly text: string;
  readonly bits: 128 | 256;
}

const sensitive: ReadonlySet<string> = new Set(['userName', 'password']);

/** The sensitive fields of a V1 reply: `userName` and `password` of each appInfo. */
function readSecrets({ reply }: Exchange): Secret[] {
  const json = reply?.json;
  if (!json) return [];
  const bits = json.encryptType === '2' || json.encryptType === 2 ? 128 : 256;
  const entries: readonly JsonValue[] = Array.isArray(json.info) ? json.info : [];
  const infos = [
    ['appInfo', json.appInfo] as const,
    ...entries.map((entry, index) => [`info[${index}].appInfo`, objectOf(entry).appInfo] as const),
  ];
  return infos.flatMap(([path, info]) =>
    [...sensitive].flatMap((name) => {
      const text = isObject(info) ? info[name] : undefined;
      return typeof text === 'string' && text !== ''
        ? [{ path: `${path}.${name}`, text, bits } as const]
        : [];
    }),
  );
}

/** Whether a protocol's replies have fields to encrypt. */
function hasSecrets(protocol: Protocol): boolean {
  const hasEncrypted = (fields: readonly Field[]): boolean =>
    fields.some((field) => field.encrypted === true || hasEncrypted(field.fields ?? []));
  return protocol.activities.some(({ reply }) => hasEncrypted(reply));
}

function isEncrypted(key: string, { text, bits }: Secret): boolean {
  if (/^[A-Za-z0-9]{16}[A-Za-z0-9+/]{22,}={0,2}$/.test(text)) return true;
  const mistake = explainField({ key, text, bits });
  return mistake !== undefined && mistake.cause !== 'not-encrypted';
}

/** Checks of the sensitive fields, in protocols whose replies have any. */
export function secretChecks(protocol: Protocol): Check[] {
  if (!hasSecrets(protocol)) return [];
  const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html';
  return [
    replyCheck(protocol, 'PLAIN-SECRET', {
      appliesTo: (exchange) => isJsonObject(exchange) && readSecrets(exchange).length > 0,
      source,
      title: both('userName and password are not returned in plain text'),
      hint: both('Return iv + base64(AES-CBC(…)) as documented, or omit the fields.'),
      findFault: (_response, exchange, { key }) => {
        const plain = readSecrets(exchange).find((secret) => !isEncrypted(key, secret));
        return (
          plain && {
            expected: both('iv (16 letters and digits) + base64'),
            actual: both('{path} in another format', { path: plain.path }),
          }
        );
      },
    }),
    replyCheck(protocol, 'DECRYPT', {
      appliesTo: (exchange) => readSecrets(exchange).length > 0,
      needs: ['REPLY-PLAIN-SECRET'],
      source,
      title: both('userName and password can be decrypted'),
      hint: both(
        'Derive the AES key from the access key with SHA1PRNG (see docs/signing), and declare the key length in encryptType.',
      ),
      findFault: (_response, exchange, probe) => decryptFault(exchange, probe),
    }),
    checkOf(protocol, 'reply', 'REPLY-CONSTANT-IV', {
      after: ['life', 'end'],
      severity: 'warning',
      source,
      title: both('Every encrypted field has its own IV'),
      hint: both('Use 16 random letters and digits as the IV of each field.'),
      needs: ['NET-HTTP', 'REPLY-DECRYPT'],
      run: checkIvs,
    }),
  ];
}

/** Returns why a sensitive field of a response cannot be decrypted; `undefined` if all can. */
export function decryptFault(exchange: Exchange, probe: Probe): Fault | undefined {
  for (const { path, text, bits } of readSecrets(exchange)) {
    const other = bits === 256 ? 128 : 256;
    const expected = both('{path} decrypts with AES-{bits}', { path, bits });
    const read = decryptField(probe.key, text, bits);
    if (!read.ok) {
      if (!decryptField(probe.key, text, other).ok) {
        const mistake = explainField({ key: probe.key, text, bits });
        return { expected, actual: read.reason, ...(mistake && { hint: mistake.text }) };
      }
      return {
        expected,
        actual: both('the field decrypts with AES-{other}', { other }),
        hint: both('Set encryptType to the key length that you used: "{encryptType}".', {
          encryptType: other === 256 ? 1 : 2,
        }),
      };
    }
    if (read.text === 'null' || read.text === '') {
      return {
        expected,
        actual: both('the encrypted text is "{text}"', { text: read.text }),
        hint: both('Omit the field when it has no value.'),
      };
    }
  }
  return undefined;
}

/**
 * A part of a response with its sensitive fields decrypted, since their IV is another each time.
 *
 * @param unreadable takes the place of what does not decrypt; by default it stays
 */
export function comparable(
  value: JsonValue,
  { key, protocol }: Probe,
  { reply }: Exchange,
  unreadable?: string,
): JsonValue {
  const bits = String(reply?.json?.encryptType) === '2' ? 128 : 256;
  const walk = (part: JsonValue, name = ''): JsonValue => {
    if (Array.isArray(part)) return part.map((one) => walk(one));
    if (isObject(part))
      return Object.fromEntries(Object.entries(part).map(([to, one]) => [to, walk(one, to)]));
    if (typeof part !== 'string' || !sensitive.has(name)) return part;
    const read = decryptField(key, part, bits);
    return read.ok ? read.text : (unreadable ?? part);
  };
  return protocol.replySigned ? walk(value) : value;
}

async function checkIvs({ memory }: Probe): Promise<Verdict> {
  const ivs = [...memory.steps.values()].flatMap(readSecrets).map(({ text }) => text.slice(0, 16));
  const count = ivs.length;
  if (count < 2) return skipped(both('fewer than two encrypted fields were returned'));
  if (new Set(ivs).size > 1) return passed;
  return failed(both('different IVs'), both('the same IV in {count} fields', { count }));
}
