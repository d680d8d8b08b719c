import * as v from 'valibot';
import { didYouMean } from '../../../errors/koo-error.ts';
import { issueText, isUnknownName, readYamlFile, type YamlPath } from '../../../files/yaml-file.ts';
import { namesTestFlag } from '../../../lifecycle/test-flag.ts';
import { keyLengths, protocolIds, sales } from '../../../signing/callback-options.ts';
import { isObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';

/**
 * Reads the text of a `koo.yaml`.
 *
 * @param path of the file, for messages
 * @throws KooError (usage, `INVALID_CONFIG`, or `SECRET_IN_CONFIG` for a key that looks like the name of a secret)
 */
export function parseConfig(text: string, path: string): Config {
  const { content, failAt } = readYamlFile(text, path, { code: 'INVALID_CONFIG', hint: schemaHint });
  const result = v.safeParse(configSchema, content);
  if (result.success) {
    const { callback } = result.output;
    const testFlag = Object.keys(callback?.set ?? {}).find(namesTestFlag);
    if (testFlag === undefined) return result.output;
    throw failAt(
      ['callback', 'set', testFlag],
      both('testFlag cannot be set in this file: it decides whether calls are real'),
      { hint: both('Remove it. For a single real call, use `koo callback send` with --set testFlag=0.') },
    );
  }
  const [issue] = result.issues;
  const at = (issue.path ?? []).map(({ key }) => key as string | number);
  if (!isUnknownName(issue)) {
    const hint = issue.expected === 'string' ? quoteHint : schemaHint;
    throw failAt(at, issueText(at, issue), { part: 'value', hint });
  }
  const key = String(at.at(-1));
  if (/key|secret|password|token|^[as]k$/i.test(key)) {
    const hint = both(
      'Pass secrets in environment variables (KOO_ACCESS_KEY, KOO_KIT_KEY, …) or with --access-key-file.',
    );
    const message = both('"{key}": secrets are not allowed in this file', { key });
    throw failAt(at, message, { hint, code: 'SECRET_IN_CONFIG' });
  }
  const known = knownSettings(at);
  const { hint } = didYouMean(key, known, both('Known settings: {known}.', { known }), (name) =>
    [...at.slice(0, -1), name].join('.'),
  );
  throw failAt(at, issueText(at, issue), { hint });
}

const schemaHint = both('See schema/koo.schema.json in the package for the settings.');

const quoteHint = both('Put the value in quotes, so that YAML reads it as a string.');

/** The known settings at the level of an unknown one. */
function knownSettings(path: YamlPath): readonly string[] {
  let schema: unknown = configSchema;
  for (const key of path.slice(0, -1)) schema = childOf(schema, key);
  return Object.keys(entriesOf(schema));
}

function childOf(schema: unknown, key: string | number): unknown {
  if (typeof key === 'string') return entriesOf(schema)[key];
  const list = unwrap(schema);
  return isObject(list) ? list.item : undefined;
}

function entriesOf(schema: unknown): Readonly<Record<string, unknown>> {
  const object = unwrap(schema);
  return isObject(object) && isObject(object.entries) ? object.entries : {};
}

/** The schema inside `optional(…)`. */
function unwrap(schema: unknown): unknown {
  return isObject(schema) && schema.type === 'optional' ? unwrap(schema.wrapped) : schema;
}

const text = (description: string) => v.pipe(v.string(), v.minLength(1), v.description(description));

function optional<Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.optional(v.pipe(schema, v.description(description)));
}

const skip = v.strictObject({
  id: text('ID of a check, such as V2-AUTH-STALE; * matches any text.'),
  reason: text('Why the check is skipped; shown in the report.'),
});

const callback = v.strictObject({
  url: v.optional(text('Production URL of the callback server.')),
  start: v.optional(
    text('Shell command that starts the server for `koo callback test`, in the folder of this file.'),
  ),
  generateKeys: optional(
    v.boolean(),
    'Whether a server that `koo callback test` starts gets new access keys, an RSA key, a licence code and an empty database for the run, in environment variables.',
  ),
  protocols: v.optional(
    v.pipe(
      v.array(v.picklist(protocolIds)),
      v.minLength(1),
      v.description('Protocols that the server implements.'),
    ),
  ),
  sale: optional(v.picklist(sales), 'How the product is sold; determines which activities are required.'),
  joint: optional(v.boolean(), 'Whether the product is a joint-operation product.'),
  encrypt: optional(v.picklist(keyLengths), 'Key length of sensitive fields (V1).'),
  require: optional(v.array(text('Activity.')), 'Optional activities that the server must implement.'),
  skip: optional(v.array(skip), 'Checks to skip.'),
  set: optional(
    v.record(v.string(), v.string()),
    'Values of request fields that only the merchant knows, by name or activity.name; not testFlag.',
  ),
});

const address = (description: string) =>
  v.optional(text(`${description} {tenantId} and {tenantCode} stand for the tenant.`));

const sso = v.strictObject({
  login: address('Registered login address, which receives code and tenant.'),
  cas: address('Registered callback of CAS.'),
  loginPage: address('Page on which the server starts the login of a tenant itself.'),
  accountPage: address('Page, or API with JSON, that shows who is logged in.'),
  logout: address('Address that logs the user out.'),
  skip: optional(v.array(skip), 'Checks to skip.'),
});

/** The schema of `koo.yaml`. It has no secrets, because the file is committed. */
export const configSchema = v.pipe(
  v.strictObject({
    profile: v.optional(text('Profile whose keys are used.')),
    site: optional(v.picklist(['cn', 'intl', 'eu', 'sandbox']), 'Site to call.'),
    callback: optional(callback, 'Settings of `koo callback`.'),
    sso: optional(sso, 'Settings of `koo sso`.'),
  }),
  v.title('koo.yaml'),
  v.description('Settings of koo, the command line for merchants on Huawei Cloud KooGallery.'),
);

export type Config = v.InferOutput<typeof configSchema>;
