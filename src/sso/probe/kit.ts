import type { KeyObject } from 'node:crypto';
import type { Deliver } from '../../callback/delivery/exchange.ts';
import type { KitProtocol } from '../../callback/delivery/kit-values.ts';
import { randomIv, randomNonce } from '../../callback/delivery/random.ts';
import { prepare, send } from '../../callback/delivery/send.ts';
import { encryptValues } from '../../callback/delivery/values.ts';
import { judge } from '../../callback/probe/judge.ts';
import { protocolOf } from '../../callback/protocols/index.ts';
import { cnMillis } from '../../callback/protocols/time.ts';
import type { Kit } from './model.ts';

export interface KitOptions {
  readonly protocol: KitProtocol;
  readonly production: string;
  readonly key: string;
  readonly rsaPublicKey: KeyObject;
  readonly deliver: Deliver;
  /** Secrets that the server may repeat. */
  readonly secrets: () => readonly string[];
  readonly now: () => Date;
}

/**
 * Sends callbacks of the kit interfaces as KooGallery does.
 *
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html
 */
export function createKit(options: KitOptions): Kit {
  const { key, rsaPublicKey, deliver, secrets, now } = options;
  const protocol = protocolOf(options.protocol);
  return {
    protocol: options.protocol,
    now,
    async call(name, values) {
      const activity = protocol.activities.find((declared) => declared.name === name);
      if (!activity) throw new TypeError(`${protocol.id} has no activity ${name}`);
      const sentAt = now();
      const hasTime = activity.request.some((field) => field.name === 'timeStamp');
      const complete = { ...values, testFlag: 0, ...(hasTime && { timeStamp: cnMillis(sentAt) }) };
      const prepared = prepare({
        protocol,
        activity,
        target: options.production,
        values: encryptValues(activity, complete, { key, bits: 256, iv: randomIv, rsaPublicKey }),
        key,
        timestamp: protocol.timestamp(sentAt),
        nonce: randomNonce(),
      });
      const exchange = await send(prepared, secrets(), deliver);
      const { result, meaning } = judge(exchange, key);
      return { exchange, succeeded: result === 'succeeded', meaning };
    },
  };
}
