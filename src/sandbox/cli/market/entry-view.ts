import { paint } from '../../../cli/output/colour.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { isObject, type JsonObject } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { marks } from '../../../text/marks.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import { clip } from '../../../text/width.ts';
import type { Due, Entry } from '../../market/journal.ts';
import type { AttemptResult, Problem } from '../../market/model.ts';

/** An entry of the journal, for programs; the type determines which of the optional fields there are. */
export interface EntryDocument {
  readonly id: number;
  /** Business time, ISO 8601. */
  readonly time: string;
  readonly type: Entry['type'];
  /** The merchant's instance ID; before there is one, the licence code or the ID of the order line. */
  readonly instance: string | null;
  /** What happened, in words. */
  readonly text: Localized;
  readonly product?: string;
  /** ID of the order. */
  readonly order?: string;
  readonly orderType?: string;
  readonly status?: string;
  /** Yuan. */
  readonly amount?: string;
  /** ID of the delivery: koo sandbox deliveries ID. */
  readonly delivery?: number;
  /** Number of the attempt. */
  readonly attempt?: number;
  readonly protocol?: string;
  readonly activity?: string;
  /** Field values as sent, before encryption. */
  readonly values?: JsonObject;
  readonly result?: AttemptResult;
  readonly resultCode?: string | null;
  readonly problems?: readonly Problem[];
  /** The sandbox answered in the merchant's place. */
  readonly injected?: boolean;
  /** When the next attempt is due. */
  readonly nextAt?: string;
  readonly state?: string;
  /** Who reads a notice. */
  readonly to?: 'seller' | 'buyer';
  readonly kind?: string;
  readonly data?: JsonObject;
}

/** An entry as a document; `instance` is its name. */
export function entryDocument(entry: Entry, instance: string | null): EntryDocument {
  const { id, at, instance: _, type, ...facts } = entry;
  const { meaning, ...rest } = { meaning: undefined, ...facts };
  const text = meaning ?? ('text' in rest ? rest.text : { en: '', zh: '' });
  return { id, time: new Date(at).toISOString(), type, instance, ...rest, text };
}

/**
 * Creates the text of entries for people: when, what was fired, what came back and what it meant. A problem that a delivery
 * has again is only named; an attempt that fails like the one before is a line, without another message to the seller.
 */
export function createEntryText(): (entry: EntryDocument) => string | undefined {
  const known = new Set<string>();
  const failures = new Map<number | undefined, string>();
  let isRepeated = false;
  return (entry) => {
    if (isRepeated && entry.kind === 'delivery-failed') return undefined;
    const line = `${paint('dim', beijingTime(entry.time))}  ${entryLine(entry)}`;
    if (entry.type !== 'attempt') return line;
    const failure = entry.result === 'failed' ? JSON.stringify([entry.text, entry.problems]) : '';
    isRepeated = failure !== '' && failures.get(entry.delivery) === failure;
    failures.set(entry.delivery, failure);
    if (isRepeated) return line;
    const isNew = ({ id }: Problem) => !known.has(`${entry.delivery} ${id}`);
    const problems = (entry.problems ?? []).map((problem) => problemLines(problem, isNew(problem)));
    for (const { id } of entry.problems ?? []) known.add(`${entry.delivery} ${id}`);
    return [line, ...problems.flat(), ...nextLine(entry)].join('\n');
  };
}

/** The same in a line, without the time. A brief one has only the values that say what a call is about. */
export function entryLine(entry: EntryDocument, isBrief = false): string {
  return entry.type === 'attempt' ? attemptText(entry, isBrief) : factText(entry);
}

/** As Huawei's console displays times: `2026-03-02 10:00:00`, in Beijing. */
export function beijingTime(time: string | number): string {
  const ms = typeof time === 'number' ? time : Date.parse(time);
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** What is due next. */
export function dueText(due: readonly Due[], most = 8): string | undefined {
  if (due.length === 0) return undefined;
  const lines = due.slice(0, most).map(({ at, instance, text }) => {
    const what = instance === undefined ? safe(text) : `${oneLine(instance)}: ${safe(text)}`;
    return `  ${paint('dim', beijingTime(at))}  ${what}`;
  });
  const more = due.length - lines.length;
  return [
    paint('bold', t('Next (Beijing time):')),
    ...lines,
    ...(more > 0 ? [`  ${t('… and {more} more', { more })}`] : []),
  ].join('\n');
}

const looks = {
  succeeded: ['green', marks.passed],
  'in-progress': ['yellow', marks.skipped],
  failed: ['red', marks.failed],
} as const;

function attemptText(
  { activity = '', values = {}, result = 'failed', injected, ...entry }: EntryDocument,
  isBrief: boolean,
): string {
  const [colour, mark] = looks[result];
  const sent = [paint('bold', activity), ...distinguishing(values, isBrief)].join(' ');
  const note = injected ? ` ${t('(injected)')}` : '';
  return `${paint(colour, mark)} ${sent} → ${paint(colour, safe(entry.text))}${note}`;
}

/** Values that every call has, or that say nothing about this one. */
const usual: ReadonlySet<string> = new Set([
  'activity',
  'businessId',
  'customerId',
  'customerName',
  'userId',
  'userName',
  'mobilePhone',
  'email',
  'provisionType',
  'testFlag',
  'timeStamp',
  'currentSyncTime',
  'clientId',
  'clientSecret',
  'tenantId',
  'tenantCode',
  'appId',
]);
/** Values that say what a call is about. */
const telling: ReadonlySet<string> = new Set([
  'scene',
  'status',
  'instanceStatus',
  'flag',
  'trialFlag',
  'trialToFormal',
  'userList',
]);
const maxValue = 60;

function prefixed(name: string, value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one]));
}

/** `orderId=CS1 userList=500 productInfo.linearValue=10`: a list by its length. */
function distinguishing(values: JsonObject, isBrief: boolean): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (isBrief ? !telling.has(name) : usual.has(name) || value === '' || value === null) return [];
    // The members of an object, such as the quantity of a product, say more than its start.
    if (isObject(value)) return distinguishing(prefixed(name, value), isBrief);
    const text = Array.isArray(value) ? String(value.length) : String(value);
    return [`${oneLine(name)}=${clip(oneLine(text), maxValue)}`];
  });
}

function factText({ type, instance, to, text }: EntryDocument): string {
  const isNamed = instance !== null && type !== 'order';
  const said = isNamed ? t('{name}: {text}', { name: oneLine(instance), text: safe(text) }) : safe(text);
  if (type === 'gave-up' || type === 'refused') return paint('red', `${marks.failed} ${said}`);
  if (type !== 'notice') return said;
  return to === 'buyer'
    ? t('To the buyer: {text}', { text: said })
    : t('To the seller: {text}', { text: said });
}

/** A problem of a reply. */
export function problemLines({ id, severity, expected, actual, hint }: Problem, isWhole = true): string[] {
  const [colour, mark] =
    severity === 'error' ? (['red', marks.failed] as const) : (['yellow', marks.warned] as const);
  const title = `    ${paint(colour, `${mark} ${id}`)}`;
  if (!isWhole) return [title];
  return [
    title,
    ...[
      t('Expected: {text}', { text: safe(expected) }),
      t('Actual: {text}', { text: safe(actual) }),
      t('Hint: {text}', { text: safe(hint) }),
    ].map((line) => `      ${wrapForTerminal(line, process.stdout, '      ')}`),
  ];
}

function nextLine({ nextAt }: EntryDocument): string[] {
  return nextAt === undefined ? [] : [`    ${t('Next attempt: {time}', { time: beijingTime(nextAt) })}`];
}

function safe(text: Localized): string {
  return oneLine(localize(text));
}
