import { didYouMean, KooError, usageError } from '../../errors/koo-error.ts';
import { isLoopback } from '../../http/loopback.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Activity, Protocol, ProtocolId, SealInput } from '../protocols/model.ts';
import { toHttp } from '../protocols/request.ts';
import { type Deliver, type Exchange, readOutcome } from './exchange.ts';
import { signForged, type Tampering } from './tamper.ts';

interface Delivery extends Omit<SealInput, 'text'> {
  readonly protocol: Protocol;
  readonly tampering?: Tampering | undefined;
}

/** A signed callback that has not been sent yet. */
export type Prepared = Omit<Exchange, 'outcome' | 'reply'>;

/**
 * Signs a callback.
 *
 * @throws KooError (usage) `INVALID_URL`, or `NO_NONCE` if the nonce is to be forged and the protocol has none
 */
export function prepare(delivery: Delivery): Prepared {
  assertTarget(delivery.target);
  const { protocol, tampering, ...input } = delivery;
  const { activity, values } = input;
  const sealed = tampering === undefined ? protocol.seal(input) : signForged(protocol, input, tampering);
  return { protocol, activity, values, sealed, request: toHttp(sealed) };
}

/** Sends a callback and parses the response. @param secrets that the server may repeat */
export async function send(
  prepared: Prepared,
  secrets: readonly string[],
  deliver: Deliver,
): Promise<Exchange> {
  return { ...prepared, ...readOutcome(await deliver(prepared.request), secrets) };
}

/**
 * Refuses a URL that is not http or https, and one with a user name or password, which would end up in koo.yaml, in
 * the shell history and in reports.
 *
 * @param place the flag or the setting that has it, for messages
 * @throws KooError (usage) `INVALID_URL`
 */
export function assertTarget(text: string, place?: string): void {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (!url) {
    // The text before an @ may be a password.
    const redacted = text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1***@');
    const message = both('"{url}" is not an http or https URL', { url: redacted });
    throw invalidUrl(at(place, message), withScheme(text));
  }
  if (url.username === '' && url.password === '') return;
  const message = both('The URL of {host} contains a user name or a password', { host: url.host });
  throw invalidUrl(at(place, message));
}

function at(place: string | undefined, message: Localized): Localized {
  return place === undefined ? message : both('{place}: {message}', { place, message });
}

/** The URL that is meant by an address without a scheme, such as `127.0.0.1:8080/saasproduce`. */
function withScheme(text: string): string | undefined {
  const [, host = ''] =
    /^(localhost|[\w-]+(?:\.[\w-]+)+|\[[\da-f:.]+\])(?::\d+)?(?:[/?]|$)/i.exec(text) ?? [];
  if (host === '') return undefined;
  const url = URL.parse(`${isLoopback(host) ? 'http' : 'https'}://${text}`);
  return url && url.username === '' ? `${url.protocol}//${text}` : undefined;
}

function invalidUrl(message: Localized, meant?: string): KooError {
  const hint = both(
    'Use the complete production URL without a user name and password, such as https://isv.example.com/saasproduce.',
  );
  if (meant === undefined) return usageError('INVALID_URL', message, hint);
  return new KooError({
    category: 'usage',
    code: 'INVALID_URL',
    message,
    hint: both('Did you mean {meant}? {hint}', { meant, hint }),
    details: { suggestion: meant },
  });
}

export interface ChoiceOptions {
  /** The protocol that the user chose. */
  readonly protocol?: ProtocolId | undefined;
  /** Protocols of the merchant (koo.yaml), preferred if several have the activity. */
  readonly preferred: readonly ProtocolId[];
}

interface Choice {
  readonly protocol: Protocol;
  readonly activity: Activity;
}

/**
 * Finds an activity by name. If several protocols have it, the merchant's own take precedence, and V2 takes precedence
 * over online licences, which have the same wire format.
 *
 * @throws KooError (usage) `UNKNOWN_ACTIVITY`, or `AMBIGUOUS_ACTIVITY` with the protocols to choose from
 */
export function chooseActivity(protocols: readonly Protocol[], name: string, options: ChoiceOptions): Choice {
  const all = protocols
    .filter(({ id }) => options.protocol === undefined || id === options.protocol)
    .flatMap((protocol) => protocol.activities.map((activity): Choice => ({ protocol, activity })));
  const named = all.filter(({ activity }) => activity.name === name);
  if (named.length === 0) throw unknownActivity(name, all, options.protocol);
  const own = named.filter(({ protocol }) => options.preferred.includes(protocol.id));
  const [only, ...others] = preferV2(own.length > 0 ? own : named);
  if (only && others.length === 0) return only;
  const ids = named.map(({ protocol }) => protocol.id);
  // Prefer a current protocol for the example; the retired V1 protocols come first in the list.
  const current = ids.find((id) => id.startsWith('v2')) ?? ids.at(-1) ?? 'v2';
  throw usageError(
    'AMBIGUOUS_ACTIVITY',
    both('Several protocols have the activity {name}: {protocols}', { name, protocols: ids }),
    both('Choose one with --protocol, such as --protocol {current}.', { current }),
  );
}

function preferV2(choices: readonly Choice[]): readonly Choice[] {
  const inV2 = choices.some(({ protocol }) => protocol.id === 'v2');
  return choices.filter(({ protocol }) => !(inV2 && protocol.id === 'online-license'));
}

function unknownActivity(name: string, all: readonly Choice[], protocol: ProtocolId | undefined): KooError {
  const candidates = [...new Set(all.map(({ activity }) => activity.name))];
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_ACTIVITY',
    message:
      protocol === undefined
        ? both('Unknown activity {name}', { name })
        : both('Unknown activity {name} of {protocol}', { name, protocol }),
    ...didYouMean(
      name,
      candidates,
      both('Activities: {candidates}. See `koo callback activities`.', { candidates }),
    ),
  });
}
