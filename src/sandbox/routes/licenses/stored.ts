import type { Call } from '../../call.ts';
import { type Code, refusal } from '../../codes.ts';
import { formatOrderTime } from '../../times.ts';

interface License {
  readonly status: string;
  readonly expireTime: string;
  readonly activateTime: string | null;
  readonly orderTime: string;
  readonly orderId: string;
  readonly productId: string;
  readonly amount: number;
  readonly received: boolean;
}

/**
 * A licence of the caller; one of another seller does not exist for it.
 *
 * @throws Refusal with the code `unknown` where there is none
 */
export function findLicense({ database, account, now }: Call, code: string, unknown: Code): License {
  const row = database.prepare('SELECT * FROM licenses WHERE code = ? AND seller = ?').get(code, account.id);
  if (!row) throw refusal(unknown, { en: `there is no licence ${code}`, zh: `没有授权码 ${code}` });
  const expireTime = String(row.expire_time);
  const expired = row.status === 'ALIVE' && expireTime < formatOrderTime(now);
  return {
    status: expired ? 'EXPIRED' : String(row.status),
    expireTime,
    activateTime: row.activate_time === null ? null : String(row.activate_time),
    orderTime: String(row.order_time),
    orderId: String(row.order_id),
    productId: String(row.product_id),
    amount: Number(row.amount),
    received: row.received === 1,
  };
}
