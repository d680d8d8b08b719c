import { inputLimits, readInput, readInputFile } from '../../../cli/files/input-file.ts';
import { listenError } from '../../../cli/listen-failure.ts';
import { paint } from '../../../cli/output/colour.ts';
import { printText } from '../../../cli/output/edge.ts';
import { table } from '../../../cli/output/table.ts';
import { didYouMean, isSystemError, usageError } from '../../../errors/koo-error.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { readData } from '../../../text/data.ts';
import { type JsonObject, own } from '../../../text/json.ts';
import { marks, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import { entryDocument } from '../../market/views/entry-text.ts';
import type { MerchantAddress } from '../../scenario/merchant.ts';
import type { Difference, Scenario } from '../../scenario/model.ts';
import { runScenario } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/scenario-file.ts';
import { createTimeline, stepText } from './timeline.ts';

export { parseScenario };

export interface BuiltIn {
  readonly name: string;
  readonly title: Localized;
}

interface CallDocument {
  /** Business time, ISO 8601. */
  readonly time: string;
  readonly call: string;
  /** Path of the URL. */
  readonly path: string;
  /** Field values, before encryption. */
  readonly values: JsonObject;
  /** Result code, HTTP status, `down`, or `invalid`: 000000, but no success by the rules of KooGallery. */
  readonly answer: string;
  /** What the answer means. */
  readonly meaning: Localized;
  /** The sandbox answered in the place of the server. */
  readonly injected: boolean;
}

/** How a scenario went. */
export interface ScenarioDocument {
  /** Name of the scenario, or path of its file. */
  readonly scenario: string;
  readonly title: Localized;
  /** Address of the server; `null` for the reference merchant. */
  readonly target: string | null;
  readonly passed: boolean;
  readonly differences: readonly Difference[];
  readonly calls: readonly CallDocument[];
}

export interface ReportOptions {
  readonly merchant?: MerchantAddress;
  readonly port?: number;
  readonly isLive: boolean;
  readonly isBrief?: boolean;
  readonly notice: (text: Localized) => void;
  readonly signal: AbortSignal;
}

function builtInTexts(): Readonly<Record<string, string>> {
  return readData('lives') as Readonly<Record<string, string>>;
}

export function builtIns(): readonly BuiltIn[] {
  return Object.entries(builtInTexts()).map(([name, text]) => ({
    name,
    title: parseScenario(text, name).title,
  }));
}

export function builtInsText(list: readonly BuiltIn[]): string {
  return table(
    [t('NAME'), t('TITLE')],
    list.map(({ name, title }) => [name, localize(title)]),
  );
}

/**
 * Returns the text of a built-in scenario or of a file.
 *
 * @throws KooError (usage) `UNKNOWN_SCENARIO`, `UNREADABLE_FILE`
 */
export async function scenarioText(nameOrFile: string): Promise<string> {
  const texts = builtInTexts();
  const builtIn = own(texts, nameOrFile);
  if (builtIn !== undefined) return builtIn;
  // A mistyped name has no extension, unlike most files.
  if (nameOrFile !== '-' && /^[\w-]+$/.test(nameOrFile)) {
    const { existsSync } = await import('node:fs');
    if (!existsSync(nameOrFile)) throw unknownScenario(nameOrFile, Object.keys(texts));
  }
  const limits = { limit: inputLimits.scenario };
  const bytes = nameOrFile === '-' ? await readInput('-', limits) : await readInputFile(nameOrFile, limits);
  return Buffer.from(bytes).toString('utf8');
}

function unknownScenario(name: string, known: readonly string[]) {
  const { hint, details } = didYouMean(
    name,
    known,
    both('`koo sandbox scenario --list` lists those that are built in.'),
  );
  const message = both('{name} is neither a scenario that is built in nor a file', { name });
  const error = usageError('UNKNOWN_SCENARIO', message, hint);
  return details ? error.with({ details }) : error;
}

export async function runAndReport(
  name: string,
  scenario: Scenario,
  options: ReportOptions,
): Promise<ScenarioDocument> {
  const { merchant, port, isLive, isBrief = false, signal, notice } = options;
  const timeline = isLive ? createTimeline({ print: (text) => printText(`${text}\n`), isBrief }) : undefined;
  const result = await runScenario(scenario, {
    ...(merchant && { merchant }),
    ...(port !== undefined && { port }),
    signal,
    onStart(url) {
      if (merchant) notice(both('The order API of this run is at {url}', { url }));
    },
    onStep: ({ at, act }, product) => timeline?.step(at, stepText(act, product)),
    onOutcome: (text) => timeline?.outcome(text),
    onEntry: (entry, instance) => timeline?.entry(entryDocument(entry, instance)),
  }).catch((error: unknown) => {
    if (isSystemError(error) && error.syscall === 'listen')
      throw listenError(error, '127.0.0.1', port ?? 0, ['port']);
    throw error;
  });
  timeline?.end();
  const { title, isPassed, differences, calls } = result;
  return {
    scenario: name,
    title,
    target: merchant?.url ?? null,
    passed: isPassed,
    differences,
    calls: calls.map(({ at, ...call }) => ({ time: new Date(at).toISOString(), ...call })),
  };
}

const maxShown = 20;

/** Groups differences that only repeat the one before: calls that are missing or too many. */
function grouped(differences: readonly Difference[]) {
  const groups: { readonly first: Difference; others: number }[] = [];
  for (const difference of differences) {
    const { kind, subject } = difference;
    const last = groups.at(-1);
    const isRepetition = (kind === 'unexpected' || kind === 'missing') && last?.first.kind === kind;
    if (last && isRepetition && last.first.subject === subject) last.others += 1;
    else groups.push({ first: difference, others: 0 });
  }
  return groups;
}

export function verdictText({ title, passed, differences, calls }: ScenarioDocument): string {
  const facts = { title: localize(title), count: calls.length };
  if (passed)
    return paint('green', `${marks.passed} ${t('{title}: {count} callbacks, all as expected', facts)}`);
  const groups = grouped(differences);
  const shown = groups.slice(0, maxShown).map(({ first: { at, text }, others }) => {
    const more = others > 0 ? ` ${t('(and {others} more)', { others })}` : '';
    return `  ${paint('dim', beijingTime(at))}  ${terminalSafe(text)}${more}`;
  });
  const more = groups.length - shown.length;
  const count = differences.length;
  return [
    paint(
      'red',
      `${marks.failed} ${t('{title}: {count, plural, one {# difference} other {# differences}}', { title: localize(title), count })}`,
    ),
    ...shown,
    ...(more > 0 ? [`  ${t('… and {more} more', { more })}`] : []),
  ].join('\n');
}
