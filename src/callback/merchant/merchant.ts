import { callbackMeaning, success } from '../../codes/callback.ts';
import { bodySignature, formatBodySign } from '../../signing/v1-body-sign.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { baseFamilies, protocols } from '../protocols/index.ts';
import type { Opened, Parameter, Protocol, ProtocolId, ReceivedRequest } from '../protocols/model.ts';
import { firstValues, parseObject, queryParameters } from '../protocols/request.ts';
import { validateValues } from '../protocols/validate.ts';
import { v1Kit, v2Kit } from './kit.ts';
import { licenseCode, onlineLicense } from './licenses.ts';
import {
  type Handlers,
  type Merchant,
  type MerchantOptions,
  type MerchantReply,
  Rejection,
  type Result,
} from './model.ts';
import { actsOnOrder, findOrder } from './orders.ts';
import { createState, type State } from './state.ts';
import { dueUsage, settleUsage } from './usage.ts';
import { v1 } from './v1.ts';
import { orderNotify, v2 } from './v2.ts';

const families: Readonly<Record<ProtocolId, Handlers>> = {
  v1,
  'v1-kit': v1Kit,
  v2,
  'v2-kit': v2Kit,
  'license-code': licenseCode,
  'online-license': onlineLicense,
  'order-notify': orderNotify,
};

/** A served protocol and its access key. */
interface ServedProtocol {
  readonly protocol: Protocol;
  readonly key: string;
}

/**
 * A correct merchant for all protocols: authenticates, rejects replays, validates, acts, signs. Every response,
 * including rejections, has HTTP status 200: KooGallery reads only the result code.
 *
 * @throws TypeError if the key of a protocol is missing
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
 */
export function createMerchant(options: MerchantOptions, state: State = createState()): Merchant {
  const served = serve(options);
  return {
    async handle(request) {
      const claim = readClaim(request);
      const now = options.now();
      const tried = candidates(served, claim).map(({ protocol, key }) => {
        return { protocol, key, opened: protocol.open(request, { key, now }) };
      });
      const chosen = tried.find(({ opened }) => opened.ok) ?? tried[0];
      if (!chosen) return buildResponse(unknownInterface(), claim);
      const outcome = await handleRequest(chosen, chosen.opened, options, state).catch((error: unknown) =>
        // Do not disclose internal errors.
        error instanceof Rejection ? error : new Rejection('000005', both('internal server error')),
      );
      return buildResponse(outcome, claim, chosen);
    },

    rejectTooLong(request) {
      const claim = readClaim({ ...request, body: new Uint8Array() });
      const tooLong = new Rejection('000002', both('the body is too long'));
      return buildResponse(tooLong, claim, candidates(served, claim)[0]);
    },

    usageDue: (now) => dueUsage(state, now),
    settleUsage: (records, rejected = new Set()) => settleUsage(state, records, rejected),
  };
}

function serve({ protocols: ids, keys }: MerchantOptions): readonly ServedProtocol[] {
  return protocols
    .filter(({ id }) => ids?.includes(id) ?? true)
    .map((protocol) => {
      const key = keys[protocol.keyClass];
      if (!key) throw new TypeError(`no ${protocol.keyClass} key for ${protocol.id}`);
      return { protocol, key };
    });
}

/** Returns the protocol that has the activity, or all possible ones, so that the key of one verifies the call. */
function candidates(served: readonly ServedProtocol[], claim: Claim): readonly ServedProtocol[] {
  const possible = served.filter(({ protocol }) => claim.families.includes(protocol.id));
  const family = possible.find(({ protocol }) => findActivity(protocol, claim.activity));
  return family ? [family] : possible;
}

function findActivity({ activities }: Protocol, activity: string | undefined) {
  return activities.find(({ name }) => name === activity);
}

/** @throws Rejection */
async function handleRequest(
  { protocol, key }: ServedProtocol,
  opened: Opened,
  options: MerchantOptions,
  state: State,
): Promise<Result> {
  if (!opened.ok) throw new Rejection(opened.resultCode, opened.reason);
  const { nonce, values } = opened;
  // Nonces are separate for each interface class, because each has its own key.
  if (nonce && !state.nonces.add(`${protocol.keyClass} ${nonce}`, options.now()))
    throw new Rejection('000001', both('the nonce has already been used'));
  const activity = findActivity(protocol, opened.activity);
  const act = activity && families[protocol.id][activity.name];
  if (!act) throw unknownInterface();
  const [problem] = validateValues(activity.request, values);
  if (problem) throw new Rejection('000002', problem.message);
  const { lookUpOrder, businessNow } = options;
  // Everything asynchronous is awaited before anything is read or changed.
  const now = businessNow ? await businessNow() : options.now();
  const order = lookUpOrder && actsOnOrder(activity) ? await findOrder(values, lookUpOrder) : undefined;
  return act({ values, key, options, state, now, ...(order && { order }) });
}

function unknownInterface(): Rejection {
  return new Rejection('000002', both('the server has no such interface'));
}

/**
 * Serialises the response once, so that the signed bytes are the bytes sent.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
function buildResponse(outcome: Result | Rejection, { activity }: Claim, by?: ServedProtocol): MerchantReply {
  const resultCode = outcome.resultCode ?? success;
  const resultMsg = callbackMeaning(resultCode, activity)?.en ?? '';
  const fields = outcome instanceof Rejection ? {} : outcome;
  const body = Buffer.from(asciiJson({ resultCode, resultMsg, ...fields }));
  const headers: Parameter[] = [['Content-Type', 'application/json;charset=UTF-8']];
  if (by?.protocol.replySigned) headers.push(['Body-Sign', formatBodySign(bodySignature(by.key, body))]);
  return {
    headers,
    body,
    resultCode,
    ...(by && { protocol: by.protocol.id }),
    ...(activity && { activity }),
    ...(outcome instanceof Rejection && { reason: outcome.reason }),
  };
}

/** Escapes non-ASCII as `\uXXXX`, as documented for `memo`; this also makes the signature independent of the charset. */
function asciiJson(value: JsonObject): string {
  return JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The protocol and activity that a request claims. Not authenticated: it only decides which key to try. */
interface Claim {
  readonly families: readonly ProtocolId[];
  readonly activity?: string;
}

/**
 * Distinguishes the protocols by method, sub-path and `activity`, so that one URL serves them all. Ignores the path
 * before the sub-path. A POST with an activity may belong to any protocol with the V2 base signature; the protocol that
 * has the activity handles it.
 */
function readClaim({ method, url, body }: ReceivedRequest): Claim {
  if (method === 'GET') return claim(['v1'], firstValues(queryParameters(url)).get('activity'));
  if (method !== 'POST') return { families: [] };
  const [path = ''] = url.split('?', 1);
  const [, version, name] = /\/produceAPI\/(v2\/)?([^/]*)\/?$/.exec(path) ?? [];
  if (name !== undefined) return claim([version ? 'v2-kit' : 'v1-kit'], name);
  return claim(baseFamilies, parseObject(new TextDecoder().decode(body))?.activity);
}

function claim(families: readonly ProtocolId[], activity: unknown): Claim {
  return { families, ...(typeof activity === 'string' && activity !== '' && { activity }) };
}
