import { both, verbatim } from '../../text/translate.ts';
import { declareAct, type Field, givenValues } from './act.ts';
import { instance } from './common-fields.ts';
import type { User } from './values.ts';

/** Acts of the administrator of an organisation, on an instance of a joint-operation product. */

const nameRule = both('A name has 1 to 256 characters');
const countRule = both('The number of users is a whole number from 1 to 100,000');
const userCount = { type: 'number', min: 1, max: 100_000, rule: countRule } as const satisfies Field;

export const bind = declareAct({
  do: 'bind',
  subject: 'instance',
  summary: 'Bind an instance of a joint-operation product to an organisation, as the buyer.',
  description:
    'KooGallery calls tenantSync, applicationSync and allOrgSync, then authSync for the users. After a failure, run it again: it goes on with the call that failed.',
  examples: ['i-0001 --users 3 --departments 2'],
  fields: {
    instance,
    organization: {
      type: 'text',
      helpValue: 'NAME',
      summary: 'Name of the organisation.',
      rule: nameRule,
      input: { label: both('Organisation'), hint: both("Empty: the buyer's first, or a new one") },
    },
    users: {
      ...userCount,
      helpValue: 'N',
      summary: 'Number of made-up users to authorise.',
      input: { label: both('Users to authorise') },
    },
    departments: {
      type: 'number',
      min: 1,
      max: 10_000,
      helpValue: 'N',
      summary: 'Number of made-up departments.',
      rule: both('The number of departments is a whole number from 1 to 10,000'),
      input: { label: both('Departments') },
    },
  },
  offers: [
    {
      label: both('Bind to an organisation'),
      effect: both('Your server receives the organisation, the application and its users.'),
    },
  ],
  step: ({ instance: name }) => both('The buyer binds {instance} to an organisation', { instance: name }),
});

export const unbind = declareAct({
  do: 'unbind',
  subject: 'instance',
  summary: 'Dissolve the organisation of an instance of a joint-operation product.',
  description: 'Its users and departments are removed first.',
  examples: ['i-0001'],
  fields: { instance },
  offers: [
    {
      label: both('Unbind'),
      effect: both('Users, departments and the application are removed from your server.'),
      isFinal: true,
    },
  ],
  step: ({ instance: name }) =>
    both('The buyer unbinds {instance} from its organisation', { instance: name }),
});

const authorizations = ['add', 'update', 'remove', 'delete'] as const;

/** Users by name, with the same facts for each. */
function usersOf(
  names: readonly string[],
  facts: Readonly<Record<string, unknown>>,
): { readonly users?: unknown } {
  const users = names.map((userName) => ({ userName, ...givenValues(facts) }));
  return users.length > 0 ? { users } : {};
}

export const authorize = declareAct({
  do: 'authorize',
  subject: 'instance',
  summary: 'Authorise users of a joint-operation product, or take authorisations back.',
  description:
    'Users are named, or made up with --add N. KooGallery calls authSync with at most 500 users at once.',
  examples: ['i-0001 --add 501', 'i-0001 zhangsan --update --role admin', 'i-0001 zhangsan --remove'],
  fields: {
    instance,
    action: {
      type: 'choice',
      required: true,
      options: authorizations,
      input: {
        label: both('What'),
        fromVariants: true,
        words: {
          add: both('Authorise users'),
          update: both('Change users'),
          remove: both('Revoke the authorisation'),
          delete: both('Delete users'),
        },
      },
    },
    users: { type: 'users', input: { label: both('User names'), hint: both('Empty: made-up users') } },
    /** Made-up users to add, or the latest ones to change. */
    count: { ...userCount, input: { label: both('Number of made-up users') } },
  },
  terminal: {
    args: { user: { type: 'texts', summary: 'User names.' } },
    flags: {
      add: {
        ...userCount,
        helpValue: 'N',
        exclusive: ['update', 'remove', 'delete'],
        summary: 'Number of made-up users to authorise; without it, the named users are authorised.',
      },
      update: { type: 'switch', exclusive: ['remove', 'delete'], summary: 'Change the users.' },
      remove: { type: 'switch', exclusive: ['delete'], summary: 'Revoke the authorisation.' },
      delete: { type: 'switch', summary: 'Delete the users.' },
      role: {
        type: 'choice',
        options: ['user', 'admin'],
        summary: 'Role of the users.',
        input: {
          label: both('Role'),
          words: { '': both('As before'), user: both('User'), admin: both('Administrator') },
        },
      },
      department: { type: 'text', helpValue: 'CODE', summary: 'Department of the users.' },
    },
    read: ({ user = [], add, role, department, ...given }) => ({
      action: authorizations.find((one) => given[one] === true) ?? 'add',
      ...givenValues({ count: add }),
      ...usersOf(user as readonly string[], { role, orgCode: department }),
    }),
    write: ({ action, count, users = [] }) => ({
      user: users.map(({ userName }: User) => userName),
      [action]: action === 'add' ? count : true,
      role: users[0]?.role,
      department: users[0]?.orgCode,
    }),
  },
  offers: [
    {
      label: both('Manage users'),
      effect: both('The administrator of the organisation decides who may use the instance.'),
      read: ({ action = 'add', users = '', count, role }) => {
        const named = usersOf(
          String(users)
            .split(/[\s,]+/)
            .filter(Boolean),
          { role },
        );
        return { action, ...(named.users ? named : givenValues({ count })) };
      },
    },
  ],
  step: ({ instance: name, action, count = 1 }) =>
    action === 'add'
      ? both('The buyer authorises {count} users of {instance}', { count, instance: name })
      : both('The buyer changes {count} users of {instance} ({action})', { count, instance: name, action }),
});

export const organization = declareAct({
  do: 'organization',
  subject: 'instance',
  summary: 'Change the organisation that an instance is bound to: name, domain, departments.',
  description:
    'KooGallery calls singleOrgSync for each department, and tenantSync for the name and the domain (V2).',
  examples: [
    'i-0001 --add sales=Sales',
    'i-0001 --change sales=Sales@headquarters',
    'i-0001 --name Example --domain example.com',
  ],
  fields: {
    instance,
    name: {
      type: 'text',
      helpValue: 'NAME',
      summary: 'New name of the organisation.',
      rule: nameRule,
      input: { label: both('Name of the organisation') },
    },
    domain: {
      type: 'text',
      helpValue: 'DOMAIN',
      summary: 'New login domain.',
      rule: nameRule,
      input: { label: both('Login domain'), hint: verbatim('example.com') },
    },
    add: {
      type: 'departments',
      summary: 'Add a department, below @PARENT. Repeatable.',
      rule: nameRule,
      input: { label: both('New department'), name: 'department', hint: both('CODE=NAME') },
    },
    change: { type: 'departments', summary: 'Rename or move a department. Repeatable.' },
    remove: { type: 'texts', helpValue: 'CODE', summary: 'Remove a department. Repeatable.' },
  },
  offers: [
    {
      label: both('Change the organisation'),
      effect: both('It gets another name or login domain, or a department.'),
    },
  ],
  step: ({ instance: name }) => both('The organisation of {instance} changes', { instance: name }),
});
