import { type ApiWish, withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { queryOrder } from '../orders.ts';
import { requireLength } from './length.ts';

/** Queries an order on the session's site. */
export async function runOrderGet(
  orderId: string,
  wish: ApiWish & { readonly line?: string | undefined },
  host: ApiHost,
): Promise<JsonObject> {
  requireLength('ID', orderId, 64);
  if (wish.line !== undefined) requireLength('--line', wish.line, 64);
  return withApi(wish, 'order', host, (api, { site }) =>
    queryOrder(api, { orderId, orderLineId: wish.line }).catch((error: unknown) => {
      if (!(error instanceof KooError) || error.facts.resultCode !== illegalValue) throw error;
      throw error.with({ hint: site.id === 'sandbox' ? onSandbox : checkId });
    }),
  );
}

/** A query has only ids, and which code an unknown order gets is not documented: most likely this one. */
const illegalValue = 'MKT.0100';

const checkId: Localized = {
  en: 'Check the order id and that the order is for your product; koo order get --mock lists ids that always work.',
  zh: '请检查订单 ID，并确认订单购买的是您的商品；koo order get --mock 可列出随时可用的订单 ID。',
};

const onSandbox: Localized = {
  en: 'Check the order id; koo order get --mock lists ids that always work, and koo sandbox seed puts orders into the sandbox.',
  zh: '请检查订单 ID；koo order get --mock 可列出随时可用的订单 ID，koo sandbox seed 可向沙箱中添加订单。',
};
