import { setTimeout as sleep } from 'node:timers/promises';
import type { KooError } from '../../../errors/koo-error.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Merchant } from '../../merchant/model.ts';
import type { UsageRecord } from '../../merchant/usage.ts';
import type { MerchantApi } from './open-api.ts';

interface PushOptions {
  readonly merchant: Merchant;
  readonly api: Pick<MerchantApi, 'businessNow' | 'push'>;
  readonly intervalMs: number;
  readonly notice: (text: Localized) => void;
  readonly signal: AbortSignal;
}

/** Maximum number of records in a request. */
const maxRecords = 1000;
/** The server has the record already: an earlier response was lost. */
const alreadyAccepted = '010';

/**
 * Pushes the usage that is due at regular intervals until the signal aborts. Records without a response are sent
 * unchanged the next time: with another end, they would be other records of the same use.
 */
export async function keepPushing({ merchant, api, intervalMs, notice, signal }: PushOptions): Promise<void> {
  let unsettled: readonly UsageRecord[] = [];
  for (;;) {
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (unsettled.length === 0) unsettled = merchant.usageDue(await api.businessNow());
    while (unsettled.length > 0 && !signal.aborted) {
      const batch = unsettled.slice(0, maxRecords);
      const answer = await api.push(batch, signal);
      if ('error' in answer) {
        if (!signal.aborted) notice(notPushed(answer.error));
        break;
      }
      const rejections = answer.rejections.filter(({ code }) => code !== alreadyAccepted);
      merchant.settleUsage(batch, new Set(rejections.map(({ index }) => batch[index]?.metering_sn ?? '')));
      unsettled = unsettled.slice(batch.length);
      notice(pushed(batch.length - rejections.length, [...new Set(rejections.map(({ code }) => code))]));
    }
  }
}

function pushed(accepted: number, codes: readonly string[]): Localized {
  return codes.length === 0
    ? both('Usage: {accepted, plural, one {# record} other {# records}} accepted', { accepted })
    : both(
        'Usage: {accepted, plural, one {# record} other {# records}} accepted, others rejected ({codes})',
        { accepted, codes },
      );
}

function notPushed({ facts: { message } }: KooError): Localized {
  return both('Usage: not pushed, and sent again later: {message}', { message });
}
