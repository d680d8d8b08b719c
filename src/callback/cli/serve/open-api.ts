import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiHost, openSession } from '../../../account/cli/session.ts';
import { concealed } from '../../../cli/output/edge.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { createOpenApi } from '../../../openapi/client.ts';
import { queryOrder } from '../../../openapi/orders.ts';
import { sandboxClock } from '../../../openapi/sandbox-clock.ts';
import { pushUsageRecords, type UsagePushAnswer } from '../../../openapi/usage.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { randomId } from '../../delivery/random.ts';
import type { Merchant, MerchantOptions } from '../../merchant/model.ts';
import type { UsageRecord } from '../../merchant/usage.ts';

/** The calls of the reference merchant to the open API. */
interface MerchantApi extends Required<Pick<MerchantOptions, 'lookUpOrder' | 'businessNow'>> {
  readonly url: string;
  /** Pushes usage records; the signal ends the wait for a retry. */
  push(records: readonly UsageRecord[], signal: AbortSignal): Promise<UsagePushAnswer>;
  close(): Promise<void>;
}

/** KooGallery expects a response within 5 s, part of which the rest of the call needs. */
const queryTimeoutMs = 4_000;

/**
 * Opens the API at an address. On this machine it is the sandbox, with its published keys; elsewhere the AK/SK must be
 * for that address.
 *
 * @param accessKey the access key of the base interfaces, which signs usage records
 * @throws KooError (usage) for an invalid address; (configuration) without an AK/SK
 */
export async function openMerchantApi(
  endpoint: string,
  profile: string | undefined,
  accessKey: string | undefined,
  host: ApiHost,
): Promise<MerchantApi> {
  const { env } = process;
  const isLocal = isLoopback(URL.parse(endpoint)?.hostname ?? '');
  const session = await openSession({ profile, endpoint, site: isLocal ? 'sandbox' : undefined }, host);
  const { site, credential } = session;
  const usageKey = isLocal
    ? (await host.launchSandbox(site.endpoint, env, host.notice)).accessKey
    : accessKey;
  const wait = (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { ...(signal && { signal }) });
  const api = createOpenApi({
    site,
    credential,
    env,
    now: () => new Date(),
    sleep: wait,
    random: Math.random,
    timeoutMs: queryTimeoutMs,
    hide: concealed,
  });
  return {
    url: site.endpoint,
    businessNow: isLocal ? sandboxClock(site.endpoint) : () => new Date(),
    async lookUpOrder(orderId, orderLineId) {
      try {
        return (await queryOrder(api, { orderId, orderLineId })).orderInfo;
      } catch (error) {
        if (isNoSuchOrder(error)) return undefined;
        throw error;
      }
    },
    push: (records, signal) =>
      pushUsageRecords({
        api,
        accessKey: usageKey ?? '',
        body: Buffer.from(JSON.stringify({ usage_records: records })),
        now: () => new Date(),
        nonce: randomId,
        random: Math.random,
        sleep: wait,
        signal,
        maxAttempts: () => 2,
      }),
    close: api.close,
  };
}

/**
 * Whether an error says that there is no such order. Its code is not documented: the sandbox returns that of an illegal
 * value. An order for a product of another seller was not placed with this merchant either.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
function isNoSuchOrder(error: unknown): boolean {
  const code = error instanceof KooError ? error.facts.resultCode : undefined;
  return code === 'MKT.0100' || code === 'MKT.0101' || code === 'MKT.0150';
}

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
