import { paint } from '../../cli/output/colour.ts';
import { table } from '../../cli/output/table.ts';
import type { Language } from '../../text/localized.ts';
import { t } from '../../text/translate.ts';
import type { Activity, Field, Need, Protocol, Sale } from '../protocols/model.ts';

const words = {
  en: {
    list: ['PROTOCOL', 'ACTIVITY', 'PERIOD', 'ON-DEMAND', 'ONE-TIME', 'WHAT'],
    fields: ['NAME', 'TYPE', 'LENGTH', 'NEEDED', 'NOTE'],
    need: { required: 'required', optional: 'optional', none: '-' },
    yes: 'yes',
    request: 'Request',
    reply: 'Reply',
    page: 'Page',
    same: 'Same call when',
    retry: 'When it fails',
    codes: 'Result codes',
    colon: ': ',
  },
  zh: {
    list: ['协议', '接口', '包周期', '按需', '一次性', '说明'],
    fields: ['名称', '类型', '长度', '必选', '说明'],
    need: { required: '必选', optional: '可选', none: '-' },
    yes: '是',
    request: '请求',
    reply: '应答',
    page: '文档',
    same: '幂等依据',
    retry: '失败时',
    codes: '结果码',
    colon: '：',
  },
} as const satisfies Record<Language, { need: Record<Need, string> } & Record<string, unknown>>;

/** One line an activity. */
export function listActivities(activities: readonly ActivityInfo[], language: Language): string {
  const { list, need } = words[language];
  return table(
    list,
    activities.map((activity) => [
      activity.protocol,
      activity.name,
      need[activity.need.period],
      need[activity.need['on-demand']],
      need[activity.need['one-time']],
      activity.title[language],
    ]),
  );
}

/** Everything about one activity. */
export function showActivity(activity: ActivityInfo, language: Language): string {
  const say = words[language];
  const where = [activity.protocol, activity.method, activity.path].filter(Boolean).join(' ');
  const inBrackets = t(' ({where})', { where });
  return [
    `${paint('bold', activity.name)}${inBrackets}${say.colon}${activity.title[language]}`,
    `${say.page}${say.colon}${activity.source}`,
    '',
    paint('bold', say.request),
    fieldTable(activity.request, language),
    '',
    paint('bold', say.reply),
    fieldTable(activity.reply, language),
    '',
    `${say.same}${say.colon}${activity.idempotency[language]}`,
    `${say.retry}${say.colon}${activity.retry[language]}`,
    `${say.codes}${say.colon}${['000000', ...activity.resultCodes].join(' ')}`,
  ].join('\n');
}

function fieldTable(fields: readonly FieldInfo[], language: Language): string {
  const { fields: header, yes } = words[language];
  return table(
    header,
    flatten(fields).map(({ path, field }) => [
      path,
      field.type,
      field.maxLength === undefined ? '' : String(field.maxLength),
      field.required ? yes : '',
      [field.values?.join('|'), field.note[language]].filter(Boolean).join(' · '),
    ]),
  );
}

/** Nested fields under their path: `info[].appInfo.adminUrl`. */
function flatten(fields: readonly FieldInfo[], prefix = ''): { path: string; field: FieldInfo }[] {
  return fields.flatMap((field) => {
    const path = prefix + field.name;
    return [
      { path, field },
      ...flatten(field.fields ?? [], field.type === 'list' ? `${path}[].` : `${path}.`),
    ];
  });
}

/** A field as `koo callback activities` tells it: the declaration without its sample. */
export interface FieldInfo extends Omit<Field, 'sample' | 'fields'> {
  readonly fields?: readonly FieldInfo[];
}

/** An activity as `koo callback activities` tells it. */
export interface ActivityInfo extends Omit<Activity, 'request' | 'reply'> {
  readonly method: Protocol['method'];
  readonly need: Readonly<Record<Sale, Need>>;
  readonly request: readonly FieldInfo[];
  readonly reply: readonly FieldInfo[];
}

/** The activities of the given protocols, in the protocols' order; only those of a name, if one is given. */
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
