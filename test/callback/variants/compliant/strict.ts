import { protocols } from '../../../../src/callback/protocols/index.ts';
import { mockSceneOrders } from '../../../../src/callback/protocols/mock-orders.ts';
import type { JsonObject, JsonValue } from '../../../../src/text/json.ts';
import type { CompliantVariant, Handle, ReferenceMerchant } from '../model.ts';
import { type Call, isAuthentic, jsonOf, read, result, text } from '../wrap.ts';

/** What a merchant who checks everything knows of an instance or a licence code. */
interface Known {
  readonly orderId: string;
  readonly orderAmount: string;
  isTrial: boolean;
  isActive: boolean;
  /** `yyyyMMdd` */
  expiry: string;
  period: string;
  /** What a renewal that is given back restores. */
  readonly renewals: Pick<Known, 'expiry' | 'period'>[];
}

interface Books {
  readonly instances: Map<string, Known>;
  /** Customers who have had their trial. */
  readonly trials: Set<string>;
  /** Keys of tenants, applications, departments and users. */
  readonly kit: Set<string>;
}

const trialOrder = 'MOCKPERIODDAYTRIAL';

const day = (values: JsonObject) => text(values, 'expireTime').slice(0, 8);

function inAYear(): string {
  return new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

function begin({ values }: Call): Known {
  return {
    orderId: text(values, 'orderId'),
    orderAmount: text(values, 'orderAmount'),
    isTrial: values.trialFlag === '1' || values.orderId === trialOrder,
    isActive: true,
    expiry: day(values) || inAYear(),
    period: text(values, 'periodType'),
    renewals: [],
  };
}

/** Why a call does not follow from those before it. */
function objection({ activity, values }: Call, books: Books): string | undefined {
  if (activity === 'newInstance') {
    const had = values.trialFlag === '1' && books.trials.has(text(values, 'customerId'));
    return had ? 'one trial for each customer' : undefined;
  }
  const known = books.instances.get(text(values, 'instanceId') + text(values, 'license'));
  if (!known) return undefined;
  const isOwnOrder = text(values, 'orderId') === known.orderId;
  if (/^(expire|release)Instance$/.test(activity) && values.orderLineId === undefined) {
    if (values.orderId !== undefined && !isOwnOrder) return 'not the order of the purchase';
    const amount = text(values, 'orderAmount');
    return amount === '' || amount === known.orderAmount ? undefined : 'not the amount of the purchase';
  }
  if (activity.startsWith('upgrade')) {
    if (!known.isActive) return 'only an active instance is upgraded';
    return isOwnOrder ? 'an upgrade has an order of its own' : undefined;
  }
  return activity.startsWith('refresh') ? refreshObjection(values, known, isOwnOrder) : undefined;
}

function refreshObjection(values: JsonObject, known: Known, isOwnOrder: boolean): string | undefined {
  const scene = sceneOf(values);
  if (isOwnOrder) return 'a renewal has an order of its own';
  const order = Object.entries(mockSceneOrders).find(([name]) => name === scene)?.[1];
  if (values.scene !== undefined && values.orderId !== order) return 'an order of another scene';
  if (scene === 'TRIAL_TO_FORMAL') return known.isTrial ? undefined : 'not a trial';
  if (scene === 'UNSUBSCRIBE_RENEWAL_PERIOD') {
    if (known.renewals.length === 0) return 'there is no renewal to give back';
    return day(values) === known.renewals.at(-1)?.expiry ? undefined : 'not the expiry before the renewal';
  }
  const changes = values.productId !== undefined && values.scene === undefined;
  if (changes && text(values, 'periodType') === known.period) return 'the period is the same';
  return day(values) > known.expiry ? undefined : 'a renewal ends later';
}

function sceneOf(values: JsonObject): string {
  if (values.trialToFormal === '1') return 'TRIAL_TO_FORMAL';
  if (text(values, 'orderAmount').startsWith('-')) return 'UNSUBSCRIBE_RENEWAL_PERIOD';
  return text(values, 'scene');
}

function list(value: JsonValue | undefined): readonly JsonObject[] {
  return (typeof value === 'string' ? JSON.parse(value) : (value ?? [])) as JsonObject[];
}

const of = (kind: string, values: JsonObject, ...more: readonly string[]) =>
  [kind, text(values, 'instanceId'), text(values, 'tenantId'), ...more].join(' ');

function kitObjection({ activity, values }: Call, { kit }: Books): string | undefined {
  const flag = text(values, 'flag');
  if (values.tenantId === undefined || values.instanceId === undefined || flag === '0') return undefined;
  const has = (kind: string, ...more: readonly string[]) => kit.has(of(kind, values, ...more));
  if (activity === 'tenantSync') {
    if (text(values, 'orderId') === '' && text(values, 'instanceId') !== '') return 'whose order?';
    return flag === '2' && !has('tenant') ? 'no such tenant' : undefined;
  }
  if (!has('tenant')) return 'no such tenant';
  const appId = text(values, 'appId');
  if (activity === 'applicationSync') return flag === '2' && !has('app', appId) ? 'no such app' : undefined;
  if (activity === 'singleOrgSync') {
    const parent = text(values, 'parentCode');
    if (parent !== '' && !has('org', parent)) return 'no such parent department';
    return flag === '2' && !has('org', text(values, 'orgCode')) ? 'no such department' : undefined;
  }
  if (activity !== 'authSync') return undefined;
  if (!has('app', appId)) return 'no such app';
  for (const user of list(values.userList)) {
    if (!has('org', text(user, 'orgCode'))) return 'no such department';
    if (flag !== '1' && !has('user', appId, text(user, 'userName'))) return 'no such user';
  }
  return undefined;
}

function recordKit({ activity, values }: Call, { kit }: Books): void {
  const put = text(values, 'flag') === '0' || text(values, 'flag') === '3' ? 'delete' : 'add';
  const appId = text(values, 'appId');
  if (activity === 'tenantSync') kit[put](of('tenant', values));
  if (activity === 'applicationSync') kit[put](of('app', values, appId));
  if (activity === 'singleOrgSync') kit[put](of('org', values, text(values, 'orgCode')));
  for (const { orgCode } of list(values.orgInfo ?? values.orgInfoList))
    kit.add(of('org', values, String(orgCode)));
  for (const user of list(values.userList)) kit[put](of('user', values, appId, text(user, 'userName')));
}

function record(call: Call, reply: JsonObject, books: Books): void {
  const { activity, values } = call;
  if (activity === 'newInstance') {
    const id = text(reply, 'instanceId');
    if (!books.instances.has(id)) books.instances.set(id, begin(call));
    if (values.trialFlag === '1') books.trials.add(text(values, 'customerId'));
    return;
  }
  const id = text(values, 'instanceId') + text(values, 'license');
  if (activity === 'refreshLicenseCode' && !books.instances.has(id))
    books.instances.set(id, begin({ activity, values: {} }));
  const known = books.instances.get(id);
  if (!known) return;
  if (activity === 'expireInstance' || activity === 'releaseInstance') known.isActive = false;
  const status = text(values, 'status') + text(values, 'instanceStatus');
  if (status !== '') known.isActive = status !== 'FREEZE';
  if (!activity.startsWith('refresh')) return;
  const scene = sceneOf(values);
  if (scene === 'TRIAL_TO_FORMAL') known.isTrial = false;
  else if (scene === 'UNSUBSCRIBE_RENEWAL_PERIOD') Object.assign(known, known.renewals.pop());
  else known.renewals.push({ expiry: known.expiry, period: known.period });
  if (scene === 'UNSUBSCRIBE_RENEWAL_PERIOD') return;
  known.expiry = day(values);
  known.period = text(values, 'periodType');
  known.isActive = true;
}

/** By which a call is recognised that has succeeded before, and so succeeds again. */
function keyOf({ activity, values }: Call): string {
  const names = ['instanceId', 'license', 'orderId', 'tenantId', 'appId', 'orgCode', 'flag'];
  return JSON.stringify([activity, ...names.map((name) => text(values, name))]);
}

/** Checks every value that an earlier call determines. */
function checkingEverything(reference: ReferenceMerchant): Handle {
  const books: Books = { instances: new Map(), trials: new Set(), kit: new Set() };
  const done = new Set<string>();
  const handle: Handle = async (request) => {
    const call = read(request, reference);
    const isKit = reference.protocol.keyClass === 'kit';
    const isRepeated = done.has(keyOf(call));
    if (isAuthentic(request, reference) && !isRepeated) {
      const reason = isKit ? kitObjection(call, books) : objection(call, books);
      const code = call.activity === 'newInstance' ? '000103' : '000002';
      if (reason !== undefined) return result(code, reference, reason);
    }
    const reply = await reference.handle(request);
    const json = jsonOf(reply.body);
    if (json.resultCode !== '000000') return reply;
    if (isKit) recordKit(call, books);
    else if (!isRepeated || call.activity.includes('Status')) record(call, json, books);
    done.add(keyOf(call));
    return reply;
  };
  // One lock for all.
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const reply = last.then(() => handle(request));
    last = reply.catch(() => {});
    return reply;
  };
}

/** Merchants who know what the calls before have said. */
export const strict: readonly CompliantVariant[] = [
  {
    id: 'checks-everything',
    title: {
      en: 'checks every value against the calls before it: orders, amounts, periods, trials, tenants, departments, users',
      zh: '逐一核对与此前调用相关的取值：订单、金额、周期、试用、企业、部门、用户',
    },
    protocols: protocols.map(({ id }) => id),
    make: checkingEverything,
    // It knows the mock orders alone, and there is one licence code.
    skips: /LC-CONC-CHANGES/,
  },
];
