import { type Arbitrary, array, constantFrom, record } from 'fast-check';
import { compactJson } from '../../signing/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import type { World } from './commands.ts';
import type { ScenarioStep } from './scenario.ts';

/** What KooGallery tells of an organisation. Events shrink towards the first ones. */
const events = [
  'tenant',
  'application',
  'departments',
  'department',
  'user',
  'modify-tenant',
  'modify-application',
  'modify-department',
  'modify-user',
  'cancel-user',
  'delete-user',
  'delete-department',
  'delete-application',
  'delete-tenant',
  'repeat',
] as const;

export type KitEvent = (typeof events)[number];

/** Something that happens to one of the organisations of a life. */
export interface KitCommand {
  /** The number of the organisation: 1, 2. */
  readonly organisation: number;
  readonly event: KitEvent;
  /** The number of the department or user: 1, 2. */
  readonly member: number;
}

/** The checks of the ordinary life that must pass before an event is drawn. */
const needs: Readonly<Partial<Record<KitEvent, string>>> = {
  application: 'APP-ADD',
  departments: 'ORG-ALL',
  department: 'ORG-ADD',
  user: 'AUTH-ADD',
  'modify-tenant': 'TENANT-MODIFY',
  'modify-application': 'APP-MODIFY',
  'modify-department': 'ORG-MODIFY',
  'modify-user': 'AUTH-MODIFY',
  'cancel-user': 'AUTH-CANCEL',
  'delete-user': 'AUTH-ADD',
  'delete-department': 'ORG-ADD',
  'delete-application': 'APP-ADD',
};

/** The events that the server knows, in the order of an ordinary life. */
export function kitEvents(world: World): readonly KitEvent[] {
  return events.filter((event) => (event === 'repeat' ? world.isRepeatable : isSupported(event, world)));
}

function isSupported(event: KitEvent, { supported }: World): boolean {
  const needed = needs[event];
  return needed === undefined || supported.has(needed);
}

/** Draws what happens, in any order. What an event needs is added before it. */
export function drawKitCommands(world: World): Arbitrary<readonly KitCommand[]> {
  const command = record({
    organisation: constantFrom(...world.kitInstances.map((_id, index) => index + 1)),
    event: constantFrom(...kitEvents(world)),
    member: constantFrom(1, 2),
  });
  return array(command, { minLength: 1, maxLength: 12, size: 'max' });
}

interface Draft {
  readonly world: World;
  readonly steps: ScenarioStep[];
  /** What each organisation has: `tenant 1`, `user 1 2`. */
  readonly existing: Set<string>;
}

/**
 * The steps of a drawn life. Adding, changing and deleting must succeed whenever they come; deleting must succeed even
 * for what does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
export function writeKitLife(world: World, commands: readonly KitCommand[]): ScenarioStep[] {
  const draft: Draft = { world, steps: [], existing: new Set() };
  for (const { organisation, event, member } of commands) {
    if (event === 'repeat') {
      const last = draft.steps.at(-1);
      if (last) draft.steps.push({ ...last, repeat: 2 });
    } else {
      write(draft, event, organisation, member);
    }
  }
  return draft.steps;
}

/** What must exist before: an application belongs to a tenant, a user to both and to a department. */
const before: Readonly<Partial<Record<KitEvent, readonly KitEvent[]>>> = {
  application: ['tenant'],
  departments: ['tenant'],
  department: ['tenant'],
  user: ['tenant', 'application', 'departments'],
  'modify-tenant': ['tenant'],
  'modify-application': ['application'],
  'modify-department': ['department'],
  'modify-user': ['user'],
  'cancel-user': ['user'],
};

function write(draft: Draft, event: KitEvent, organisation: number, member: number): void {
  for (const needed of before[event] ?? []) {
    if (draft.existing.has(keyOf(needed, organisation, member))) continue;
    // Without the merchant's public key, no application can be added.
    if (isSupported(needed, draft.world)) write(draft, needed, organisation, member);
  }
  const subject = event.replace(/^[a-z]+-/, '') as KitEvent;
  if (event === 'delete-tenant') forget(draft, organisation, '');
  else if (event === 'delete-application') {
    forget(draft, organisation, 'application');
    forget(draft, organisation, 'user');
  } else if (/^(delete|cancel)-/.test(event)) draft.existing.delete(keyOf(subject, organisation, member));
  else draft.existing.add(keyOf(subject, organisation, member));
  draft.steps.push({
    ...stepOf(draft.world, event, organisation, member),
    expect: { result: ['success'] },
  });
}

function keyOf(event: KitEvent, organisation: number, member: number): string {
  const isMember = event === 'user' || event === 'department';
  return isMember ? `${event} ${organisation} ${member}` : `${event} ${organisation}`;
}

function forget({ existing }: Draft, organisation: number, event: string): void {
  for (const key of existing) {
    const [name, owner] = key.split(' ');
    if (owner === String(organisation) && (event === '' || name === event)) existing.delete(key);
  }
}

const flags = { delete: 0, modify: 2, cancel: 3 } as const;

function stepOf(
  world: World,
  event: KitEvent,
  organisation: number,
  member: number,
): Omit<ScenarioStep, 'expect'> {
  const [verb = '', ...rest] = event.split('-');
  const subject = rest[0] ?? verb;
  const flag = rest.length > 0 ? flags[verb as keyof typeof flags] : 1;
  const common = {
    instanceId: world.kitInstances[organisation - 1] ?? '',
    tenantId: `\${id:t${organisation}}`,
  };
  const appId = `\${id:a${organisation}}`;
  switch (subject) {
    case 'tenant': {
      const code = `\${id:c${organisation}}`;
      const domainName = `https://${code}.example.com`;
      const name = flag === 2 ? { name: 'Example (renamed)' } : {};
      return { activity: 'tenantSync', values: { ...common, tenantCode: code, domainName, ...name, flag } };
    }
    case 'application':
      return {
        activity: 'applicationSync',
        values: { ...common, appId, clientId: `\${id:k${organisation}}`, flag },
      };
    case 'departments': {
      // As a list or as JSON text, as the server accepted it.
      const accepted = world.samples.allOrgSync?.orgInfoList;
      const list = typeof accepted === 'string' ? { orgInfoList: accepted } : {};
      return { activity: 'allOrgSync', values: { ...common, ...list } };
    }
    case 'department':
      return {
        activity: 'singleOrgSync',
        values: { ...common, orgCode: `D${member}`, orgName: `Department ${member}`, parentCode: '', flag },
      };
    default:
      return {
        activity: 'authSync',
        values: { ...common, appId, userList: userList(world, member), flag },
      };
  }
}

/** One user, as a list or as JSON text, as the server accepted it. */
function userList({ samples }: World, member: number): JsonValue {
  const accepted = samples.authSync?.userList ?? '[]';
  const isText = typeof accepted === 'string';
  const list: JsonValue = isText ? JSON.parse(accepted) : accepted;
  const user: JsonObject = Array.isArray(list) ? list[0] : {};
  const users = [{ ...user, userName: `koo-user-${member}` }];
  return isText ? compactJson(users) : users;
}
