import { isObject, type JsonObject } from '../../../text/json.ts';
import { marks, oneLine } from '../../../text/terminal-safe.ts';
import { type Localized, t } from '../../../text/translate.ts';
import { clip } from '../../../text/width.ts';
import type { Entry } from '../model/journal.ts';
import type { AttemptResult, Problem } from '../model/model.ts';

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

/** Converts an entry; `instance` is the name of its instance. */
export function entryDocument(entry: Entry, instance: string | null): EntryDocument {
  const { id, at, instance: _, type, ...facts } = entry;
  const { meaning, ...rest } = { meaning: undefined, ...facts };
  const text = meaning ?? ('text' in rest ? rest.text : { en: '', zh: '' });
  return { id, time: new Date(at).toISOString(), type, instance, ...rest, text };
}

type EntryPaint = (look: 'bold' | 'green' | 'yellow' | 'red', text: string) => string;

interface EntryLineOptions {
  /** Shows only the values that distinguish calls. */
  readonly isBrief?: boolean;
  /** Styles a part of the line; not at all by default. */
  readonly paint?: EntryPaint;
}

export function entryLine(
  entry: EntryDocument,
  { isBrief = false, paint = (_, text) => text }: EntryLineOptions = {},
): string {
  return entry.type === 'attempt' ? attemptText(entry, isBrief, paint) : factText(entry, paint);
}

const looks = {
  succeeded: ['green', marks.passed],
  'in-progress': ['yellow', marks.skipped],
  failed: ['red', marks.failed],
} as const;

function attemptText(
  { activity = '', values = {}, result = 'failed', injected, ...entry }: EntryDocument,
  isBrief: boolean,
  paint: EntryPaint,
): string {
  const [colour, mark] = looks[result];
  const sent = [paint('bold', activity), ...shownValues(values, isBrief)].join(' ');
  const note = injected ? ` ${t('(injected)')}` : '';
  return `${paint(colour, mark)} ${sent} → ${paint(colour, oneLine(entry.text))}${note}`;
}

/** Values that every call has, or that do not distinguish it. */
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
const distinguishingValues: ReadonlySet<string> = new Set([
  'scene',
  'status',
  'instanceStatus',
  'flag',
  'trialFlag',
  'trialToFormal',
  'userList',
]);
const maxValue = 60;

/** Formats `orderId=CS1 userList=500 productInfo.linearValue=10`; a list is shown by its length. */
function shownValues(values: JsonObject, isBrief: boolean): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (isBrief ? !distinguishingValues.has(name) : usual.has(name) || value === '' || value === null)
      return [];
    // The members of an object, such as the quantity of a product, say more than its start.
    if (isObject(value)) {
      const members = Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one] as const);
      return shownValues(Object.fromEntries(members), isBrief);
    }
    const text = Array.isArray(value) ? String(value.length) : String(value);
    return [`${oneLine(name)}=${clip(oneLine(text), maxValue)}`];
  });
}

function factText({ type, instance, to, text }: EntryDocument, paint: EntryPaint): string {
  const isNamed = instance !== null && type !== 'order';
  const said = isNamed
    ? t('{name}: {text}', { name: oneLine(instance), text: oneLine(text) })
    : oneLine(text);
  if (type === 'gave-up' || type === 'refused') return paint('red', `${marks.failed} ${said}`);
  if (type !== 'notice') return said;
  return to === 'buyer'
    ? t('To the buyer: {text}', { text: said })
    : t('To the seller: {text}', { text: said });
}
