import { callbackMeaning } from '../../codes/callback.ts';
import { bodySignature, formatBodySign } from '../../signing/v1-body-sign.ts';
import { isNestedDeeper, maxJsonDepth } from '../../text/json-layout.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { baseFamilies, protocols } from '../protocols/index.ts';
import type { Opened, Parameter, Protocol, ProtocolId, ReceivedRequest } from '../protocols/model.ts';
import { firstValues, queryParameters } from '../protocols/request.ts';
import { validateValues } from '../protocols/validate.ts';
import { v1Kit, v2Kit } from './kit.ts';
import { licenseCode, onlineLicense } from './licenses.ts';
import {
  type Handlers,
  isRejection,
  type Merchant,
  type MerchantOptions,
  type MerchantReply,
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

/** The outcome of a request, before serialisation. */
interface Outcome {
  readonly result: Result;
  readonly reason?: Localized;
}

/**
 * A correct merchant for all protocols: authenticates, rejects replays, validates, acts, signs. Every response,
 * including rejections, has HTTP status 200: KooGallery reads only the result code.
 *
 * @throws TypeError if the key of a protocol is missing
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
 */
export function createMerchant(
  options: MerchantOptions,
  state: State = createState(options.licenses),
): Merchant {
  const served = serve(options);
  return {
    async handle(request) {
      const claim = readClaim(request);
      const now = options.now();
      const tried = candidates(served, claim).map(({ protocol, key }) => {
        return { protocol, key, opened: protocol.open(request, { key, now }) };
      });
      const chosen = tried.find(({ opened }) => opened.ok) ?? tried[0];
      if (!chosen) return buildResponse(rejected(unknownInterface), claim);
      return buildResponse(await handleRequest(chosen, chosen.opened, options, state), claim, chosen);
    },

    rejectTooLong(request) {
      const claim = readClaim({ ...request, body: new Uint8Array() });
      return buildResponse(rejected(tooLong), claim, candidates(served, claim)[0]);
    },

    usageDue: (now) => dueUsage(state, now),
    settleUsage: (records, rejected = new Set()) => settleUsage(state, records, rejected),
  };
}

function serve({ protocols: ids, keys }: MerchantOptions): readonly ServedProtocol[] {
  return protocols
    .filter(({ id }) => ids.includes(id))
    .map((protocol) => {
      const key = keys[protocol.keyClass];
      if (!key) throw new TypeError(`no ${protocol.keyClass} key for ${protocol.id}`);
      return { protocol, key };
    });
}

/** The protocol that has the activity; if none has it, all possible protocols, so that one of their keys verifies. */
function candidates(served: readonly ServedProtocol[], claim: Claim): readonly ServedProtocol[] {
  const possible = served.filter(({ protocol }) => claim.families.includes(protocol.id));
  const family = possible.find(({ protocol }) => findActivity(protocol, claim.activity));
  return family ? [family] : possible;
}

function findActivity({ activities }: Protocol, activity: string | undefined) {
  return activities.find(({ name }) => name === activity);
}

async function handleRequest(
  { protocol, key }: ServedProtocol,
  opened: Opened,
  options: MerchantOptions,
  state: State,
): Promise<Outcome> {
  if (!opened.ok) return rejected(opened.reason, opened.resultCode);
  const { nonce, values } = opened;
  // Nonces are separate for each interface class, because each has its own key.
  if (nonce && !state.nonces.add(`${protocol.keyClass} ${nonce}`, options.now())) {
    return rejected(replayed, '000001');
  }
  const activity = findActivity(protocol, opened.activity);
  const act = activity && families[protocol.id][activity.name];
  if (!act) return rejected(unknownInterface);
  const [problem] = validateValues(activity.request, values);
  if (problem) return rejected(problem.message);
  try {
    const { lookUpOrder, businessNow } = options;
    // What there is to wait for is awaited before anything is read or changed.
    const now = businessNow ? await businessNow() : options.now();
    const order = lookUpOrder && actsOnOrder(activity) ? await findOrder(values, lookUpOrder) : undefined;
    const result =
      order && isRejection(order)
        ? order
        : act({ values, key, options, state, now, ...(order && { order }) });
    return isRejection(result) ? rejected(result.rejected.reason, result.rejected.resultCode) : { result };
  } catch {
    // Do not disclose internal errors.
    return rejected(internalError, '000005');
  }
}

function rejected(reason: Localized, resultCode = '000002'): Outcome {
  return { result: { resultCode }, reason };
}

/**
 * Serialises the response once, so that the signed bytes are the bytes sent.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
function buildResponse({ result, reason }: Outcome, { activity }: Claim, by?: ServedProtocol): MerchantReply {
  const { resultCode, ...fields } = result;
  const resultMsg = callbackMeaning(resultCode, activity)?.en ?? '';
  const body = Buffer.from(asciiJson({ resultCode, resultMsg, ...fields }));
  const headers: Parameter[] = [['Content-Type', 'application/json;charset=UTF-8']];
  if (by?.protocol.replySigned) headers.push(['Body-Sign', formatBodySign(bodySignature(by.key, body))]);
  return {
    headers,
    body,
    resultCode,
    ...(by && { protocol: by.protocol.id }),
    ...(activity && { activity }),
    ...(reason && { reason }),
  };
}

/** Escapes non-ASCII as `\uXXXX`, as documented for `memo`; this also makes the signature independent of the charset. */
function asciiJson(value: Result): string {
  return JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const unknownInterface = both('the server has no such interface');
const tooLong = both('the body is too long');
const replayed = both('the nonce has already been used');
const internalError = both('internal server error');

/** The protocol and activity that a request claims. Not authenticated: it only decides which key to try. */
export interface Claim {
  readonly families: readonly ProtocolId[];
  readonly activity?: string;
}

/**
 * Distinguishes the protocols by method, sub-path and `activity`, so that one URL serves them all. Ignores the path
 * before the sub-path. A POST with an activity may belong to any protocol with the V2 base signature; the protocol that
 * has the activity handles it.
 */
function readClaim(request: ReceivedRequest): Claim {
  if (request.method === 'GET') {
    return { families: ['v1'], ...withActivity(firstValues(queryParameters(request.url)).get('activity')) };
  }
  if (request.method !== 'POST') return { families: [] };
  const path = request.url.split('?', 1)[0] ?? '';
  const [, version, name] = /\/produceAPI\/(v2\/)?([^/]*)\/?$/.exec(path) ?? [];
  if (name !== undefined) return { families: [version ? 'v2-kit' : 'v1-kit'], ...withActivity(name) };
  return { families: baseFamilies, ...withActivity(activityIn(request.body)) };
}

function withActivity(activity: unknown): Pick<Claim, 'activity'> {
  return typeof activity === 'string' && activity !== '' ? { activity } : {};
}

function activityIn(body: Uint8Array): unknown {
  try {
    const text = new TextDecoder().decode(body);
    if (isNestedDeeper(text, maxJsonDepth)) return undefined;
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'activity' in value ? value.activity : undefined;
  } catch {
    return undefined;
  }
}
