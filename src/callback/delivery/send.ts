import { type KooError, usageError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import type { Protocol, Sealed, SealInput } from '../protocols/model.ts';
import { toHttp } from '../protocols/request.ts';
import type { Deliver, Exchange } from './exchange.ts';
import { readReply } from './exchange.ts';
import { sealForged, type Tampering } from './tamper.ts';

/** One delivery that is to be made. */
export interface Delivery extends Omit<SealInput, 'text'> {
  readonly protocol: Protocol;
  readonly tampering?: Tampering | undefined;
}

/** A delivery, signed and not yet sent. */
export type Prepared = Omit<Exchange, 'outcome' | 'reply'>;

/**
 * Signs a delivery.
 *
 * @throws KooError (usage) `INVALID_URL`, or `NO_NONCE` when a nonce is to be forged that the protocol does not have
 */
export function prepare(delivery: Delivery): Prepared {
  assertTarget(delivery.target);
  const { protocol, activity, values } = delivery;
  const sealed = seal(delivery);
  return { protocol, activity, values, sealed, request: toHttp(sealed) };
}

function seal({ protocol, tampering, ...input }: Delivery): Sealed {
  return tampering === undefined ? protocol.seal(input) : sealForged(protocol, input, tampering);
}

/** Sends a delivery and reads what comes back. */
export async function send(prepared: Prepared, key: string, deliver: Deliver): Promise<Exchange> {
  const outcome = await deliver(prepared.request);
  return { ...prepared, outcome, ...(outcome.answered && { reply: readReply(outcome.answer, [key]) }) };
}

/**
 * Refuses what is no address of a web server, and an address that holds a user or a password: it
 * would stand in koo.yaml, in the shell's history and in reports.
 *
 * @throws KooError (usage) `INVALID_URL`
 */
export function assertTarget(text: string): void {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (!url) {
    // Whatever stands before an @ may be a password.
    const shown = text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1***@');
    throw invalidUrl({ en: `"${shown}" is not an http(s) address`, zh: `“${shown}”不是 http(s) 地址` });
  }
  if (url.username === '' && url.password === '') return;
  throw invalidUrl({
    en: `The address of ${url.host} holds a user or a password`,
    zh: `${url.host} 的地址中含有用户名或密码`,
  });
}

function invalidUrl(text: Localized): KooError {
  return usageError('INVALID_URL', text, {
    en: 'Give the whole production address, without a user and a password, such as https://isv.example.com/saasproduce.',
    zh: '请给出完整的生产接口地址，不含用户名和密码，例如 https://isv.example.com/saasproduce。',
  });
}
