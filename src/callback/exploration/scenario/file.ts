import * as v from 'valibot';
import { stringify } from 'yaml';
import { didYouMean, type KooError } from '../../../errors/koo-error.ts';
import { issueText, readYamlFile, type YamlPath } from '../../../files/yaml-file.ts';
import { namesTestFlag } from '../../../lifecycle/test-flag.ts';
import { protocolIds, sales } from '../../../signing/callback-options.ts';
import { given, isObject, type JsonObject } from '../../../text/json.ts';
import { jsonSchema } from '../../../text/json-schema.ts';
import { both, type Localized } from '../../../text/translate.ts';
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
function plainStep({ id, activity, values = {}, omit, repeat, expect }: ScenarioStep) {
  const { result, reply, not } = expect;
  const named = result.length === 1 ? result[0] : result;
  return given({
    id,
    activity,
    values: Object.keys(values).length > 0 ? values : undefined,
    omit,
    repeat,
    expect: reply || not ? given({ result: named, reply, not }) : named,
  });
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
  const read = steps.map((parsedStep, index) => {
    const failInStep: FailAt = (at, message, hint) =>
      failAt(['steps', index, ...at], message, hint && { hint });
    const step = readStep(parsedStep, protocolOf(protocol), earlier, failInStep);
    if (step.id !== undefined) earlier.push(step.id);
    return step;
  });
  return { protocol, sale, steps: read };
}

/** The error for a place in a step. */
type FailAt = (at: YamlPath, message: Localized, hint?: Localized) => KooError;

/** @param earlier the ids of the steps before it */
function readStep(
  read: GivenStep,
  protocol: Protocol,
  earlier: readonly string[],
  failAt: FailAt,
): ScenarioStep {
  const { id, values, omit, repeat } = read;
  if (id !== undefined && earlier.includes(id))
    throw failAt(['id'], both('the id {id} is used twice', { id }));
  const activity = protocol.activities.find(({ name }) => name === read.activity);
  if (!activity) {
    const names = protocol.activities.map(({ name }) => name);
    const { hint } = didYouMean(read.activity, names, both('Activities: {names}.', { names }));
    const facts = { protocol: protocol.id, name: read.activity };
    throw failAt(['activity'], both('{protocol} has no activity {name}', facts), hint);
  }
  const unknown = unknownField(activity, read);
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
  const expect = readExpectation(read.expect);
  for (const [key, held] of [
    ['values', values],
    ['expect', { ...expect.reply, ...expect.not }],
  ] as const) {
    const wrong = placeholdersIn(held).find((inner) => !isPlaceholder(inner, earlier));
    if (wrong === undefined) continue;
    const facts = { placeholder: `\${${wrong}}` };
    throw failAt([key], both('{placeholder} is neither a placeholder nor a field of an earlier step', facts));
  }
  return given({ id, activity: activity.name, values, omit, repeat, expect });
}

const seeFormat: Localized = both('See docs/scenarios.md in the package for the format.');

function faultText(at: YamlPath, issue: v.BaseIssue<unknown>): Localized {
  const { expected, input } = issue;
  // A result code without quotes is a number in YAML.
  const isResult = expected?.startsWith('/') || expected?.includes('"success"');
  if (!isResult || input === undefined) return issueText(at, issue);
  const facts = { name: at.join('.'), results: [...namedResults, "'000003'"] };
  return both('{name}: expected {results, or}', facts);
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

function readExpectation(expect: GivenStep['expect']): ScenarioStep['expect'] {
  if (!isObject(expect)) return { result: toList(expect as string | string[]) };
  const { result: named, reply, not } = expect as Exclude<typeof expect, string | readonly string[]>;
  return given({ result: toList(named ?? 'success'), reply, not });
}

function toList(named: string | readonly string[]): readonly Result[] {
  return (typeof named === 'string' ? [named] : named) as readonly Result[];
}
