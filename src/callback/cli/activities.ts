import { paint } from '../../cli/output/colour.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { wrapForTerminal } from '../../cli/output/terminal-text.ts';
import { plaintextLimit } from '../../signing/sensitive-field.ts';
import { localize, t } from '../../text/translate.ts';
import type { Activity, Field, Need, Protocol, Sale } from '../protocols/model.ts';

/** One row for each activity. */
export function listActivities(activities: readonly ActivityInfo[]): string {
  const need = needWords();
  return wrappedTable(
    [t('PROTOCOL'), t('ACTIVITY'), t('PERIOD'), t('ON-DEMAND'), t('ONE-TIME'), t('DESCRIPTION')],
    activities.map((activity) => [
      activity.protocol,
      activity.name,
      need[activity.need.period],
      need[activity.need['on-demand']],
      need[activity.need['one-time']],
      localize(activity.title),
    ]),
  );
}

function needWords(): Readonly<Record<Need, string>> {
  return { required: t('required'), optional: t('optional'), none: '-' };
}

/** The fields, idempotency, retries and result codes of one activity. */
export function renderActivity({ name, title, ...activity }: ActivityInfo): string {
  const endpoint = [activity.protocol, activity.method, activity.path].filter(Boolean).join(' ');
  return [
    t('{name} ({endpoint}): {title}', { name: paint('bold', name), endpoint, title }),
    t('Documentation: {url}', { url: activity.source }),
    '',
    paint('bold', t('Request')),
    fieldTable(activity.request),
    '',
    paint('bold', t('Response')),
    fieldTable(activity.reply),
    '',
    wrapForTerminal(t('Idempotency: {idempotency}', { idempotency: activity.idempotency })),
    wrapForTerminal(t('Retries: {retry}', { retry: activity.retry })),
    wrapForTerminal(t('Result codes: {codes}', { codes: ['000000', ...activity.resultCodes].join(' ') })),
  ].join('\n');
}

function fieldTable(fields: readonly FieldInfo[]): string {
  return wrappedTable(
    [t('NAME'), t('TYPE'), t('LENGTH'), t('REQUIRED'), t('DESCRIPTION')],
    flatten(fields).map(({ path, field }) => [
      path,
      field.type,
      field.maxLength === undefined ? '' : String(field.maxLength),
      field.required ? t('yes') : '',
      [field.values?.join('|'), localize(field.note), ...limits(field)].filter(Boolean).join(' · '),
    ]),
  );
}

/** Everything that the declaration says about the values of a field, in words. */
function limits({ minimum, decimals, maxItems, forms = [], ...field }: FieldInfo): string[] {
  const formWords = {
    'json-text': t('also as JSON text'),
    string: t('also as a string'),
    millis: t('also with milliseconds'),
  };
  return [
    minimum === undefined ? undefined : t('at least {minimum}', { minimum }),
    field.encrypted &&
      field.maxLength !== undefined &&
      t('at most {bytes} bytes before encryption', { bytes: plaintextLimit(field.maxLength) }),
    decimals === undefined ? undefined : t('at most {decimals} decimal places', { decimals }),
    maxItems === undefined ? undefined : t('at most {maxItems} elements', { maxItems }),
    ...forms.map((form) => formWords[form]),
    field.mayBeEmpty && t('may be empty'),
    field.mayBeAbsent && t('may be absent'),
    field.onlyWith && t('only with chargingMode {modes, or}', { modes: field.onlyWith }),
    field.together && t('always together with {name}', { name: field.together }),
  ].filter((words) => typeof words === 'string');
}

/** Lists nested fields with their paths, such as `info[].appInfo.adminUrl`. */
function flatten(fields: readonly FieldInfo[], prefix = ''): { path: string; field: FieldInfo }[] {
  return fields.flatMap((field) => {
    const path = prefix + field.name;
    return [
      { path, field },
      ...flatten(field.fields ?? [], field.type === 'list' ? `${path}[].` : `${path}.`),
    ];
  });
}

/** A field in the output of `koo callback activities`: its declaration without the sample. */
export interface FieldInfo extends Omit<Field, 'sample' | 'fields'> {
  readonly fields?: readonly FieldInfo[];
}

/** An activity in the output of `koo callback activities`. */
export interface ActivityInfo extends Omit<Activity, 'request' | 'reply'> {
  readonly method: Protocol['method'];
  readonly need: Readonly<Record<Sale, Need>>;
  readonly request: readonly FieldInfo[];
  readonly reply: readonly FieldInfo[];
}

/** The activities of the given protocols, in order; only those with `name`, if given. */
export function describeActivities(protocols: readonly Protocol[], name?: string): readonly ActivityInfo[] {
  return protocols.flatMap(({ method, activities }) =>
    activities
      .filter((activity) => name === undefined || activity.name === name)
      .map((activity) => ({
        ...activity,
        method,
        request: activity.request.map(describeField),
        reply: activity.reply.map(describeField),
      })),
  );
}

function describeField({ sample, fields, ...field }: Field): FieldInfo {
  return { ...field, ...(fields && { fields: fields.map(describeField) }) };
}
