import type { JsonObject } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { maskedText, secretName } from './masking.ts';

export interface IdentityField {
  readonly name: string;
  /** `null` if the response does not have it. */
  readonly value: string | null;
  readonly meaning: Localized;
  /** The field of the kit interfaces with the same value. */
  readonly kitField: string | null;
}

/** The account that signed in, and its tenant. */
export interface Identity {
  readonly userName: string;
  /** `null` if the response names none. */
  readonly tenant: string | null;
  /** The documented fields, then those that no page names. */
  readonly fields: readonly IdentityField[];
  /** Documented fields that are not in the response. */
  readonly missing: readonly string[];
}

interface KnownField extends Pick<IdentityField, 'name' | 'meaning' | 'kitField'> {
  /** Whether a validated CAS ticket has it, too. */
  readonly inCas?: true;
}

const unexplained = both('documented without a meaning');

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649450.html */
const knownFields: readonly KnownField[] = [
  {
    name: 'userName',
    meaning: both('login name, unique in its tenant only'),
    kitField: 'authSync userName',
    inCas: true,
  },
  { name: 'name', meaning: both('display name, never a key'), kitField: 'authSync name', inCas: true },
  { name: 'role', meaning: both('user or admin'), kitField: 'authSync role', inCas: true },
  {
    name: 'tenant',
    meaning: both('tenant ID, which must be that of the login'),
    kitField: 'tenantSync tenantId',
    inCas: true,
  },
  {
    name: 'organizationCode',
    meaning: both('code of the department'),
    kitField: 'singleOrgSync orgCode',
    inCas: true,
  },
  { name: 'organizationName', meaning: both('name of the department'), kitField: 'singleOrgSync orgName' },
  { name: 'projectName', meaning: both('name of the tenant'), kitField: 'tenantSync name' },
  { name: 'id', meaning: unexplained, kitField: null },
  { name: 'userId', meaning: unexplained, kitField: null },
  { name: 'mobile', meaning: both('mobile number'), kitField: 'authSync mobile' },
  { name: 'email', meaning: both('e-mail address'), kitField: 'authSync email' },
];

/** Fields that some documented responses have. */
const rareFields: readonly string[] = ['accName', 'loginName'];
/** Fields that a CAS server adds about the login itself. */
const loginFields: readonly string[] = [
  'authenticationDate',
  'longTermAuthenticationRequestTokenUsed',
  'isFromNewLogin',
];

/** The length of a shown field value, in characters. */
const maxValue = 2000;

/**
 * Describes the fields of userinfo, or the attributes of a validated ticket.
 *
 * @param hide masks secrets in a text of the server
 * @returns `undefined` without userName, which every response has
 */
export function identityOf(
  values: JsonObject,
  kind: 'userinfo' | 'cas',
  hide: (text: string) => string,
): { readonly identity: Identity; readonly notes: readonly Localized[] } | undefined {
  const fieldText = (name: string): string | null => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === null || value === '') return null;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return secretName.test(name) ? maskedText(hide(text)) : hide(text).slice(0, maxValue);
  };
  const userName = fieldText('userName');
  if (userName === null) return undefined;
  const documented = knownFields.filter(({ inCas }) => kind === 'userinfo' || inCas);
  const names = new Set(documented.map(({ name }) => name));
  const others = Object.keys(values).filter((name) => !names.has(name) && fieldText(name) !== null);
  const tenant = fieldText('tenant');
  return {
    identity: {
      userName,
      tenant,
      fields: [
        ...documented.map(({ name, meaning, kitField }) => ({
          name,
          value: fieldText(name),
          meaning,
          kitField,
        })),
        ...others.map((name) => {
          const meaning = otherMeaning(name);
          return { name: hide(name), value: fieldText(name), meaning, kitField: null };
        }),
      ],
      missing: documented.flatMap(({ name }) => (fieldText(name) === null ? name : [])),
    },
    notes: notesOf(tenant, fieldText('role'), fieldText('mobile') ?? fieldText('email'), kind),
  };
}

function otherMeaning(name: string): Localized {
  if (rareFields.includes(name)) return unexplained;
  if (loginFields.includes(name)) return both('about the login itself');
  return both('not documented');
}

function notesOf(
  tenant: string | null,
  role: string | null,
  contact: string | null,
  kind: 'userinfo' | 'cas',
): Localized[] {
  return [
    tenant === null
      ? both('The response names no tenant: the login domain that was called decides.')
      : both(
          'Compare tenant with the tenant whose login domain you called: a user name is unique in its tenant only.',
        ),
    both(
      'Let in only users that authSync has enabled for this tenant: a valid login does not prove authorisation.',
    ),
    ...(role !== null && role !== 'user' && role !== 'admin'
      ? [both('role is {role}, but only user and admin are documented.', { role })]
      : []),
    ...(kind === 'userinfo' && contact === null
      ? [both('mobile and email are there only if the buyer has released them: treat them as optional.')]
      : []),
  ];
}
