import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { accepted, codeText, got } from './judge.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  failed,
  type Overrides,
  type Probe,
  passed,
  skipped,
  type Verdict,
} from './model.ts';
import { instanceValues, lay, subjectOf } from './subject.ts';

/** A check of the group; without a word it needs the subject's call to succeed. */
export function semanticsCheck(protocol: Protocol, id: string, parts: CheckParts): Check {
  const needs = [subjectOf(protocol).needs];
  return checkOf(protocol, 'semantics', `SEM-${id}`, { needs, after: ['life'], ...parts });
}

/** Activities of a family that the merchant is known to have: those that succeeded in the life. */
function shown(probe: Probe): Activity[] {
  const seen = new Set(
    [...probe.memory.steps.values()].filter(accepted).map(({ activity }) => activity.name),
  );
  return probe.protocol.activities.filter(({ name }) => seen.has(name));
}

/** A call with values laid over the usual ones, and what it should lead to. */
export interface Trial {
  readonly activity: string;
  readonly values: Overrides;
  readonly expected: Localized;
}

/** Tries each call until one is answered otherwise than it should. */
export async function each(
  calls: readonly Trial[],
  probe: Probe,
  right: (exchange: Exchange) => boolean,
): Promise<Verdict> {
  if (calls.length === 0)
    return skipped({ en: 'no such call was seen to succeed', zh: '没有成功过的相应接口' });
  for (const { activity, values, expected } of calls) {
    const exchange = await probe.send(activity, lay(usualValues(probe, activity), values));
    if (!right(exchange)) return failed(expected, got(exchange), exchange);
  }
  return passed;
}

/** The values with which the activity succeeded, so that nothing but the trial's own is unusual about it. */
export function usualValues(probe: Probe, activity: string): Values {
  const seen = [...probe.memory.steps.values()].find(
    (exchange) => exchange.activity.name === activity && accepted(exchange),
  );
  return seen?.values ?? instanceValues(probe, activity);
}

/** Whether the request was refused by a result code. */
export function refused(exchange: Exchange): boolean {
  return exchange.reply?.resultCode !== undefined && !accepted(exchange);
}

/** The parameter that names what a call is about. */
function keyField(activity: Activity): string | undefined {
  const names =
    activity.name === 'newInstance' ? ['orderId'] : ['license', 'tenantId', 'instanceId', 'orderId'];
  return names.find((name) => activity.request.some((field) => field.name === name && field.required));
}

/** Checks that a call which lacks a mandatory parameter is refused. */
export function missing(protocol: Protocol): Check[] {
  const hint: Localized = {
    en: 'Check the mandatory parameters after the signature; answer 000002 over HTTP 200 when one is missing.',
    zh: '验签之后检查必选参数；缺少时以 HTTP 200 返回 000002。',
  };
  const call = (activity: string, field: string): Trial => ({
    activity,
    values: { [field]: undefined },
    expected: {
      en: `${activity} without ${field} is refused: ${codeText('000002').en}`,
      zh: `缺少 ${field} 的 ${activity} 被拒绝：${codeText('000002').zh}`,
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
  return [
    semanticsCheck(protocol, 'MISSING', {
      title: { en: 'a call that does not say what it is about is refused', zh: '拒绝缺少关键参数的请求' },
      hint,
      run: (probe) => each(keys(probe), probe, refused),
    }),
    semanticsCheck(protocol, 'MISSING-CODE', {
      needs: ['SEM-MISSING'],
      severity: 'warning',
      title: { en: 'a missing parameter is refused with 000002', zh: '缺少参数时返回 000002' },
      hint,
      run: (probe) => each(keys(probe), probe, ({ reply }) => reply?.resultCode === '000002'),
    }),
    semanticsCheck(protocol, 'MISSING-OTHER', {
      needs: ['SEM-MISSING'],
      severity: 'warning',
      title: { en: 'every mandatory parameter is demanded', zh: '校验每个必选参数' },
      hint,
      run: (probe) => each(others(probe), probe, refused),
    }),
  ];
}

const ownedByProof = new Set(['activity', 'authToken', 'timeStamp', 'testFlag']);

const releases = new Set(['releaseInstance', 'expireInstance', 'releaseLicenseCode']);

/** Checks that an instance (or a licence code) which nobody knows is refused. */
export function unknownSubject(protocol: Protocol): Check[] {
  const field = protocol.id === 'license-code' ? 'license' : 'instanceId';
  const calls = (probe: Probe, end: boolean): Trial[] =>
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
    zh: `请先查找该 ${field}；不存在时返回 000003。`,
  };
  return [
    semanticsCheck(protocol, 'UNKNOWN', {
      title: { en: `an unknown ${field} is refused`, zh: `拒绝未知的 ${field}` },
      hint,
      run: (probe) => each(calls(probe, false), probe, refused),
    }),
    semanticsCheck(protocol, 'UNKNOWN-CODE', {
      needs: ['SEM-UNKNOWN'],
      severity: 'warning',
      title: { en: `an unknown ${field} is refused with 000003`, zh: `未知的 ${field} 返回 000003` },
      hint,
      run: (probe) => each(calls(probe, false), probe, ({ reply }) => reply?.resultCode === '000003'),
    }),
    semanticsCheck(protocol, 'UNKNOWN-RELEASE', {
      needs: ['SEM-UNKNOWN'],
      severity: 'warning',
      title: { en: `the release of an unknown ${field} is refused`, zh: `释放未知的 ${field} 时拒绝` },
      hint,
      run: (probe) => each(calls(probe, true), probe, refused),
    }),
  ];
}
