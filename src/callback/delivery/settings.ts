import { KooError } from '../../errors/koo-error.ts';
import { protocols as all } from '../protocols/index.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { applyChanges } from './values.ts';

/** Lays the user's `--set` values over those of an activity: `name=…`, or `activity.name=…` for one alone. */
export function applySettings(
  protocol: Protocol,
  activity: Activity,
  values: Values,
  settings: Readonly<Record<string, string>>,
): Values {
  const set = Object.entries(settings).flatMap(([name, value]) => {
    const own = ownName(activity, name);
    return own === undefined ? [] : [`${own}=${value}`];
  });
  return set.length === 0
    ? values
    : applyChanges(protocol, activity, values, { set, unset: [], allowUnknown: false });
}

function ownName(activity: Activity, name: string): string | undefined {
  const [head = '', ...rest] = name.split('.');
  const declared = (field: string) => activity.request.some((known) => known.name === field);
  if (head === activity.name && rest[0] !== undefined && declared(rest[0])) return rest.join('.');
  return declared(head) ? name : undefined;
}

/**
 * Refuses a `--set` that would change nothing, since a misspelt name must not pass in silence.
 * @throws KooError (usage) `UNKNOWN_FIELD`
 */
export function assertSettingsHit(
  protocols: readonly Protocol[],
  settings: Readonly<Record<string, string>>,
): void {
  const activities = protocols.flatMap((protocol) => protocol.activities);
  for (const name of Object.keys(settings)) {
    if (activities.some((activity) => ownName(activity, name) !== undefined)) continue;
    const elsewhere = all.filter((protocol) =>
      protocol.activities.some((activity) => ownName(activity, name) !== undefined),
    );
    throw new KooError({
      category: 'usage',
      code: 'UNKNOWN_FIELD',
      message: {
        en: `--set ${name}: no activity of the tested protocols has a field of this name`,
        zh: `--set ${name}：所测协议的接口中没有该字段`,
      },
      hint:
        elsewhere.length > 0
          ? {
              en: `It is a field of ${elsewhere.map(({ id }) => id).join(', ')}: add that to --protocol.`,
              zh: `它是 ${elsewhere.map(({ id }) => id).join('、')} 的字段：请将其加入 --protocol。`,
            }
          : {
              en: 'See the fields with `koo callback activities NAME`.',
              zh: '可用 `koo callback activities NAME` 查看字段。',
            },
    });
  }
}
