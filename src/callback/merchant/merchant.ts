import { callbackMeaning } from '../../codes/callback.ts';
import { bodySignature, formatBodySign } from '../../signing/v1-body-sign.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { protocols } from '../protocols/index.ts';
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
import { createState, type State } from './state.ts';
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

/** A family that is answered, and the key that opens its requests. */
interface ServedProtocol {
  readonly protocol: Protocol;
  readonly key: string;
}

/** The outcome of a request, before it is written down. */
interface Outcome {
  readonly result: Result;
  readonly reason?: Localized;
}

/**
 * A correct merchant for all families: authenticates, refuses replays, validates, acts, signs. Every answer goes out
 * with HTTP 200, refusals too: KooGallery reads the result code and nothing else.
 *
 * @throws TypeError when the key of a family is missing
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
      if (!chosen) return reply(refused(unknownInterface), claim);
      return reply(answer(chosen, chosen.opened, options, state), claim, chosen);
    },

    rejectTooLong(request) {
      const claim = readClaim({ ...request, body: new Uint8Array() });
      return reply(refused(tooLong), claim, candidates(served, claim)[0]);
    },
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

/** The family that knows the activity; when none does, all the request may belong to: one of their keys opens it. */
function candidates(served: readonly ServedProtocol[], claim: Claim): readonly ServedProtocol[] {
  const possible = served.filter(({ protocol }) => claim.families.includes(protocol.id));
  const family = possible.find(({ protocol }) => findActivity(protocol, claim.activity));
  return family ? [family] : possible;
}

function findActivity({ activities }: Protocol, activity: string | undefined) {
  return activities.find(({ name }) => name === activity);
}

function answer(
  { protocol, key }: ServedProtocol,
  opened: Opened,
  options: MerchantOptions,
  state: State,
): Outcome {
  if (!opened.ok) return refused(opened.reason, opened.resultCode);
  const { nonce, values } = opened;
  // Each interface class has a key of its own, and so nonces of its own.
  if (nonce && !state.nonces.first(`${protocol.keyClass} ${nonce}`, options.now())) {
    return refused(replayed, '000001');
  }
  const activity = findActivity(protocol, opened.activity);
  const act = activity && families[protocol.id][activity.name];
  if (!act) return refused(unknownInterface);
  const [problem] = validateValues(activity.request, values);
  if (problem) return refused(problem.message);
  try {
    const result = act({ values, key, options, state });
    return isRejection(result) ? refused(result.refused.reason, result.refused.resultCode) : { result };
  } catch {
    // What is wrong inside is told to nobody outside.
    return refused(internalError, '000005');
  }
}

function refused(reason: Localized, resultCode = '000002'): Outcome {
  return { result: { resultCode }, reason };
}

/**
 * Writes the answer down, once: the bytes that are signed are the bytes that are sent.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
function reply({ result, reason }: Outcome, { activity }: Claim, by?: ServedProtocol): MerchantReply {
  const { resultCode, ...fields } = result;
  const resultMsg = callbackMeaning(resultCode)?.en ?? '';
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

/** Non-ASCII goes out as `\uXXXX`, as `memo` demands: no character set comes between the body and its signature. */
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

/** Where a request says it belongs. It is not authenticated yet: this decides which key to try, and no more. */
export interface Claim {
  readonly families: readonly ProtocolId[];
  readonly activity?: string;
}

/**
 * Tells the families apart by method, sub-path and `activity`, so that one address serves them all. Whatever path
 * stands in front is the merchant's own affair. A POST that names an activity may belong to each of the families
 * that share the way of signing; whichever knows the activity takes it.
 */
function readClaim(request: ReceivedRequest): Claim {
  if (request.method === 'GET') {
    return { families: ['v1'], ...withActivity(firstValues(queryParameters(request.url)).get('activity')) };
  }
  if (request.method !== 'POST') return { families: [] };
  const path = request.url.split('?', 1)[0] ?? '';
  const [, version, name] = /\/produceAPI\/(v2\/)?([^/]*)\/?$/.exec(path) ?? [];
  if (name !== undefined) return { families: [version ? 'v2-kit' : 'v1-kit'], ...withActivity(name) };
  return {
    families: ['v2', 'online-license', 'license-code', 'order-notify'],
    ...withActivity(activityIn(request.body)),
  };
}

function withActivity(activity: unknown): Pick<Claim, 'activity'> {
  return typeof activity === 'string' && activity !== '' ? { activity } : {};
}

function activityIn(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null && 'activity' in value ? value.activity : undefined;
  } catch {
    return undefined;
  }
}
