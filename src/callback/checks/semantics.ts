import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../exchange.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { accepted, codeText, got, judgeRefused, judgeSuccess } from './judge.ts';
import { unknownActivity } from './life.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Overrides, Probe } from './probe.ts';
import { instanceValues, subjectOf } from './subject.ts';

/** Checks that requests which make no sense are refused, and that the instance stays the same one. */
export function semanticsChecks(protocol: Protocol): Check[] {
  const kit = protocol.keyClass === 'kit';
  const has = (name: string) => protocol.activities.some((activity) => activity.name === name);
  return [
    ...(kit || protocol.id === 'order-notify' ? [] : unknownSubject(protocol)),
    ...missing(protocol),
    ...(kit ? [unknownFlag(protocol)] : [unknownActivityCheck(protocol)]),
    ...unknownValues(protocol),
    ...(has('queryInstance') ? queries(protocol) : []),
    ...(has('applicationSync') ? [undecryptable(protocol)] : []),
    ...(has('upgrade') || has('upgradeInstance') ? [upgradeKeepsId(protocol)] : []),
    ...(protocol.id === 'v1' ? [pastExpiry(protocol)] : []),
  ];
}

type Rest = Pick<Check, 'title' | 'hint' | 'run'> & {
  severity?: 'warning';
  needs?: string;
  activity?: string;
};

function check(protocol: Protocol, id: string, rest: Rest): Check {
  const subject = subjectOf(protocol);
  return {
    id: `${protocol.code}-SEM-${id}`,
    protocol: protocol.id,
    group: 'semantics',
    ...(rest.activity !== undefined && { activity: rest.activity }),
    title: rest.title,
    severity: rest.severity ?? 'error',
    source: protocol.source,
    hint: rest.hint,
    needs: [`${protocol.code}-${rest.needs ?? subject.needs}`],
    run: rest.run,
  };
}

/** The parameter that names what a call is about. */
function keyField(activity: Activity): string | undefined {
  const names =
    activity.name === 'newInstance' ? ['orderId'] : ['license', 'tenantId', 'instanceId', 'orderId'];
  return names.find((name) => activity.request.some((field) => field.name === name && field.required));
}

/** Activities of a family that the merchant is known to have: those that succeeded in the life. */
function shown(probe: Probe): Activity[] {
  const seen = new Set(
    [...probe.memory.steps.values()].filter(accepted).map(({ activity }) => activity.name),
  );
  return probe.protocol.activities.filter(({ name }) => seen.has(name));
}

/** Tries each call until one is answered otherwise than it should. */
async function each(
  calls: readonly { readonly activity: string; readonly values: Overrides; readonly expected: Localized }[],
  probe: Probe,
  right: (exchange: Exchange) => boolean,
): Promise<Verdict> {
  if (calls.length === 0)
    return skipped({ en: 'no such call was seen to succeed', zh: '没有成功过的相应接口' });
  for (const { activity, values, expected } of calls) {
    const exchange = await probe.send(activity, instanceValues(probe, activity, values));
    if (!right(exchange)) return failed(expected, got(exchange), exchange);
  }
  return passed;
}

const releases = new Set(['releaseInstance', 'expireInstance', 'releaseLicenseCode']);

function unknownSubject(protocol: Protocol): Check[] {
  const field = protocol.id === 'license-code' ? 'license' : 'instanceId';
  const calls = (probe: Probe, end: boolean) =>
    (end ? probe.protocol.activities : shown(probe))
      .filter(({ name, need }) => releases.has(name) === end && need[probe.options.sale] !== 'none')
      .filter(({ request }) => request.some(({ name, required }) => name === field && required))
      .map(({ name }) => ({
        activity: name,
        values: { [field]: probe.id() },
        expected: {
          en: `${name} of an unknown ${field} answers ${codeText('000003').en}`,
          zh: `对未知 ${field} 调用 ${name} 返回 ${codeText('000003').zh}`,
        },
      }));
  const hint: Localized = {
    en: `Look the ${field} up first; when you do not know it, answer 000003.`,
    zh: `请先查找该 ${field};不存在时返回 000003。`,
  };
  const refused = (exchange: Exchange) => exchange.reply?.resultCode !== undefined && !accepted(exchange);
  return [
    check(protocol, 'UNKNOWN', {
      title: { en: `an unknown ${field} is refused`, zh: `拒绝未知的 ${field}` },
      hint,
      run: (probe) => each(calls(probe, false), probe, refused),
    }),
    check(protocol, 'UNKNOWN-CODE', {
      needs: 'SEM-UNKNOWN',
      severity: 'warning',
      title: { en: `an unknown ${field} is refused with 000003`, zh: `未知的 ${field} 返回 000003` },
      hint,
      run: (probe) => each(calls(probe, false), probe, ({ reply }) => reply?.resultCode === '000003'),
    }),
    check(protocol, 'UNKNOWN-RELEASE', {
      severity: 'warning',
      title: { en: `the release of an unknown ${field} is refused`, zh: `释放未知的 ${field} 时拒绝` },
      hint,
      run: (probe) => each(calls(probe, true), probe, refused),
    }),
  ];
}

function missing(protocol: Protocol): Check[] {
  const hint: Localized = {
    en: 'Check the mandatory parameters after the signature; answer 000002 over HTTP 200 when one is missing.',
    zh: '验签之后检查必选参数;缺少时以 HTTP 200 返回 000002。',
  };
  const call = (activity: string, field: string) => ({
    activity,
    values: { [field]: undefined },
    expected: {
      en: `${activity} without ${field} is refused: ${codeText('000002').en}`,
      zh: `缺少 ${field} 的 ${activity} 被拒绝:${codeText('000002').zh}`,
    },
  });
  const keys = (probe: Probe) =>
    shown(probe).flatMap((activity) => {
      const field = keyField(activity);
      return field === undefined ? [] : [call(activity.name, field)];
    });
  const others = (probe: Probe) =>
    shown(probe).flatMap((activity) =>
      activity.request
        .filter(
          ({ name, required, mayBeEmpty }) =>
            required && !mayBeEmpty && name !== keyField(activity) && !ownedByProof.has(name),
        )
        .map(({ name }) => call(activity.name, name)),
    );
  const refused = (exchange: Exchange) => exchange.reply?.resultCode !== undefined && !accepted(exchange);
  return [
    check(protocol, 'MISSING', {
      title: { en: 'a call that does not say what it is about is refused', zh: '拒绝缺少关键参数的请求' },
      hint,
      run: (probe) => each(keys(probe), probe, refused),
    }),
    check(protocol, 'MISSING-CODE', {
      needs: 'SEM-MISSING',
      severity: 'warning',
      title: { en: 'a missing parameter is refused with 000002', zh: '缺少参数时返回 000002' },
      hint,
      run: (probe) => each(keys(probe), probe, ({ reply }) => reply?.resultCode === '000002'),
    }),
    check(protocol, 'MISSING-OTHER', {
      severity: 'warning',
      title: { en: 'every mandatory parameter is demanded', zh: '校验每个必选参数' },
      hint,
      run: (probe) => each(others(probe), probe, refused),
    }),
  ];
}

const ownedByProof = new Set(['activity', 'authToken', 'timeStamp', 'testFlag']);

function unknownActivityCheck(protocol: Protocol): Check {
  return check(protocol, 'UNKNOWN-ACTIVITY', {
    severity: 'warning',
    title: { en: 'an unknown activity is refused', zh: '拒绝未知的 activity' },
    hint: {
      en: 'Answer 000002 to an activity you do not know; never let it fall through to a success.',
      zh: '对未知的 activity 返回 000002,不要默认返回成功。',
    },
    run: async (probe) => {
      const { activity } = subjectOf(protocol);
      const exchange = await probe.send(activity, instanceValues(probe, activity), {
        activityName: unknownActivity,
      });
      return judgeRefused(exchange, { en: 'the activity is refused', zh: '拒绝该 activity' });
    },
  });
}

function unknownFlag(protocol: Protocol): Check {
  return check(protocol, 'UNKNOWN-FLAG', {
    severity: 'warning',
    activity: 'tenantSync',
    title: { en: 'an unknown flag is refused', zh: '拒绝未知的 flag' },
    hint: {
      en: 'flag is 0, 1, 2 (or 3): answer 000002 to others.',
      zh: 'flag 取值为 0、1、2(或 3),其他值返回 000002。',
    },
    run: (probe) =>
      each(
        [
          {
            activity: 'tenantSync',
            values: { flag: 9 },
            expected: { en: 'flag 9 is refused', zh: '拒绝 flag 9' },
          },
        ],
        probe,
        (exchange) => !accepted(exchange),
      ),
  });
}

/** Fields whose values the protocol enumerates: a value beyond them must not be taken. */
const enumerated = [
  { id: 'UNKNOWN-STATUS', fields: ['status', 'instanceStatus'], value: 'FROZEN', step: 'LIFE-FREEZE' },
  { id: 'UNKNOWN-SCENE', fields: ['scene'], value: 'KOO_SCENE', step: 'LIFE-RENEW', severity: 'warning' },
] as const;

function unknownValues(protocol: Protocol): Check[] {
  return enumerated.flatMap((entry) => {
    const activity = protocol.activities.find(({ request }) =>
      request.some(({ name, values }) => values && entry.fields.some((field) => field === name)),
    );
    const field = activity?.request.find(({ name }) => entry.fields.some((known) => known === name));
    if (!activity || !field) return [];
    const known = (field.values ?? []).join(', ');
    return [
      check(protocol, entry.id, {
        needs: entry.step,
        activity: activity.name,
        ...('severity' in entry && { severity: entry.severity }),
        title: { en: `an unknown ${field.name} is refused`, zh: `拒绝未知的 ${field.name} 取值` },
        hint: {
          en: `${field.name} is one of ${known}: answer 000002 to others.`,
          zh: `${field.name} 取值为 ${known},其他值返回 000002。`,
        },
        run: (probe) =>
          each(
            [
              {
                activity: activity.name,
                values: { [field.name]: entry.value },
                expected: {
                  en: `${field.name} ${entry.value} is refused`,
                  zh: `拒绝 ${field.name} ${entry.value}`,
                },
              },
            ],
            probe,
            (exchange) => !accepted(exchange),
          ),
      }),
    ];
  });
}

/** Ids in the `info` list of a queryInstance reply. */
function queriedIds(exchange: Exchange): unknown[] {
  const info = exchange.reply?.json?.info;
  if (!Array.isArray(info)) return [];
  return info.map((entry) => (typeof entry === 'object' && entry !== null ? entry.instanceId : undefined));
}

function queries(protocol: Protocol): Check[] {
  const hint: Localized = {
    en: 'Answer one info entry, with its instanceId, for each id that was asked for.',
    zh: '对请求中的每个实例ID,在 info 中返回一条带 instanceId 的记录。',
  };
  const ask = (probe: Probe, ids: readonly string[]) =>
    probe.send('queryInstance', probe.values('queryInstance', { instanceId: ids.join(',') }));
  const judge = async (probe: Probe, ids: readonly string[]): Promise<Verdict> => {
    const exchange = await ask(probe, ids);
    const verdict = judgeSuccess(exchange);
    if (verdict.status !== 'passed') return verdict;
    const found = queriedIds(exchange);
    const absent = ids.filter((id) => !found.includes(id));
    if (absent.length === 0) return passed;
    return failed(
      { en: `an info entry for each of ${ids.length} ids`, zh: `info 中包含全部 ${ids.length} 个实例` },
      { en: `no info entry for ${absent.join(', ')}`, zh: `info 中没有 ${absent.join('、')}` },
      exchange,
    );
  };
  return [
    check(protocol, 'QUERY-INFO', {
      needs: 'LIFE-QUERY',
      activity: 'queryInstance',
      title: {
        en: 'queryInstance answers about the instance it was asked for',
        zh: 'queryInstance 返回所查询的实例',
      },
      hint,
      run: (probe) => {
        const own = probe.memory.created?.instanceId;
        return own === undefined ? Promise.resolve(skipped(noSecond)) : judge(probe, [own]);
      },
    }),
    check(protocol, 'QUERY-LIST', {
      needs: 'SEM-QUERY-INFO',
      activity: 'queryInstance',
      title: {
        en: 'queryInstance answers about several instances',
        zh: 'queryInstance 支持一次查询多个实例',
      },
      hint,
      run: (probe) => {
        const { created, another } = probe.memory;
        const two = created && another !== undefined && another !== created.instanceId;
        return two ? judge(probe, [created.instanceId, another]) : Promise.resolve(skipped(noSecond));
      },
    }),
  ];
}

const noSecond: Localized = { en: 'there is no second instance to ask for', zh: '没有第二个实例可供查询' };

function undecryptable(protocol: Protocol): Check {
  return check(protocol, 'BAD-SECRET', {
    needs: 'APP-ADD',
    activity: 'applicationSync',
    title: { en: 'a clientSecret that cannot be decrypted is refused', zh: '拒绝无法解密的 clientSecret' },
    hint: {
      en: 'Decrypt clientSecret when it arrives and answer an error code when that fails; otherwise every login fails later.',
      zh: '收到 clientSecret 时即应解密,失败时返回错误码,否则之后的登录都会失败。',
    },
    run: (probe) =>
      each(
        [
          {
            activity: 'applicationSync',
            values: { flag: 1, appId: probe.id(), clientSecret: Buffer.alloc(384, 7).toString('base64') },
            expected: {
              en: 'a refusal (000002, 000005 or 000101)',
              zh: '拒绝(000002、000005 或 000101)',
            },
          },
        ],
        probe,
        (exchange) => !accepted(exchange),
      ),
  });
}

function upgradeKeepsId(protocol: Protocol): Check {
  return check(protocol, 'UPGRADE-ID', {
    needs: 'LIFE-UPGRADE',
    title: { en: 'an upgrade keeps the instance id', zh: '升级后实例ID不变' },
    hint: {
      en: 'Change the instance in place: all later calls name the id it had before.',
      zh: '请在原实例上变更:之后的调用仍使用原来的实例ID。',
    },
    run: async (probe) => {
      const created = probe.memory.created;
      if (!created) return skipped(noSecond);
      const name = protocol.id === 'v1' ? 'refreshInstance' : 'queryInstance';
      const exchange = await probe.send(name, instanceValues(probe, name));
      return judgeSuccess(exchange);
    },
  });
}

function pastExpiry(protocol: Protocol): Check {
  return check(protocol, 'PAST-EXPIRY', {
    activity: 'newInstance',
    title: {
      en: 'a test case saved last year still creates its instance',
      zh: '去年保存的调测用例仍能开通实例',
    },
    hint: {
      en: 'Do not refuse an expireTime in the past while testFlag is 1: saved cases are probed twice a day, unchanged, for years.',
      zh: 'testFlag 为 1 时不要因 expireTime 已过期而拒绝:已保存的用例会原样每天拨测两次。',
    },
    run: (probe) => {
      const year = probe.now().getUTCFullYear() - 1;
      const order = probe.memory.created?.exchange.values.orderId;
      return each(
        [
          {
            activity: 'newInstance',
            values: { expireTime: `${year}0131093000`, ...(order !== undefined && { orderId: order }) },
            expected: { en: 'resultCode 000000', zh: 'resultCode 000000' },
          },
        ],
        probe,
        accepted,
      );
    },
  });
}
