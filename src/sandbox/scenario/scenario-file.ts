import * as v from 'valibot';
import { KooError } from '../../errors/koo-error.ts';
import { issueText, isUnknownName, readYamlFile, type YamlPath } from '../../files/yaml-file.ts';
import { parseDuration } from '../../text/duration.ts';
import type { JsonObject } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { CommandOf } from '../acts/acts.ts';
import { command } from '../acts/schema.ts';
import { readSeed, type Seed } from '../seed/seed.ts';
import type { ConnectedProduct, MarketAct, Scenario, ScenarioAct, Step } from './model.ts';
import {
  durationAfter,
  type ExpectedCall,
  isMerchantAct,
  merchantActs,
  type ScenarioInput,
  scenarioSchema,
} from './schema.ts';

type FailAt = (at: YamlPath, message: Localized) => KooError;

/**
 * Reads a scenario of the marketplace.
 *
 * @param path of the file, for messages
 * @throws KooError (usage) `INVALID_SCENARIO`, with the line and column
 */
export function parseScenario(text: string, path: string): Scenario {
  const hint = both('See docs/sandbox-scenarios.md in the package for the format.');
  const { content, failAt } = readYamlFile(text, path, { code: 'INVALID_SCENARIO', hint });
  return readScenario(checked(scenarioSchema, content, [], failAt), failAt);
}

function readScenario(input: ScenarioInput, failAt: FailAt): Scenario {
  const { start, expect, data, ...rest } = input;
  const products = input.products.map((product, index) => {
    const connection = { do: 'connect', url: 'http://127.0.0.1/', keys: {}, ...product };
    checked(command, connection, ['products', index], failAt);
    return product as ConnectedProduct;
  });
  const [first] = products;
  return {
    ...rest,
    start,
    ...(data && { data: readData(data, failAt) }),
    products,
    buyers: input.buyers.map(
      (buyer, index) =>
        checked(command, { do: 'buyer', ...buyer }, ['buyers', index], failAt) as CommandOf<'buyer'>,
    ),
    steps: readSteps(input, start, first?.product ?? '', failAt),
    expect: { ...expect, calls: readCalls(expect.calls, start, failAt) },
  };
}

function readData(data: object, failAt: FailAt): Seed {
  try {
    return readSeed(data);
  } catch (error) {
    throw error instanceof KooError ? failAt(['data'], error.facts.message) : error;
  }
}

function readSteps({ steps }: ScenarioInput, start: number, product: string, failAt: FailAt): Step[] {
  let now = start;
  return steps.map(({ at, refused, ...given }, index) => {
    const path = ['steps', index];
    const time = timeAfter(now, at);
    if (time === undefined) throw failAt([...path, 'at'], both('a step cannot be before the one above it'));
    if (time > latest) throw failAt([...path, 'at'], tooLate);
    now = time;
    const act = readAct(given as JsonObject, product, path, failAt);
    return { at: now, act, ...(refused !== undefined && { refused }) };
  });
}

/** Acts that concern the first product unless they name another one. */
const ofProduct: ReadonlySet<unknown> = new Set(['buy', 'disconnect', 'probe']);

function readAct(given: JsonObject, product: string, path: YamlPath, failAt: FailAt): ScenarioAct {
  if (given.do === 'clock' || given.do === 'connect') {
    throw failAt(
      [...path, 'do'],
      both('the clock moves by the times of the steps, and `products` are connected'),
    );
  }
  if (!isMerchantAct(given)) {
    const act = { ...(ofProduct.has(given.do) && { product }), ...given };
    return checked(command, act, path, failAt) as MarketAct;
  }
  return checked(merchantActs, given, path, failAt);
}

/** The clock passes through everything on the way. */
const latest = Date.UTC(2100, 0);
const tooLate = both('the year is after 2099');

const maxCalls = 10_000;

function readCalls(calls: ScenarioInput['expect']['calls'], start: number, failAt: FailAt): ExpectedCall[] {
  let now = start;
  const read: ExpectedCall[] = [];
  for (const [series, { at, times, every, ...call }] of calls.entries()) {
    const path = ['expect', 'calls', series];
    const time = timeAfter(now, at);
    if (time === undefined) throw failAt([...path, 'at'], both('a call cannot be before the one above it'));
    now = time;
    const step = parseDuration(every ?? '') ?? 0;
    for (let index = 0; index < times; index += 1) {
      if (read.length >= maxCalls) throw failAt(path, both('more than {maxCalls} calls', { maxCalls }));
      if (index > 0) now += step;
      if (now > latest) throw failAt([...path, 'at'], tooLate);
      read.push({ ...call, at: now, series });
    }
  }
  return read;
}

/** `undefined` if the time is before the previous one. */
function timeAfter(before: number, at: string | undefined): number | undefined {
  if (at === undefined) return before;
  const after = durationAfter(at);
  const time = after === undefined ? Date.parse(at) : before + after;
  return time >= before ? time : undefined;
}

function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  path: YamlPath,
  failAt: FailAt,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = [...path, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  throw failAt(at, faultText(at, issue));
}

function faultText(at: YamlPath, issue: v.BaseIssue<unknown>): Localized {
  const name = at.join('.');
  const { type, input } = issue;
  if (isUnknownName(issue) || input === undefined) return issueText(at, issue);
  if (name.endsWith('answer')) {
    return both("{name}: expected a result code in quotes, such as '000004', an HTTP status, or `down`", {
      name,
    });
  }
  if (type === 'check' || type === 'iso_timestamp')
    return both('{name}: expected a time such as 2026-03-02T02:00:00Z, or one such as +3d', { name });
  return issueText(at, issue);
}
