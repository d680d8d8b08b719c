import * as v from 'valibot';
import { stringify } from 'yaml';
import { didYouMean } from '../../../errors/did-you-mean.ts';
import type { KooError } from '../../../errors/koo-error.ts';
import { issueText, readYamlFile, type YamlPath } from '../../../files/yaml-file.ts';
import { namesTestFlag } from '../../../lifecycle/test-flag.ts';
import { protocolIds, sales } from '../../../signing/callback-options.ts';
import { isObject, type JsonObject } from '../../../text/json.ts';
import { jsonSchema } from '../../../text/json-schema.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { testFlagHint, testFlagRule } from '../../delivery/values.ts';
import { protocolOf } from '../../protocols/index.ts';
import type { Activity, Protocol } from '../../protocols/model.ts';
import {
  isPlaceholder,
  namedResults,
  placeholdersIn,
  type Result,
  type Scenario,
  type ScenarioStep,
} from './scenario.ts';

/** The YAML text of a scenario, which `--scenario` runs. */
export function renderScenario({ protocol, sale, steps }: Scenario, seed?: number): string {
  const document = { protocol, sale, steps: steps.map(plainStep) };
  const text = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
  return seed === undefined
    ? text
    : `# Found by: koo callback test URL --protocol ${protocol} --sale ${sale} --seed ${seed}\n${text}`;
}

/** A step in the order in which it is read: what is called, with what, and what must come back. */
function plainStep({ id, activity, values, omit, repeat, expect }: ScenarioStep) {
  const { result, reply, not } = expect;
  const named = result.length === 1 ? result[0] : result;
  return {
    ...(id !== undefined && { id }),
    activity,
    ...(values && Object.keys(values).length > 0 && { values }),
    ...(omit && { omit }),
    ...(repeat !== undefined && { repeat }),
    expect: reply || not ? { result: named, ...(reply && { reply }), ...(not && { not }) } : named,
  };
}

const result = v.union([v.picklist(namedResults), v.pipe(v.string(), v.regex(/^\d{6}$/))]);
const results = v.union([result, v.pipe(v.array(result), v.minLength(1))]);

const step = v.strictObject({
  id: v.optional(
    v.pipe(
      v.string(),
      v.check((id) => /^\w+$/.test(id)),
    ),
  ),
  activity: v.string(),
  values: v.optional(v.record(v.string(), jsonSchema)),
  omit: v.optional(v.array(v.string())),
  repeat: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
  expect: v.optional(
    v.union([
      results,
      v.strictObject({
        result: v.optional(results),
        reply: v.optional(v.record(v.string(), jsonSchema)),
        not: v.optional(v.record(v.string(), v.array(jsonSchema))),
      }),
    ]),
    'success',
  ),
});

const schema = v.strictObject({
  protocol: v.picklist(protocolIds),
  sale: v.optional(v.picklist(sales)),
  steps: v.pipe(v.array(step), v.minLength(1)),
});

type GivenStep = v.InferOutput<typeof step>;

/**
 * Reads a scenario.
 *
 * @param path of the file, for messages
 * @throws KooError (usage) `INVALID_SCENARIO`, with the line and column
 */
export function parseScenario(text: string, path: string): Scenario {
  const { content, failAt } = readYamlFile(text, path, { code: 'INVALID_SCENARIO', hint: seeFormat });
  const parsed = v.safeParse(schema, content);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const at = (issue.path ?? []).map(({ key }) => key as string | number);
    throw failAt(at, faultText(at, issue));
  }
  const { protocol, sale = 'period', steps } = parsed.output;
  const earlier: string[] = [];
  const read = steps.map((given, index) => {
    const failInStep: FailAt = (at, message, hint) =>
      failAt(['steps', index, ...at], message, hint && { hint });
    const step = readStep(given, protocolOf(protocol), earlier, failInStep);
    if (step.id !== undefined) earlier.push(step.id);
    return step;
  });
  return { protocol, sale, steps: read };
}

/** The error for a place in a step. */
type FailAt = (at: YamlPath, message: Localized, hint?: Localized) => KooError;

/** @param earlier the ids of the steps before it */
function readStep(
  given: GivenStep,
  protocol: Protocol,
  earlier: readonly string[],
  failAt: FailAt,
): ScenarioStep {
  const { id, values, omit, repeat } = given;
  if (id !== undefined && earlier.includes(id))
    throw failAt(['id'], both('the id {id} is used twice', { id }));
  const activity = protocol.activities.find(({ name }) => name === given.activity);
  if (!activity) {
    const names = protocol.activities.map(({ name }) => name);
    const { hint } = didYouMean(given.activity, names, both('Activities: {names}.', { names }));
    const facts = { protocol: protocol.id, name: given.activity };
    throw failAt(['activity'], both('{protocol} has no activity {name}', facts), hint);
  }
  const unknown = unknownField(activity, given);
  if (unknown) {
    const known = activity.request.map(({ name }) => name);
    const { hint } = didYouMean(unknown.name, known, both('Fields: {known}.', { known }));
    const facts = { activity: activity.name, name: unknown.name };
    throw failAt(unknown.at, both('{activity} has no field {name}', facts), hint);
  }
  for (const key of ['values', 'omit'] as const) {
    const names = key === 'values' ? Object.keys(values ?? {}) : (omit ?? []);
    if (names.some(namesTestFlag)) throw failAt([key], testFlagRule, testFlagHint);
  }
  const expect = readExpectation(given.expect);
  for (const [key, held] of [
    ['values', values],
    ['expect', { ...expect.reply, ...expect.not }],
  ] as const) {
    const wrong = placeholdersIn(held).find((inner) => !isPlaceholder(inner, earlier));
    if (wrong === undefined) continue;
    const facts = { placeholder: `\${${wrong}}` };
    throw failAt([key], both('{placeholder} is neither a placeholder nor a field of an earlier step', facts));
  }
  return {
    ...(id !== undefined && { id }),
    activity: activity.name,
    ...(values && { values }),
    ...(omit && { omit }),
    ...(repeat !== undefined && { repeat }),
    expect,
  };
}

const seeFormat: Localized = both('See docs/scenarios.md in the package for the format.');

function faultText(at: YamlPath, issue: v.BaseIssue<unknown>): Localized {
  const { expected, input } = issue;
  // A result code without quotes is a number in YAML.
  const isResult = expected?.startsWith('/') || expected?.includes('"success"');
  if (!isResult || input === undefined) return issueText(at, issue);
  return both('{name}: expected {results, or}', {
    name: at.join('.'),
    results: [...namedResults, "'000003'"],
  });
}

function unknownField(
  { request }: Activity,
  {
    values = {},
    omit = [],
  }: { readonly values?: JsonObject | undefined; readonly omit?: readonly string[] | undefined },
): { readonly name: string; readonly at: YamlPath } | undefined {
  const isKnown = (name: string) => request.some((field) => field.name === name);
  const value = Object.keys(values).find((name) => !isKnown(name));
  if (value !== undefined) return { name: value, at: ['values', value] };
  const index = omit.findIndex((name) => !isKnown(name));
  return index < 0 ? undefined : { name: omit[index] ?? '', at: ['omit', index] };
}

function readExpectation(given: GivenStep['expect']): ScenarioStep['expect'] {
  if (!isObject(given)) return { result: toList(given as string | string[]) };
  const { result: named, reply, not } = given as Exclude<typeof given, string | readonly string[]>;
  return { result: toList(named ?? 'success'), ...(reply && { reply }), ...(not && { not }) };
}

function toList(named: string | readonly string[]): readonly Result[] {
  return (typeof named === 'string' ? [named] : named) as readonly Result[];
}
