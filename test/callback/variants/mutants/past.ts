import type { JsonObject } from '../../../../src/text/json.ts';
import type { Handle, HttpReply, ReferenceMerchant } from '../model.ts';
import {
  type Call,
  isAuthentic,
  jsonOf,
  read,
  result,
  sealed,
  text,
  withBody,
  withMembers,
} from '../wrap.ts';

export type Make = (reference: ReferenceMerchant) => Handle;

export type LifeEvent =
  | 'create'
  | 'query'
  | 'renew'
  | 'formalise'
  | 'give-back'
  | 'upgrade'
  | 'check'
  | 'freeze'
  | 'unfreeze'
  | 'release'
  | 'license'
  | 'other';

/** What a call means for the life of an instance or of a licence code. */
function eventOf({ activity, values }: Call): LifeEvent {
  const status = text(values, 'status') || text(values, 'instanceStatus');
  switch (activity) {
    case 'newInstance':
      return 'create';
    case 'queryInstance':
      return 'query';
    case 'refreshInstance':
    case 'refreshLicenseCode':
      if (values.scene === 'UNSUBSCRIBE_RENEWAL_PERIOD' || text(values, 'orderAmount').startsWith('-'))
        return 'give-back';
      return values.scene === 'TRIAL_TO_FORMAL' || values.trialToFormal === '1' ? 'formalise' : 'renew';
    case 'upgrade':
    case 'upgradeInstance':
      return 'upgrade';
    case 'changeInstanceCheck':
      return 'check';
    case 'expireInstance':
      return 'freeze';
    case 'instanceStatus':
    case 'updateInstanceStatus':
    case 'updateLicenseCodeStatus':
      return status === 'FREEZE' ? 'freeze' : 'unfreeze';
    case 'releaseInstance':
    case 'releaseLicenseCode':
      return 'release';
    case 'getLicenseAsync':
      return 'license';
    default:
      return 'other';
  }
}

/** A call that succeeded. */
export interface PastCall extends Call {
  readonly event: LifeEvent;
  /** The instance or the licence code that it was about. */
  readonly id: string;
}

export interface Past {
  /** The calls for one instance, in order. */
  of(id: string): readonly PastCall[];
  /** All calls, in order. */
  readonly calls: readonly PastCall[];
  /** The calls of one activity that were given the same values for these fields. */
  like(call: Call, fields: readonly string[]): readonly PastCall[];
}

export interface Present extends Call {
  readonly event: LifeEvent;
  readonly id: string;
  readonly reference: ReferenceMerchant;
}

/** What a mistake makes of a call: a reply, a refusal, other values, or what the reference merchant does. */
type Decision = HttpReply | JsonValues | 'refuse' | 'unknown' | undefined;

interface JsonValues {
  readonly values: JsonObject;
}

/** Decides with what has happened. */
export function knowing(decide: (call: Present, past: Past) => Decision): Make {
  return (reference) => {
    const all: PastCall[] = [];
    const byId = new Map<string, PastCall[]>();
    const byActivity = new Map<string, PastCall[]>();
    const past: Past = {
      calls: all,
      of: (id) => byId.get(id) ?? [],
      like: ({ activity, values }, fields) =>
        (byActivity.get(activity) ?? []).filter((one) =>
          fields.every((field) => text(one.values, field) === text(values, field)),
        ),
    };
    return async (request) => {
      if (!isAuthentic(request, reference)) return reference.handle(request);
      const call = read(request, reference);
      const id = text(call.values, 'instanceId') || text(call.values, 'license');
      const event = eventOf(call);
      const decided = decide({ ...call, event, id, reference }, past);
      if (decided === 'refuse') return result('000005', reference, 'not possible now');
      if (decided === 'unknown') return result('000003', reference);
      if (decided && 'status' in decided) return decided;
      const sent = decided ? sealed({ ...call, ...decided }, request, reference) : request;
      const reply = await reference.handle(sent);
      const json = jsonOf(reply.body);
      if (json.resultCode === '000000') {
        const made = { ...call, event, id: event === 'create' ? text(json, 'instanceId') : id };
        all.push(made);
        add(byId, made.id, made);
        add(byActivity, call.activity, made);
      }
      return reply;
    };
  };
}

function add(map: Map<string, PastCall[]>, key: string, call: PastCall): void {
  const list = map.get(key);
  if (list) list.push(call);
  else map.set(key, [call]);
}

/** Refuses an event after another of the same instance. */
export function refusing(event: LifeEvent, after: LifeEvent, times = 1): Make {
  return knowing((call, past) => {
    if (call.event !== event) return undefined;
    const before = past.of(call.id).filter((one) => one.event === after && !isSameCall(one, call));
    return before.length >= times ? 'refuse' : undefined;
  });
}

/** Whether a call repeats another. */
export function isSameCall(one: Call, other: Call): boolean {
  return JSON.stringify(one.values) === JSON.stringify(other.values);
}

/** Whether the last change of the instance's status was a freeze. */
export function isFrozen(past: Past, id: string): boolean {
  return past.of(id).findLast(({ event }) => event === 'freeze' || event === 'unfreeze')?.event === 'freeze';
}

/** Does not know the instances any more for which `isLost` holds. */
export function losing(isLost: (id: string, past: Past) => boolean): Make {
  return knowing((call, past) => {
    if (call.event === 'create' || call.id === '') return undefined;
    const ids = call.id.split(',');
    const left = ids.filter((id) => !isLost(id, past));
    if (left.length === ids.length) return undefined;
    if (left.length === 0) return 'unknown';
    return { values: withMembers(call.values, { instanceId: left.join(',') }) };
  });
}

/** Looks orders up under another key than the documented one. */
export function keyedBy(key: (values: JsonObject) => JsonObject): Make {
  return (reference) => (request) => {
    const call = read(request, reference);
    if (call.activity !== 'newInstance' || !isAuthentic(request, reference)) return reference.handle(request);
    // What is missing is refused as usual.
    const given = Object.entries(key(call.values)).filter(([name]) => text(call.values, name) !== '');
    const values = withMembers(call.values, Object.fromEntries(given));
    return reference.handle(sealed({ ...call, values }, request, reference));
  };
}

/** Takes an order for a new one once `isNew` holds for its instance. */
export function recreating(isNew: (past: Past, id: string) => boolean): Make {
  return (reference) => {
    let count = 0;
    return knowing((call, past) => {
      if (call.event !== 'create') return undefined;
      const known = past.like(call, ['orderId', 'orderLineId', 'productId'])[0];
      if (!known || !isNew(past, known.id)) return undefined;
      count += 1;
      return newInstanceReply(call, `again${count}`);
    })(reference);
  };
}

function newInstanceReply({ reference }: Present, instanceId: string): HttpReply {
  const reply = result('000000', reference, 'success');
  const appInfo = reference.protocol.id === 'v1' && { appInfo: { frontEndUrl: 'https://app.example.com/' } };
  return withBody(reply, JSON.stringify({ ...jsonOf(reply.body), instanceId, ...appInfo }), reference);
}

/** Refuses a value, as a validation does. */
export function refusingValue(isRefused: (values: JsonObject, call: Call) => boolean): Make {
  return (reference) => (request) => {
    const call = read(request, reference);
    return isAuthentic(request, reference) && isRefused(call.values, call)
      ? Promise.resolve(result('000002', reference, 'invalid value'))
      : reference.handle(request);
  };
}

/** Fails on a value, as a database or a parser does. */
export function crashingOn(isFatal: (values: JsonObject, call: Call) => boolean): Make {
  return (reference) => (request) => {
    const call = read(request, reference);
    if (isAuthentic(request, reference) && isFatal(call.values, call)) throw new Error('Data truncation');
    return reference.handle(request);
  };
}
