import { usageError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { addressFor } from '../../../sso/center/address.ts';
import { both, type Localized, verbatim } from '../../../text/translate.ts';
import type { Connection } from './model.ts';

/** Login addresses that the seller has registered with the credential of the application. */
export type LoginAddresses = Pick<Connection, 'loginAddress' | 'casCallback'>;

const names: Readonly<Record<keyof LoginAddresses, Localized>> = {
  loginAddress: both('login address'),
  casCallback: both('callback of CAS'),
};

export const loginAddressKinds = ['loginAddress', 'casCallback'] as const;

/** Stands for the organisation when an address is validated. */
const anyOwner = { id: '0'.repeat(32), code: 'org0001' };

/** Whether an address can be registered: a complete URL without a user, a password and a fragment. */
export function isLoginAddress(text: string): boolean {
  return faultOf(text) === undefined;
}

/**
 * Asserts that an address can be registered, if there is one.
 *
 * @throws KooError (usage, `INVALID_LOGIN_ADDRESS`)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649438.html
 */
export function assertLoginAddress(kind: keyof LoginAddresses, text: string | undefined): void {
  const fault = text === undefined ? undefined : faultOf(text);
  if (!fault) return;
  throw usageError(
    'INVALID_LOGIN_ADDRESS',
    both('The {name} cannot be registered: {fault}', { name: names[kind], fault }),
    both('Use a complete URL, such as https://isv.example.com/sso/callback.'),
  );
}

function faultOf(text: string): Localized | undefined {
  const url = /^https?:\/\/[^/\\]/i.test(text) ? URL.parse(addressFor(text, anyOwner)) : null;
  // The text before an @ may be a password, so it is not repeated.
  if (!url) return both('it is not an http or https URL');
  if (url.username !== '' || url.password !== '') return both('it contains a user name or a password');
  if (text.includes('#')) return both('it contains #, and browsers do not send what follows');
  if (/[\s\p{Cc}]/u.test(text)) return both('it contains blanks or control characters');
  return undefined;
}

/** Returns warnings about the addresses of a product, compared with those of the other products. */
export function loginAddressWarnings(
  addresses: LoginAddresses,
  product: string,
  connections: readonly Connection[],
): readonly Localized[] {
  const { loginAddress } = addresses;
  const others = connections.filter((one) => one.product !== product && one.loginAddress === loginAddress);
  return [
    ...loginAddressKinds.flatMap((kind) => {
      const url = URL.parse(addressFor(addresses[kind] ?? '', anyOwner));
      if (url?.protocol !== 'http:' || isLoopback(url.hostname)) return [];
      const facts = { name: names[kind], host: verbatim(url.host) };
      return [both('The {name} at {host} uses http: codes and tickets can be read on the way.', facts)];
    }),
    ...(loginAddress !== undefined && others.length > 0
      ? [
          both(
            'The login address is also that of {products}. KooGallery tells applications apart by it: use one for each.',
            { products: others.map((one) => verbatim(one.product)) },
          ),
        ]
      : []),
  ];
}
