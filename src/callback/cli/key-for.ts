import { requireKey } from '../../account/cli/keys.ts';
import type { Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import type { Protocol } from '../protocols/model.ts';

/**
 * The access key of a protocol's interface class; says so when that is the base key for want of one of its own.
 *
 * @throws KooError (configuration, `NO_ACCESS_KEY`) when there is neither
 */
export function keyFor(keys: Keys, protocol: Protocol, notice: (text: Localized) => void): string {
  const { key, fellBack } = requireKey(keys, protocol.keyClass);
  if (fellBack) notice(fallbackNotice([protocol]));
  return key;
}

/** Tells which protocols are tried with the base key for want of one of their own. */
export function fallbackNotice(protocols: readonly Protocol[]): Localized {
  const ids = protocols.map(({ id }) => id);
  return {
    en: `${ids.join(', ')}: without a key of its own class, tried with the base key. In the console each interface class has a key of its own.`,
    zh: `${ids.join('、')}：未提供该类接口的密钥，使用基础接口密钥。控制台中每类接口绑定各自的密钥。`,
  };
}
