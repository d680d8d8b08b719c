import { decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonValue } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { isAlwaysSent, resolveSample } from '../protocols/samples.ts';
import type { Overrides, Probe, SuiteOptions } from './model.ts';
import { isAccepted, isUnauthenticated } from './response.ts';
import { withOverrides } from './test-call.ts';

/** Why a creation fails, and what makes it succeed. */
export interface CreationCause {
  readonly cause: Localized;
  /** The values with which the creation succeeded, in place of the refused ones; `undefined` leaves one out. */
  readonly overrides: Overrides;
  /** The key length with which the server decrypts sensitive fields, if it is not the given one. */
  readonly encrypt?: SuiteOptions['encrypt'];
}

const maxTrials = 24;

/**
 * Finds out why a server rejects a creation: repeats it with one thing changed at a time. Orders stay marked as
 * debugging (testFlag 1).
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export async function diagnoseCreation(
  probe: Probe,
  refused: Exchange,
): Promise<(CreationCause & { readonly accepted: Exchange }) | undefined> {
  if (!refused.outcome.answered || isAccepted(refused) || isUnauthenticated(refused)) return undefined;
  for (const trial of listTrials(probe, refused).slice(0, maxTrials)) {
    const exchange = await probe.send(refused.activity.name, withOverrides(refused.values, trial.overrides));
    if (isAccepted(exchange)) return { ...trial, accepted: exchange };
    if (!exchange.outcome.answered) return undefined;
  }
  return undefined;
}

/** The changes to try: the key length first, then each optional parameter. */
function listTrials(probe: Probe, { activity, values }: Exchange): CreationCause[] {
  const optional = activity.request.filter(
    (field) => field.name !== 'testFlag' && !isAlwaysSent(field, probe.options.sale),
  );
  const sent = optional.filter(({ name }) => values[name] !== undefined).map(({ name }) => name);
  const samples = probe.values(activity.name);
  const context = { now: probe.now(), sale: probe.options.sale, id: probe.id };
  const absent = optional.flatMap((field) => {
    const { name } = field;
    // Some are sent for products of other sale modes only.
    const sample = samples[name] ?? (field.onlyWith ? resolveSample(field, context) : null);
    return values[name] !== undefined || sample === null ? [] : [[name, sample] as const];
  });
  const personal = sent.filter((name) => optional.some((field) => field.name === name && field.encrypted));
  return [
    ...withOtherKeyLength(probe, values, personal),
    ...personal.map((name) => without([name])),
    ...(personal.length > 1 ? [without(personal)] : []),
    ...absent.map(([name, sample]) => withParameter(name, sample)),
    ...sent.filter((name) => !personal.includes(name)).map((name) => without([name])),
    ...(sent.length > 1 ? [withoutAny(sent)] : []),
  ];
}

function withOtherKeyLength(
  { key, options, id }: Probe,
  values: Readonly<Record<string, JsonValue>>,
  names: readonly string[],
): CreationCause[] {
  const bits = options.encrypt;
  const other = bits === 256 ? 128 : 256;
  const changed = names.flatMap((name) => {
    const read = decryptField(key, String(values[name]), bits);
    return read.ok ? [[name, encryptWithoutPlus(() => id(16), key, read.text, other)] as const] : [];
  });
  if (changed.length === 0) return [];
  return [
    {
      cause: both(
        'Your server decrypts {names, and} with AES-{other}, and koo encrypts with AES-{bits}. KooGallery uses the key length that was chosen when the product was published: if that is AES-{other}, run koo with `--encrypt aes{other}`; otherwise decrypt with AES-{bits}.',
        { names: changed.map(([name]) => name), other, bits },
      ),
      overrides: Object.fromEntries(changed),
      encrypt: other,
    },
  ];
}

/** Other checks find a server that reads + as a space. */
function encryptWithoutPlus(iv: () => string, key: string, plain: string, bits: 128 | 256): string {
  for (;;) {
    const text = encryptField(key, plain, { bits, iv: iv() });
    if (!text.includes('+')) return text;
  }
}

function without(names: readonly string[]): CreationCause {
  return {
    cause: both(
      'The creation succeeds without {names, and}. Look in the log of your server for what it does with this parameter. If it decrypts the value, check the AES key and the key length (--encrypt).',
      { names },
    ),
    overrides: Object.fromEntries(names.map((name) => [name, undefined])),
  };
}

function withoutAny(names: readonly string[]): CreationCause {
  return {
    ...without(names),
    cause: both(
      'The creation succeeds without the optional parameters {names, and}: your server rejects several of them. Look for the cause in its log.',
      { names },
    ),
  };
}

function withParameter(name: string, sample: JsonValue): CreationCause {
  return {
    cause: both(
      'Your server requires {name}, which is optional: with it, the creation succeeds. KooGallery sends it only for some products and buyers. Do without it.',
      { name },
    ),
    overrides: { [name]: sample },
  };
}
