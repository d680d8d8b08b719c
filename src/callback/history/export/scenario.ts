import { usageError } from '../../../errors/koo-error.ts';
import { namesTestFlag } from '../../../lifecycle/test-flag.ts';
import type { JsonObject, JsonValue } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { renderScenario } from '../../exploration/scenario/file.ts';
import { placeholdersIn, type ScenarioStep } from '../../exploration/scenario/scenario.ts';
import type { Sale } from '../../protocols/model.ts';
import { bodyText, parseObject } from '../../protocols/request.ts';
import { chargingModes } from '../../protocols/samples.ts';
import type { RecordedCall } from '../model.ts';
import { type CallContent, contentOf } from '../values.ts';

/** The file of a scenario, and notes on what it lacks of the calls. */
export interface ScenarioExport {
  readonly text: string;
  readonly notes: readonly Localized[];
}

/**
 * Writes calls as a scenario of `koo callback test --scenario`, the oldest first: the same activities with the same
 * values, signed afresh, as debugging calls. An instance that one of the calls creates becomes that of the new run.
 *
 * @throws KooError (usage) `SEVERAL_PROTOCOLS`, `NOTHING_TO_EXPORT`
 */
export function toScenario(calls: readonly RecordedCall[]): ScenarioExport {
  const notes: Localized[] = [];
  const valid = calls.filter((call) => isValid(call));
  const left = calls.filter((call) => !isValid(call)).map(({ id }) => String(id));
  if (left.length > 0)
    notes.push(both('Not in the scenario, because they are not valid calls: {ids}', { ids: left }));
  const contents = valid.map((call) => ({ call, content: contentOf(call) }));
  const [first] = contents;
  if (!first) {
    throw usageError(
      'NOTHING_TO_EXPORT',
      both('None of the calls can be a step of a scenario'),
      both('A scenario has valid calls only; --export har and --export curl have all of them.'),
    );
  }
  const { protocol } = first.content;
  const ids = [...new Set(contents.map(({ content }) => content.protocol.id))];
  if (ids.length > 1) {
    throw usageError(
      'SEVERAL_PROTOCOLS',
      both('A scenario has calls of one protocol, and these are of several: {ids}', { ids }),
      both('Choose one with --protocol.'),
    );
  }
  const created = new Map<string, string>();
  const steps = contents.map(({ call, content }): ScenarioStep => {
    const id = `call${call.id}`;
    const values = valuesOf(call.id, content, created, notes);
    const omit = omittedOf(content, values);
    const made = content.activity.name === 'newInstance' ? instanceOf(call) : undefined;
    if (made !== undefined && !created.has(made)) created.set(made, `\${${id}.instanceId}`);
    return {
      id,
      activity: content.activity.name,
      values,
      ...(omit.length > 0 && { omit }),
      expect: { result: ['success'] },
    };
  });
  const sale = saleOf(contents.map(({ content }) => content));
  const head = `# Calls of koo callback history: ${contents.map(({ call }) => call.id).join(', ')}. Their orders are new to a server once only.\n`;
  return {
    text: head + renderScenario({ protocol: protocol.id, sale, steps: steps.map(named(steps)) }),
    notes,
  };
}

/** Only the steps that others refer to need a name. */
function named(steps: readonly ScenarioStep[]): (step: ScenarioStep) => ScenarioStep {
  const used = new Set(
    steps.flatMap(({ values }) => placeholdersIn(values).map((inner) => inner.split('.')[0])),
  );
  return ({ id, ...step }) => (id !== undefined && used.has(id) ? { id, ...step } : step);
}

/** A call that was rightly refused cannot be signed afresh with the same result. */
function isValid(call: RecordedCall): boolean {
  if (call.verdict === 'refused' || call.signature === 'invalid') return false;
  try {
    contentOf(call);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the declared values that koo does not fill in anew. */
function valuesOf(
  id: number,
  { activity, values }: CallContent,
  created: ReadonlyMap<string, string>,
  notes: Localized[],
): JsonObject {
  const kept = Object.entries(values).filter(([name, value]) => {
    if (namesTestFlag(name) || name === 'timeStamp') return false;
    const isKnown = activity.request.some((field) => field.name === name);
    // A scenario would replace placeholders.
    if (isKnown && value !== '***' && placeholdersIn(value).length === 0) return true;
    notes.push(both('Call {id}: {name} is not in the scenario', { id, name }));
    return false;
  });
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === 'instanceId' ? linked(value, created) : value]),
  );
}

/** The IDs of instances that the scenario creates are known when it runs. */
function linked(value: JsonValue, created: ReadonlyMap<string, string>): JsonValue {
  if (typeof value !== 'string') return value;
  return value
    .split(',')
    .map((id) => created.get(id) ?? id)
    .join(',');
}

/** Names the samples that the call did not have. */
function omittedOf({ activity }: CallContent, values: JsonObject): string[] {
  return activity.request
    .filter(({ name, sample, variant }) => sample !== undefined && !variant && !(name in values))
    .map(({ name }) => name)
    .filter((name) => !namesTestFlag(name) && name !== 'timeStamp');
}

function instanceOf({ answer }: RecordedCall): string | undefined {
  if (!answer || !('body' in answer)) return undefined;
  const id = parseObject(bodyText(answer.body) ?? '')?.instanceId;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Only calls of V1 name the sale. */
function saleOf(contents: readonly CallContent[]): Sale {
  const mode = contents.map(({ values }) => values.chargingMode).find((value) => value !== undefined);
  const found = (Object.keys(chargingModes) as Sale[]).find((sale) => chargingModes[sale] === String(mode));
  return found ?? 'period';
}
