import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { callbackKeyFlags, configFlag, originFlags } from '../../account/cli/keys.ts';
import { integer, oneOf, timeoutFlag } from '../../cli/flags/value.ts';
import { keyLengths, protocolIds, sales } from '../../signing/callback-options.ts';
import { commaList } from '../../text/comma-list.ts';
import { both } from '../../text/translate.ts';
import { tamperings } from '../delivery/tamper.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/model.ts';
import { starterLanguages } from '../starter/languages.ts';

export const sendFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'Protocol, if several have the activity (default: koo.yaml).',
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    summary: 'Set a value; repeatable. Use dots for lists and objects: userList.0.role=admin.',
  }),
  unset: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    summary: 'Omit a value; repeatable.',
  }),
  data: Flags.string({
    helpValue: 'JSON|@FILE|-',
    summary: 'Use the values of this JSON object instead of the sample values.',
  }),
  'allow-unknown': Flags.boolean({ summary: 'Allow names that the activity does not define.' }),
  sale: Flags.option({ options: sales })({
    summary:
      'How the product is charged, which determines the sample values (default: koo.yaml, else period).',
  }),
  encrypt: Flags.option({ options: keyLengths })({
    summary: 'Key length of encrypted fields, as chosen for the product (default: koo.yaml, else aes256).',
  }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'Public key to encrypt clientSecret; without it, the value is sent unencrypted.',
  }),
  tamper: Flags.option({ options: tamperings })({
    summary: 'Forge this part of the request; the server must reject it.',
  }),
  timestamp: Flags.string({ summary: 'Timestamp to sign, in the format of the protocol (default: now).' }),
  nonce: Flags.string({ summary: 'Nonce to sign (default: random).' }),
  'dry-run': Flags.boolean({ summary: 'Print an equivalent curl command instead of sending the request.' }),
  timeout: timeoutFlag,
  config: configFlag,
  ...originFlags,
  ...callbackKeyFlags,
};

export type SendOptions = InferredFlags<typeof sendFlags>;

export const signFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'Protocol (default: inferred from the input).',
  }),
  reply: Flags.boolean({ summary: 'Treat the input as a V1 response body.', exclusive: ['curl'] }),
  curl: Flags.string({
    helpValue: 'URL',
    summary: 'Print a curl command that sends the signed request to this URL.',
  }),
  timestamp: sendFlags.timestamp,
  nonce: sendFlags.nonce,
  ...callbackKeyFlags,
};

export type SignOptions = InferredFlags<typeof signFlags>;

export const verifyFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'Protocol (default: inferred from the capture).',
  }),
  reply: Flags.boolean({ summary: 'Verify the response if the capture contains both.' }),
  entry: integer({
    default: 1,
    min: 1,
    helpValue: 'N',
    summary: 'Number of the HAR log entry, starting from 1.',
  }),
  at: Flags.string({
    helpValue: 'TIME',
    summary: 'Time of arrival, to check the 60 s window; without it, the age of the timestamp is only shown.',
  }),
  'signed-text': Flags.string({
    helpValue: 'FILE',
    summary:
      'File with the text that your code signs, with or without the access key; koo shows the first difference.',
  }),
  snippet: Flags.option({ options: starterLanguages })({
    summary: 'Show the code that computes the signature in this language.',
  }),
  ...callbackKeyFlags,
};

export type VerifyOptions = InferredFlags<typeof verifyFlags>;

/**
 * The protocols of a comma-separated list such as `v2,v2-kit`; all of them for undefined.
 *
 * @throws KooError (usage, `UNKNOWN_PROTOCOL`)
 */
export function protocolList(list: string | undefined): readonly Protocol[] {
  if (list === undefined) return protocols;
  const chosen = commaList(list).map((id) => oneOf(id, protocolIds, both('protocol'), 'UNKNOWN_PROTOCOL'));
  return protocols.filter(({ id }) => chosen.includes(id));
}

const kits: Readonly<Record<string, string>> = { v1: 'v1-kit', v2: 'v2-kit' };

/** The protocols of a joint-operation product: with the kit interfaces of each. */
export function withKits(chosen: readonly Protocol[]): readonly Protocol[] {
  const wanted = new Set(chosen.flatMap(({ id }) => [id, kits[id] ?? id]));
  return protocols.filter(({ id }) => wanted.has(id));
}
