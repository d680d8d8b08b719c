import { compactJson } from '../../signing/canonical-json.ts';
import { type JsonObject, type JsonValue, objectOf } from '../../text/json.ts';
import { kitFlags } from '../delivery/kit-values.ts';
import { bundle, choose, interleave, type Plan } from './plan.ts';
import type { World } from './scenario/commands.ts';
import type { ScenarioStep } from './scenario/scenario.ts';
import { type Graph, tour } from './tour.ts';

type KitSubject = 'tenant' | 'application' | 'departments' | 'department' | 'user';

/** An authorisation that was taken back may be taken back again. */
type Needed = KitSubject | 'cancelled-user';

interface KitEventRule {
  /** The check of the ordinary life that must pass before the event is drawn. */
  readonly check?: string;
  /** The data that must exist before: an application belongs to a tenant, a user to both and to a department. */
  readonly before?: readonly Needed[];
}

/** The changes to an organisation, in the order of an ordinary life. Lives shrink towards the first ones. */
const events = {
  tenant: {},
  application: { check: 'APP-ADD', before: ['tenant'] },
  departments: { check: 'ORG-ALL', before: ['tenant'] },
  department: { check: 'ORG-ADD', before: ['tenant'] },
  user: { check: 'AUTH-ADD', before: ['tenant', 'application', 'departments'] },
  'modify-tenant': { check: 'TENANT-MODIFY', before: ['tenant'] },
  'modify-application': { check: 'APP-MODIFY', before: ['application'] },
  'modify-department': { check: 'ORG-MODIFY', before: ['department'] },
  'modify-user': { check: 'AUTH-MODIFY', before: ['user'] },
  'cancel-user': { check: 'AUTH-CANCEL', before: ['cancelled-user'] },
  // A department may be deleted while it has users.
  'delete-department': { check: 'ORG-ADD' },
  'delete-user': { check: 'AUTH-ADD' },
  'delete-application': { check: 'APP-ADD' },
  'delete-tenant': {},
} as const satisfies Readonly<Record<string, KitEventRule>>;

export type KitEvent = keyof typeof events;

const rules: Readonly<Record<KitEvent, KitEventRule>> = events;

/** Something that happens to one of the organisations of a life. */
export interface KitCommand {
  /** The number of the organisation: 1, 2. */
  readonly organisation: number;
  readonly event: KitEvent;
  /** The number of the department or user: 1, 2, 3. */
  readonly member: number;
  /** How many departments a full list has; default: those of the samples. */
  readonly count?: number;
}

/** The events that the server knows, in the order of an ordinary life. */
export function kitEvents(world: World): readonly KitEvent[] {
  const all = Object.keys(events) as KitEvent[];
  return all.filter((event) => isSupported(event, world));
}

function isSupported(event: KitEvent, { supported }: World): boolean {
  const { check } = rules[event];
  return check === undefined || supported.has(check);
}

/** An event, and the member that it is about: `user 2`. */
export type KitLetter = `${KitEvent} ${number}`;

export function kitCommands(letters: readonly KitLetter[], organisation: number): readonly KitCommand[] {
  return letters.map((letter) => {
    const [event, member] = letter.split(' ') as [KitEvent, string];
    return { organisation, event, member: Number(member) };
  });
}

const longestWalk = 16;

/**
 * Lives of organisations that contain each pair of events in each order, and all that can happen three times in a row to
 * one subject. Two organisations live at the same time.
 */
export function kitPlan(world: World): Plan<KitCommand> {
  const letters = kitEvents(world).flatMap((event): KitLetter[] =>
    membersOf(event).map((member) => `${event} ${member}` as const),
  );
  const moves = letters.map((event) => ({ event, to: 'any' }));
  const graph: Graph<KitLetter> = { starts: ['any'], moves: new Map([['any', moves]]) };
  const subjects = world.kitInstances.length;
  return {
    ...bundle(tour(graph, isOfOneSubject, longestWalk), subjects, ({ events: walk }, organisation) =>
      kitCommands(walk, organisation),
    ),
    isConcurrent: world.kitInstances.every((id) => id.startsWith('$')),
    write: (genes) => writeKitLife(world, genes),
    draw: (random) => {
      const [first, ...others] = letters;
      if (first === undefined) return [];
      const walk = () => Array.from({ length: longestWalk }, () => choose(random, [first, ...others]));
      return interleave(world.kitInstances.map((_id, index) => kitCommands(walk(), index + 1)));
    },
  };
}

/** Departments and users are numbered; the third member stands for both users in one list. */
export function membersOf(event: KitEvent): readonly number[] {
  if (/(^|-)user$/.test(event)) return [1, 2, 3];
  return /(^|-)department$/.test(event) ? [1, 2] : [1];
}

/** Whether all events are of one subject. The departments are one, because they contain each other. */
function isOfOneSubject(letters: readonly KitLetter[]): boolean {
  const subjects = letters.map((letter) =>
    letter.replace(/^[a-z]+-/, '').replace(/^departments? \d/, 'departments'),
  );
  return new Set(subjects).size === 1;
}

interface Draft {
  readonly world: World;
  readonly steps: ScenarioStep[];
  /** The data of each organisation: `tenant 1`, `user 1 2`. */
  readonly existing: Set<string>;
  /** Users whose authorisation was the last thing to be taken back: `1 2`. */
  readonly cancelled: Set<string>;
  /** How often an event has happened to a subject: a change is undone by the next one. */
  readonly counts: Map<string, number>;
}

/**
 * The steps of a life. Adding, changing and deleting must succeed whenever they come; deleting must succeed even
 * for what does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
export function writeKitLife(world: World, commands: readonly KitCommand[]): ScenarioStep[] {
  const draft: Draft = { world, steps: [], existing: new Set(), cancelled: new Set(), counts: new Map() };
  for (const command of commands) write(draft, command);
  return draft.steps;
}

function write(draft: Draft, command: KitCommand): void {
  const { event, organisation, member } = command;
  for (const needed of rules[event].before ?? []) {
    const subject = needed === 'cancelled-user' ? 'user' : needed;
    const isDone = needed === 'cancelled-user' && draft.cancelled.has(`${organisation} ${member}`);
    if (isDone || exists(draft, subject, organisation, member)) continue;
    // Without the merchant's public key, no application can be added.
    if (isSupported(subject, draft.world)) write(draft, { event: subject, organisation, member });
  }
  // A department is below the first one.
  const isBelow = event === 'department' && member !== 1;
  if (isBelow && !exists(draft, event, organisation, 1)) write(draft, { event, organisation, member: 1 });
  const subject = event.replace(/^[a-z]+-/, '') as KitEvent;
  if (event === 'delete-tenant') forget(draft, organisation, '');
  else if (event === 'delete-application') {
    forget(draft, organisation, 'application');
    forget(draft, organisation, 'user');
  } else if (event === 'departments' || (event === 'delete-department' && member === 1)) {
    forget(draft, organisation, 'department');
    if (event === 'departments') draft.existing.add(`departments ${organisation}`);
  } else {
    for (const key of listKeys(subject, organisation, member)) {
      if (/^(delete|cancel)-/.test(event)) draft.existing.delete(key);
      else draft.existing.add(key);
    }
  }
  if (event === 'cancel-user') draft.cancelled.add(`${organisation} ${member}`);
  else if (subject === 'user' || /^delete-(tenant|application)/.test(event)) draft.cancelled.clear();
  const key = `${event} ${organisation} ${member}`;
  const count = draft.counts.get(key) ?? 0;
  draft.counts.set(key, count + 1);
  draft.steps.push({ ...createStep(draft, command, count % 2 === 0), expect: { result: ['success'] } });
}

function exists({ existing }: Draft, event: KitEvent, organisation: number, member: number): boolean {
  return listKeys(event, organisation, member).every((key) => existing.has(key));
}

function listKeys(event: KitEvent, organisation: number, member: number): readonly string[] {
  if (event === 'user') return listUsers(member).map((user) => `${event} ${organisation} ${user}`);
  return [event === 'department' ? `${event} ${organisation} ${member}` : `${event} ${organisation}`];
}

function listUsers(member: number): readonly number[] {
  return member === 3 ? [1, 2] : [member];
}

function forget({ existing }: Draft, organisation: number, event: string): void {
  for (const key of existing) {
    const [name, owner] = key.split(' ');
    if (owner === String(organisation) && (event === '' || name === event)) existing.delete(key);
  }
}

function createStep(
  { world: { kitInstances, samples }, existing }: Draft,
  { event, organisation, member, count }: KitCommand,
  isOdd: boolean,
): Omit<ScenarioStep, 'expect'> {
  const [subject = '', verb] = event.split('-').reverse();
  const flag = kitFlags[(verb ?? 'add') as keyof typeof kitFlags];
  const instanceId = kitInstances[organisation - 1] ?? '';
  const common = { instanceId, tenantId: `\${id:t${organisation}}` };
  // The application is the seller's: each organisation that it is bound to has the same.
  const appId = `\${id:app}`;
  switch (subject) {
    case 'tenant': {
      const code = `\${id:c${organisation}}`;
      const domainName = `https://${code}.example.com`;
      const name = flag === kitFlags.modify && isOdd ? { name: 'Example (renamed)' } : {};
      return { activity: 'tenantSync', values: { ...common, tenantCode: code, domainName, ...name, flag } };
    }
    case 'application': {
      // A new credential of the same application.
      const clientId = `\${id:k${organisation}${isOdd ? '' : 'b'}}`;
      const secret = isOdd ? {} : { clientSecret: 'koo-other-secret' };
      return { activity: 'applicationSync', values: { ...common, appId, clientId, ...secret, flag } };
    }
    case 'departments':
      return { activity: 'allOrgSync', values: { ...common, ...departmentList(samples, isOdd, count) } };
    case 'department': {
      const isMoved = flag === kitFlags.modify && isOdd;
      const parentCode = member === 1 || isMoved ? '' : 'D1';
      const department = { orgCode: `D${member}`, orgName: `Department ${member}`, parentCode };
      return { activity: 'singleOrgSync', values: { ...common, ...department, flag } };
    }
    default: {
      const changes = flag === kitFlags.modify && isOdd ? changedUser(samples) : {};
      const users = listUsers(member).map((number) => ({
        userName: `koo-user-${number}`,
        ...(existing.has(`department ${organisation} ${number + 1}`) && { orgCode: `D${number + 1}` }),
        ...changes,
      }));
      return { activity: 'authSync', values: { ...common, appId, userList: userList(samples, users), flag } };
    }
  }
}

/**
 * The departments as the server accepted them, as a list or as JSON text, and then with children before their parents;
 * or another number of them.
 */
function departmentList({ allOrgSync = {} }: World['samples'], isOdd: boolean, count?: number): JsonObject {
  const name = allOrgSync.orgInfo === undefined ? 'orgInfoList' : 'orgInfo';
  const { isText, list } = readList(allOrgSync[name]);
  const many = (length: number) =>
    Array.from({ length }, (_, index) => ({ ...objectOf(list[0]), orgCode: `K${index}` }));
  const turned = count !== undefined ? many(count) : isOdd ? list : list.toReversed();
  return list.length === 0 ? {} : { [name]: isText ? compactJson(turned) : turned };
}

/** A user who becomes an administrator of another department, but is disabled. */
function changedUser({ allOrgSync = {} }: World['samples']): JsonObject {
  const [department] = readList(allOrgSync.orgInfoList ?? allOrgSync.orgInfo).list;
  const { orgCode } = objectOf(department);
  return { role: 'admin', enable: 'false', ...(orgCode !== undefined && { orgCode }) };
}

function readList(accepted: JsonValue | undefined): {
  readonly isText: boolean;
  readonly list: readonly JsonValue[];
} {
  const isText = typeof accepted === 'string';
  const list: JsonValue | undefined = isText ? JSON.parse(accepted) : accepted;
  return { isText, list: Array.isArray(list) ? list : [] };
}

/** Users, as a list or as JSON text, as the server accepted it. */
function userList(samples: World['samples'], own: readonly JsonObject[]): JsonValue {
  const { isText, list } = readList(samples.authSync?.userList);
  const users = own.map((values) => ({ ...objectOf(list[0]), ...values }));
  return isText ? compactJson(users) : users;
}
