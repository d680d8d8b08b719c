import { type ActivityCall, activityCall } from '../../../lifecycle/activities.ts';
import { begin, next, stateOf } from '../../../lifecycle/life.ts';
import type { Callback, LifeEvent, Order, Scene } from '../../../lifecycle/model.ts';
import { day } from '../../../text/duration.ts';
import type { Command, World } from '../scenario/commands.ts';
import type { ScenarioStep } from '../scenario/scenario.ts';
import {
  createDraft,
  type Draft,
  type Instance,
  lifeEvents,
  newOrder,
  periodDays,
  trialDays,
} from './draft.ts';
import { changeStep, creationStep, instanceId } from './steps.ts';

/** Writes the steps of a drawn life, with the responses that the documents demand. */
export function writeLife(world: World, commands: readonly Command[]): ScenarioStep[] {
  const draft = createDraft(world);
  for (const [index, command] of commands.entries()) {
    const before = draft.steps.length;
    if (command.event === 'unknown') writeUnknown(draft, command.instance);
    else writeCommand(draft, command);
    const isLast = index === commands.length - 1;
    if (isLast || (command.isQueried !== false && draft.steps.length > before)) writeQuery(draft);
  }
  // The instances stay with the merchant, so none is left frozen.
  if (world.isReused) for (const instance of draft.instances.values()) unfreeze(draft, instance);
  return draft.steps;
}

/** An event of an instance that does not exist yet begins with its purchase. */
function writeCommand(draft: Draft, { instance: number, event }: Command): void {
  const instance = draft.instances.get(number) ?? buy(draft, number, event === 'try');
  if (!instance) return;
  if (event === 'again') {
    if (instance.life.stage === 'live') writeAgain(draft, instance);
  } else if (event === 'repeat') {
    if (instance.last) draft.steps.push({ ...instance.last, repeat: 2 });
  } else {
    for (const [lifeEvent, at] of lifeEvents(draft, event, instance)) {
      if (!happen(draft, number, lifeEvent, at)) return;
    }
  }
}

/** Whether the event can happen; if so, its callbacks are written. */
function happen(draft: Draft, number: number, event: LifeEvent, at: number): boolean {
  const instance = draft.instances.get(number);
  const step = instance && next(instance.life, event, at);
  if (!instance || !step) return false;
  if (!step.ok) {
    if (step.refusal === 'ended') writeLate(draft, instance);
    return false;
  }
  draft.instances.set(number, { ...instance, life: step.life, now: at });
  for (const callback of step.due) writeCallback(draft, number, callback);
  return true;
}

/** A pay-per-use order with two items has two lines, each with its own instance: the first two. */
function purchaseOrder(draft: Draft, number: number): Order {
  const hasItems = draft.kind.charging === 'on-demand' && draft.world.hasLines && number < 3;
  const other = hasItems ? draft.instances.get(3 - number)?.life.purchase : undefined;
  return other ? { id: other.id, line: `${other.id}:2` } : newOrder(draft);
}

function buy(draft: Draft, number: number, trial: boolean): Instance | undefined {
  const { kind } = draft;
  const order = purchaseOrder(draft, number);
  const days = trial ? trialDays : periodDays;
  const expiresAt = kind.charging === 'period' ? { expiresAt: days * day } : {};
  const bought = begin(kind, { order, trial, ...expiresAt }, 0);
  if (!bought.ok) return undefined;
  const made = bought.life.stage === 'creating' ? next(bought.life, { type: 'created' }, 0) : bought;
  if (!made.ok) return undefined;
  draft.instances.set(number, { number, life: made.life, now: 0 });
  for (const callback of bought.due) writeCallback(draft, number, callback);
  return draft.instances.get(number);
}

/** Writes the call of a callback, if the protocol has one and the server offers it. */
function writeCallback(draft: Draft, number: number, callback: Callback): void {
  const instance = draft.instances.get(number);
  const call = activityCall(callback, draft.protocol, draft.kind);
  if (!instance || !call || !draft.world.supported.has(checkIdFor(callback, call))) return;
  if (callback.type === 'show' && call.activity === 'newInstance') {
    writeAgain(draft, instance);
    return;
  }
  // After each event, all instances are queried.
  if (call.activity === 'queryInstance') return;
  const step =
    callback.type === 'create'
      ? creationStep(draft, instance, call)
      : changeStep(draft, instance, callback, call);
  draft.steps.push(step);
  const { id: _id, ...made } = step;
  const record = callback.type === 'create' ? { creation: made } : { last: made };
  draft.instances.set(number, { ...instance, ...record });
}

const sceneChecks: Readonly<Record<Scene, string>> = {
  RENEWAL: 'LIFE-RENEW',
  RENEWAL_CHANGE: 'LIFE-RENEW-CHANGE',
  TRIAL_TO_FORMAL: 'LIFE-TRIAL-TO-FORMAL',
  UNSUBSCRIBE_RENEWAL_PERIOD: 'LIFE-UNRENEW',
};

const callChecks: Readonly<Record<Exclude<Callback['type'], 'refresh'>, string>> = {
  notify: 'LIFE-NOTIFY',
  create: 'LIFE-NEW',
  show: 'LIFE-QUERY',
  query: 'LIFE-QUERY',
  'check-change': 'LIFE-CHANGE-CHECK',
  upgrade: 'LIFE-UPGRADE',
  freeze: 'LIFE-FREEZE',
  unfreeze: 'LIFE-UNFREEZE',
  release: 'LIFE-RELEASE',
  'issue-license': 'LIFE-LICENSE',
};

/** The id of the check of the ordinary life that makes the same call. */
function checkIdFor(callback: Callback, { activity }: ActivityCall): string {
  if (activity === 'newInstance') return 'LIFE-NEW';
  if (activity === 'expireInstance') return 'LIFE-EXPIRE';
  return callback.type === 'refresh' ? sceneChecks[callback.scene] : callChecks[callback.type];
}

/** The same order with a new business id: the same instance. */
function writeAgain(draft: Draft, { number, creation, last }: Instance): void {
  const expect = { result: ['success'], reply: { instanceId: instanceId(number) } } as const;
  if (creation) draft.steps.push({ ...creation, expect });
  else if (last) draft.steps.push(last);
}

/** The documents do not say what a call for a released instance returns. */
function writeLate(draft: Draft, instance: Instance): void {
  if (!draft.world.supported.has('LIFE-RENEW')) return;
  const order = newOrder(draft);
  writeAnyResult(draft, instance, { type: 'refresh', scene: 'RENEWAL', order, expiresAt: instance.now });
}

function unfreeze(draft: Draft, instance: Instance): void {
  if (instance.life.frozenFor.length === 0) return;
  writeAnyResult(draft, instance, { type: 'unfreeze', reason: 'violation' });
}

function writeAnyResult(draft: Draft, instance: Instance, callback: Callback): void {
  const call = activityCall(callback, draft.protocol, draft.kind);
  if (call) draft.steps.push({ ...changeStep(draft, instance, callback, call), expect: { result: ['any'] } });
}

/** A change to an instance that no one has bought. */
function writeUnknown(draft: Draft, number: number): void {
  const { supported } = draft.world;
  const order = newOrder(draft);
  const callbacks: Callback[] = [];
  if (supported.has('LIFE-RENEW'))
    callbacks.push({ type: 'refresh', scene: 'RENEWAL', order, expiresAt: periodDays * day });
  if (supported.has('LIFE-FREEZE')) callbacks.push({ type: 'freeze', reason: 'violation', purchase: order });
  const callback = callbacks[number % callbacks.length];
  const call = callback && activityCall(callback, draft.protocol, draft.kind);
  if (!callback || !call) return;
  const expiresAt = draft.kind.charging === 'period' ? { expiresAt: 0 } : {};
  const purchased = begin(draft.kind, { order, ...expiresAt }, 0);
  if (!purchased.ok) return;
  const step = changeStep(draft, { number, life: purchased.life, now: 0 }, callback, call);
  draft.steps.push({
    ...step,
    values: { ...step.values, instanceId: `\${id}` },
    expect: { result: ['refused'] },
  });
}

/** Every instance that was bought and not released is listed, and no other. */
function writeQuery({ world, instances, steps }: Draft): void {
  const live = [...instances.values()].filter(({ life }) => life.stage === 'live');
  if (world.queries === undefined || live.length === 0) return;
  const info = live.map(({ number, life }) => ({
    instanceId: instanceId(number),
    ...(world.queries === 'appInfo' && stateOf(life).name === 'active' && { appInfo: { frontEndUrl: '*' } }),
  }));
  steps.push({
    activity: 'queryInstance',
    values: { instanceId: live.map(({ number }) => instanceId(number)).join(',') },
    expect: { result: ['success'], reply: { info } },
  });
}
