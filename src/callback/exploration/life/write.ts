import { type ActivityCall, activityCall } from '../../../lifecycle/activities.ts';
import { next, stateOf } from '../../../lifecycle/life.ts';
import type { Callback, LifeEvent, Scene } from '../../../lifecycle/model.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Beginning, Command, World } from '../scenario/commands.ts';
import type { Result, ScenarioStep } from '../scenario/scenario.ts';
import {
  canBeAccepted,
  createDraft,
  type Draft,
  type Instance,
  lifeEvents,
  newOrder,
  purchased,
} from './draft.ts';
import { changeStep, creationStep, instanceId } from './steps.ts';

/** Writes the steps of a life, with the responses that the documents demand. */
export function writeLife(world: World, commands: readonly Command[]): ScenarioStep[] {
  const draft = createDraft(world);
  const numbers = [...new Set(commands.map(({ instance }) => instance))];
  for (const { instance, event } of commands) {
    const before = draft.steps.length;
    const number = numbers.indexOf(instance) + 1;
    writeCommand(draft, number, event);
    if (draft.steps.length > before) writeObservation(draft, number);
  }
  // The instances stay with the merchant, so none is left frozen.
  if (world.isReused) for (const instance of draft.instances.values()) unfreeze(draft, instance);
  return draft.steps;
}

/** An event of an instance that does not exist yet begins with its purchase. */
function writeCommand(draft: Draft, number: number, event: Command['event']): void {
  const instance = draft.instances.get(number) ?? buy(draft, number, event === 'try' ? 'try' : 'buy');
  if (!instance) return;
  const isLive = instance.life.stage === 'live';
  switch (event) {
    case 'again':
      writeAgain(draft, instance);
      break;
    case 'accept':
      if (canBeAccepted(instance)) writeAgain(draft, instance, { acceptanceTime: `\${days:0}000` });
      break;
    case 'repeat':
      if (instance.last) draft.steps.push({ ...instance.last, repeat: 2 });
      break;
    case 'recall':
      if (isLive && instance.ordered) draft.steps.push(instance.ordered);
      break;
    case 'late':
      if (instance.life.stage === 'released') writeLate(draft, instance);
      break;
    default:
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
  if (!step.ok) return false;
  draft.instances.set(number, { ...instance, life: step.life, now: at });
  for (const callback of step.due) writeCallback(draft, number, callback);
  return true;
}

function buy(draft: Draft, number: number, beginning: Beginning): Instance | undefined {
  const bought = purchased(draft, number, beginning);
  if (!bought) return undefined;
  draft.instances.set(number, bought.instance);
  for (const callback of bought.due) writeCallback(draft, number, callback);
  return draft.instances.get(number);
}

/** Writes the call of a callback, if the protocol has one and the server offers it. */
function writeCallback(draft: Draft, number: number, callback: Callback): void {
  const instance = draft.instances.get(number);
  const call = activityCall(callback, draft.protocol, draft.kind);
  if (!instance || !call || !draft.world.supported.has(checkIdFor(callback, call))) return;
  // All instances are observed after each event.
  if (call.activity === 'queryInstance') return;
  const step =
    callback.type === 'create'
      ? creationStep(draft, instance, call)
      : changeStep(draft, instance, callback, call);
  draft.steps.push(step);
  const { id: _id, ...made } = step;
  if (callback.type === 'create') draft.instances.set(number, { ...instance, creation: made });
  else draft.instances.set(number, { ...instance, last: made, ...consequences(instance, made, callback) });
}

function consequences(instance: Instance, made: ScenarioStep, callback: Callback): Partial<Instance> {
  const scene = callback.type === 'refresh' ? callback.scene : undefined;
  if (scene === 'UNSUBSCRIBE_RENEWAL_PERIOD') return { ordered: undefined };
  if (!scene && callback.type !== 'upgrade' && callback.type !== 'issue-license') return {};
  const isChanged = callback.type === 'upgrade' || scene === 'RENEWAL_CHANGE' || instance.isChanged === true;
  return { ordered: made, isChanged };
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

/** The same order with a new business id: the same instance, with the same access in V1. */
function writeAgain(
  draft: Draft,
  { number, life, creation, last, isChanged }: Instance,
  values: JsonObject = {},
): void {
  const appInfo = isChanged ? {} : accessOf(draft.world, `i${number}.appInfo`);
  const reply = {
    instanceId: instanceId(number),
    ...(draft.protocol === 'v1' && Object.keys(appInfo).length > 0 && { appInfo }),
  };
  // The order of a released instance may be refused, but never opens another one.
  const result: readonly Result[] = life.stage === 'live' ? ['success'] : ['success', 'refused'];
  if (creation)
    draft.steps.push({ ...creation, values: { ...creation.values, ...values }, expect: { result, reply } });
  else if (last && life.stage === 'live') draft.steps.push(last);
}

/** The access as an earlier response had it. */
function accessOf({ access }: World, where: string): JsonObject {
  return Object.fromEntries(access.map((name) => [name, `\${${where}.${name}}`]));
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

/**
 * All instances are observed after each event: those that were bought and not released are listed, with the access that
 * they had. Without a query, the details of another one are shown.
 */
function writeObservation(draft: Draft, number: number): void {
  const { world, instances, steps } = draft;
  const live = [...instances.values()].filter(({ life }) => life.stage === 'live');
  if (world.queries === undefined) {
    const others = live.filter((one) => one.number !== number);
    const shown = others[steps.length % (others.length || 1)];
    if (shown && world.isRepeatable) writeAgain(draft, shown);
    return;
  }
  const unseen = live.find(({ isShown }) => !isShown);
  if (unseen) {
    steps.push({ id: `q${unseen.number}`, ...query(world, [unseen]) });
    instances.set(unseen.number, { ...unseen, isShown: true });
  }
  if (live.length > (unseen ? 1 : 0)) {
    steps.push(
      query(
        world,
        live.map((one) => instances.get(one.number) ?? one),
      ),
    );
  }
}

function query(world: World, queried: readonly Instance[]): ScenarioStep {
  return {
    activity: 'queryInstance',
    values: { instanceId: queried.map(({ number }) => instanceId(number)).join(',') },
    expect: { result: ['success'], reply: { info: queried.map((one) => listed(world, one)) } },
  };
}

/** How a query lists an instance. */
function listed(world: World, { number, life, isShown, isChanged }: Instance): JsonObject {
  const base = { instanceId: instanceId(number) };
  if (world.queries !== 'appInfo' || stateOf(life).name !== 'active') return base;
  const access = isShown && !isChanged ? accessOf(world, `q${number}.info.0.appInfo`) : {};
  return { ...base, appInfo: { frontEndUrl: '*', ...access } };
}
