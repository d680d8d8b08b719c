import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { keyFlags } from '../../account/cli/keys.ts';
import { integer, oneOf } from '../../cli/flags/value.ts';
import { commaList } from '../../text/comma-list.ts';
import { both } from '../../text/translate.ts';
import { tamperings } from '../delivery/tamper.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/model.ts';

const protocolIds = protocols.map(({ id }) => id);

/** Flags of `koo callback send`. */
export const sendFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'The protocol, where several have the activity (default: koo.yaml).',
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    summary: 'Set a value; repeatable. userList.0.role=admin reaches into lists and objects.',
  }),
  unset: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    summary: 'Leave a value out; repeatable.',
  }),
  data: Flags.string({
    helpValue: 'JSON|@FILE|-',
    summary: 'JSON object that takes the place of the sample values.',
  }),
  'allow-unknown': Flags.boolean({ summary: 'Accept names that the activity does not have.' }),
  sale: Flags.option({ options: ['period', 'on-demand', 'one-time'] as const })({
    summary: 'How the product is sold; decides the sample values (default: koo.yaml, else period).',
  }),
  encrypt: Flags.option({ options: ['aes256', 'aes128'] as const })({
    summary: 'Key length of encrypted fields, as chosen for the product (default: koo.yaml, else aes256).',
  }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'Your public key, for clientSecret; without it the value is sent as it is given.',
  }),
  tamper: Flags.option({ options: tamperings })({
    summary: 'Forge this part: the server must refuse the delivery.',
  }),
  timestamp: Flags.string({ summary: 'Time of the proof as it goes over the wire (default: now).' }),
  nonce: Flags.string({ summary: 'Nonce of the proof (default: random).' }),
  'dry-run': Flags.boolean({ summary: 'Send nothing; print a curl command that would.' }),
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 20,
    summary: 'Longest wait for an answer.',
  }),
  config: Flags.string({ helpValue: 'FILE', summary: 'Settings file (default: koo.yaml here or above).' }),
  ...keyFlags,
};

export type SendOptions = InferredFlags<typeof sendFlags>;

/** Flags of `koo callback sign`. */
export const signFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'The protocol (default: what the form of the input tells).',
  }),
  reply: Flags.boolean({ summary: 'The input is the body of a V1 reply.', exclusive: ['curl'] }),
  curl: Flags.string({ helpValue: 'URL', summary: 'Print a curl command that sends it to this address.' }),
  timestamp: Flags.string({ summary: 'Time of the proof as it goes over the wire (default: now).' }),
  nonce: Flags.string({ summary: 'Nonce of the proof (default: random).' }),
  ...keyFlags,
};

export type SignOptions = InferredFlags<typeof signFlags>;

/** Flags of `koo callback verify`. */
export const verifyFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'The protocol (default: what the capture tells).',
  }),
  reply: Flags.boolean({ summary: 'Verify the reply, where the capture holds both.' }),
  entry: integer({ default: 1, min: 1, helpValue: 'N', summary: 'Which entry of a HAR log.' }),
  at: Flags.string({
    helpValue: 'TIME',
    summary: 'When it arrived: judges the time window of 60 s; otherwise the age is only told.',
  }),
  'signed-text': Flags.string({
    helpValue: 'FILE',
    summary: 'The text your own code signs: shows where it parts from the right one.',
  }),
  ...keyFlags,
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
