import { success } from '../../../codes/callback.ts';
import { bodySignature, formatBodySign } from '../../../signing/v1-body-sign.ts';
import type { JsonObject } from '../../../text/json.ts';
import { protocols } from '../../protocols/index.ts';
import type { Parameter, ReceivedRequest } from '../../protocols/model.ts';
import { firstValues, queryParameters } from '../../protocols/request.ts';
import { createMerchant } from '../merchant.ts';
import type { Merchant, MerchantOptions, MerchantReply } from '../model.ts';
import type { State } from '../state.ts';

/**
 * The reference merchant with six mistakes that merchants make, each of which docs/mistakes.md lists:
 *
 * - it does not check the timestamp (V2)
 * - it accepts a repeated nonce (V2)
 * - it creates a new instance for a repeated order
 * - it returns the resultCode of an upgrade as a number
 * - it returns success for an unknown activity
 * - it does not renew a frozen instance
 */
export function createBrokenMerchant(options: MerchantOptions, stored: State): Merchant {
  let claimed = options.now();
  const state: State = { ...stored, nonces: { size: 0, add: () => true } };
  const merchant = createMerchant(
    // The clock is the claimed time, by which an instance may be queried before it was created.
    { ...options, now: () => claimed, asyncMs: Number.NEGATIVE_INFINITY },
    state,
  );
  return {
    ...merchant,
    async handle(request) {
      claimed = claimedTime(request) ?? options.now();
      const isFrozen = concernsFrozen(request, state);
      state.orders.clear();
      const reply = await merchant.handle(request);
      const { activity = '', resultCode } = reply;
      if (activity.startsWith('refresh') && resultCode === success && isFrozen)
        return changed(reply, { resultCode: '000005', resultMsg: 'the instance is frozen' }, options);
      if (activity === 'upgradeInstance' && resultCode === success)
        return changed(reply, { resultCode: Number(success) }, options);
      return isUnknown(reply)
        ? changed(reply, { resultCode: success, resultMsg: 'success' }, options)
        : reply;
    },
  };
}

/** Returns the timestamp of a V2 request. */
function claimedTime({ url }: ReceivedRequest): Date | undefined {
  const timestamp = firstValues(queryParameters(url)).get('timestamp') ?? '';
  return /^\d{13}$/.test(timestamp) ? new Date(Number(timestamp)) : undefined;
}

function concernsFrozen({ url, body }: ReceivedRequest, { instances, licenseCodes }: State): boolean {
  const text = url + new TextDecoder().decode(body);
  return [...instances, ...licenseCodes].some(([id, { status }]) => status === 'frozen' && text.includes(id));
}

/** Whether an authentic request was rejected because of its activity. */
function isUnknown({ protocol, activity, resultCode }: MerchantReply): boolean {
  const declared = protocols.find(({ id }) => id === protocol);
  return (
    resultCode === '000002' &&
    activity !== undefined &&
    declared?.keyClass !== 'kit' &&
    declared?.activities.every(({ name }) => name !== activity) === true
  );
}

/** Returns a response with other values, signed again. */
function changed(reply: MerchantReply, values: JsonObject, { keys }: MerchantOptions): MerchantReply {
  const body = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(reply.body).toString()), ...values }));
  const headers = reply.headers.map(([name, value]): Parameter => {
    return [name, name === 'Body-Sign' ? formatBodySign(bodySignature(keys.base ?? '', body)) : value];
  });
  return { ...reply, headers, body, resultCode: String(values.resultCode) };
}
