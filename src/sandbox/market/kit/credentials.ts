import { createHash } from 'node:crypto';
import { type JsonObject, own } from '../../../text/json.ts';
import type { Database } from '../../state/database.ts';
import type { Context } from '../model/context.ts';
import type { Delivery } from '../model/model.ts';
import { type Tenant, tenantOf } from './model.ts';

/** The application id of a product. It follows from the product, because merchants write it into their settings. */
export function appIdOf(product: string): string {
  return createHash('sha256').update(`application ${product}`).digest('hex').slice(0, 32);
}

/** Returns the organisation with a working credential for a product, which all instances of the product use. */
export function withCredential(context: Context, tenant: Tenant, product: string): Tenant {
  const known = own(tenant.credentials, product);
  if (known && !context.login?.isReplaced(known.clientSecret)) return tenant;
  const drawn = (part: string) => context.hex(`application ${product} ${tenant.id} ${part}`);
  const after = known ? ` after ${known.clientSecret}` : '';
  const clientSecret = drawn(`secret${after}`) + drawn(`secret, second half${after}`);
  const credential = { clientId: known?.clientId ?? drawn('id').slice(0, 20), clientSecret };
  return { ...tenant, credentials: { ...tenant.credentials, [product]: credential } };
}

/**
 * Adds the client secret to the values of a delivery. It is stored with the organisation only, so that neither the
 * outbox nor the journal shows it.
 */
export function withClientSecret(
  database: Database,
  { product, cause, activity }: Pick<Delivery, 'product' | 'cause' | 'activity'>,
  values: JsonObject,
): JsonObject {
  if (cause !== 'kit' || activity !== 'applicationSync') return values;
  const { credentials } = tenantOf(database, String(values.tenantId));
  const { clientSecret = '' } = credentials[product] ?? {};
  return { ...values, clientSecret };
}
