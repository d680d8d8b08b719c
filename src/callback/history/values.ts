import { usageError } from '../../errors/koo-error.ts';
import { headerOf } from '../../exchanges/model.ts';
import { decryptField } from '../../signing/sensitive-field.ts';
import type { JsonValue } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { randomIv } from '../delivery/random.ts';
import { encryptValues } from '../delivery/values.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { bodyText, firstValues, parseObject, queryParameters } from '../protocols/request.ts';
import { sampleValues } from '../protocols/samples.ts';
import type { RecordedCall } from './model.ts';

/** The content of a recorded call, without its signature. */
export interface CallContent {
  readonly protocol: Protocol;
  readonly activity: Activity;
  /** As they were sent: encrypted fields are encrypted, or `***` if they were not. */
  readonly values: Values;
}

/**
 * Reads the values of a recorded call, whether its signature is right or not.
 *
 * @throws KooError (usage, `UNREADABLE_CALL`) if its protocol or its activity is unknown, or if its body is no JSON
 */
export function contentOf({ id, protocol: protocolId, activity: name, request }: RecordedCall): CallContent {
  const protocol = protocolId && protocolOf(protocolId);
  const activity = protocol?.activities.find((known) => known.name === name);
  const sent =
    protocol?.method === 'GET'
      ? Object.fromEntries(firstValues(queryParameters(request.url)))
      : parseObject(bodyText(request.body) ?? '');
  if (!protocol || !activity || !sent) {
    throw usageError(
      'UNREADABLE_CALL',
      both('Call {id} cannot be read as a callback of KooGallery', { id }),
      both('`koo callback history {id}` shows it; `koo callback replay {id} --as-is` sends its bytes.', {
        id,
      }),
    );
  }
  const envelope = new Set(protocol.envelope.map((field) => field.name));
  const values = Object.fromEntries(Object.entries(sent).filter(([field]) => !envelope.has(field)));
  return { protocol, activity, values };
}

/** Returns the absolute URL of a call: where it was forwarded to, or else where koo received it. */
export function urlOfCall({ target, request }: RecordedCall): string {
  const received = `http://${headerOf(request.headers, 'host') || 'localhost'}${request.url}`;
  return target ?? (URL.canParse(received) ? received : 'http://localhost/');
}

/**
 * Returns the production URL that a forwarded call belongs to: without the sub-path of a kit interface, and without the query
 * that signing adds. In V1, the whole query is part of the values.
 */
export function productionUrlOf(target: string, { protocol, activity }: CallContent): string {
  const url = new URL(target);
  const { path = '' } = activity;
  if (path !== '' && url.pathname.endsWith(path)) url.pathname = url.pathname.slice(0, -path.length);
  const { signature, timestamp, nonce } = protocol.proof;
  if (protocol.method === 'GET') url.search = '';
  for (const part of [signature, timestamp, nonce])
    if (part?.in === 'query') url.searchParams.delete(part.name);
  return url.href;
}

export function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/**
 * Decrypts values, as far as the access key opens them. What was not recorded in the clear gets the value of a sample.
 *
 * @returns also the length of the AES key, and the names of the fields with samples
 */
export function openValues(
  activity: Activity,
  values: Values,
  key: string,
  now: Date,
): { readonly values: Values; readonly bits: 128 | 256; readonly sampled: readonly string[] } {
  let bits: 128 | 256 = 256;
  const sampled: string[] = [];
  const samples = sampleValues(activity, { now, sale: 'period', id: () => '' });
  const open = (name: string, value: JsonValue): JsonValue => {
    if (value === '***') {
      sampled.push(name);
      return samples[name] ?? value;
    }
    const isEncrypted = activity.request.some((field) => field.name === name && field.encrypted);
    if (!isEncrypted || typeof value !== 'string') return value;
    for (const length of [256, 128] as const) {
      const read = decryptField(key, value, length);
      if (!read.ok) continue;
      bits = length;
      return read.text;
    }
    return value;
  };
  const opened = Object.entries(values).map(([name, value = null]) => [name, open(name, value)] as const);
  return { values: Object.fromEntries(opened), bits, sampled };
}

/** Encrypts what was opened or set; what could not be opened stays as it is. */
export function sealValues(
  values: Values,
  { activity, values: recorded }: CallContent,
  key: string,
  bits: 128 | 256,
): Values {
  const unchanged = Object.keys(values).filter((name) => values[name] === recorded[name]);
  return { ...values, ...encryptValues(activity, without(values, unchanged), { key, bits, iv: randomIv }) };
}
