import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { withField } from '../delivery/tamper.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import { type Forging, forgings, timeHint, verifies, verifyHint } from './forgings.ts';
import { accepted, acceptedActivities, got, judgeRefused } from './judge.ts';
import type { Probe } from './model.ts';
import { type Check, type CheckParts, checkOf, failed, passed, skipped, type Verdict } from './model.ts';
import { instanceValues, subjectOf, subjectValues } from './subject.ts';

const refusal: Localized = {
  en: 'the request is refused (resultCode 000001, authentication failed)',
  zh: '拒绝请求（resultCode 000001，鉴权失败）',
};

const badParameter: Localized = {
  en: 'the request is refused (resultCode 000002 or 000001)',
  zh: '拒绝请求（resultCode 000002 或 000001）',
};

/** Checks that every forged request is refused. */
export function authenticationChecks(protocol: Protocol): Check[] {
  return [
    ...forgings(protocol).map((forging) => forgingCheck(protocol, forging)),
    check(protocol, 'CHANGED', {
      needs: [verifies],
      title: {
        en: 'a change of any one parameter after signing is noticed',
        zh: '能发现签名后任一参数被修改',
      },
      hint: { en: 'Sign over every parameter that was received.', zh: '应对收到的全部参数计算签名。' },
      run: everyParameterCounts,
    }),
    ...(protocol.activities.length > 1
      ? [
          check(protocol, 'EVERY-ACTIVITY', {
            needs: [verifies],
            after: ['life'],
            title: { en: 'every activity verifies the signature', zh: '所有接口都校验签名' },
            hint: {
              en: 'Verify in one place, in front of all activities.',
              zh: '请在所有接口之前统一校验签名。',
            },
            run: everyActivity,
          }),
        ]
      : []),
    ...(subjectOf(protocol).pair
      ? [
          check(protocol, 'OTHER-ACTIVITY', {
            needs: [verifies],
            title: { en: 'the signature of another activity is refused', zh: '拒绝套用其他 activity 的签名' },
            hint: {
              en: 'The activity itself is one of the signed parameters.',
              zh: 'activity 本身也是参与签名的参数。',
            },
            run: otherActivity,
          }),
        ]
      : []),
    ...(protocol.proof.nonce
      ? [
          check(protocol, 'REPLAY', {
            needs: [verifies],
            severity: 'warning',
            title: {
              en: 'a request sent a second time, nonce and all, is refused',
              zh: '拒绝重放的请求（nonce 相同）',
            },
            hint: {
              en: 'Keep the nonces of the last minute and refuse one that comes again.',
              zh: '缓存最近一分钟内的 nonce，再次出现时拒绝。',
            },
            run: replayed,
          }),
        ]
      : []),
  ];
}

function check(
  protocol: Protocol,
  id: string,
  { needs, ...rest }: CheckParts & { readonly needs: readonly string[] },
): Check {
  const subject = subjectOf(protocol);
  return checkOf(protocol, 'authentication', `AUTH-${id}`, {
    activity: subject.activity,
    ...rest,
    needs: [subject.needs, ...needs],
  });
}

function forgingCheck(protocol: Protocol, forging: Forging): Check {
  const { id, title, hint = verifyHint, severity, needs = [verifies], forgery, overrides, anyForm } = forging;
  return check(protocol, id, {
    title,
    hint,
    ...(severity && { severity }),
    needs,
    run: async (probe) => {
      const { activity } = subjectOf(protocol);
      const exchange = await probe.send(activity, subjectValues(probe, overrides), forgery(probe));
      if (!anyForm) remember(probe, id, exchange);
      return judgeRefused(exchange, hint === timeHint ? badParameter : refusal);
    },
  });
}

function remember(probe: Probe, id: string, exchange: Exchange): void {
  probe.memory.refusals.push({ check: `${probe.protocol.code}-AUTH-${id}`, exchange });
}

async function everyParameterCounts(probe: Probe): Promise<Verdict> {
  const { activity } = subjectOf(probe.protocol);
  const values = subjectValues(probe);
  for (const [name, value] of Object.entries(values)) {
    // Without testFlag 1 the request would be a real one to whoever does not verify.
    if (name === 'testFlag' || name === probe.protocol.proof.timestamp.name) continue;
    const changed = changedValue(value);
    if (changed === undefined) continue;
    const exchange = await probe.send(activity, values, {
      alter: (sealed) => withField(sealed, name, changed),
    });
    remember(probe, 'CHANGED', exchange);
    if (accepted(exchange)) {
      return failed(
        { en: `a change of ${name} breaks the signature: 000001`, zh: `修改 ${name} 后签名失效：000001` },
        got(exchange),
        exchange,
      );
    }
  }
  return passed;
}

/** Another value of the same type; lists and objects stay as they are. */
function changedValue(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'string') return undefined;
  return value === '' ? 'x' : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
}

async function otherActivity(probe: Probe): Promise<Verdict> {
  const pair = subjectOf(probe.protocol).pair;
  if (!pair) return passed;
  const [signed, sent] = pair;
  const values: Values = { ...instanceValues(probe, sent), ...instanceValues(probe, signed) };
  const exchange = await probe.send(signed, values, {
    alter: (sealed) => withField(sealed, 'activity', sent),
  });
  remember(probe, 'OTHER-ACTIVITY', exchange);
  return judgeRefused(exchange, {
    en: `${sent} with the signature of ${signed} is refused: 000001`,
    zh: `用 ${signed} 的签名调用 ${sent} 被拒绝：000001`,
  });
}

/** The activities the merchant must have or has shown to have. */
function offered(probe: Probe): string[] {
  const shown = acceptedActivities(probe);
  return probe.protocol.activities
    .filter(({ name, need }) => need[probe.options.sale] === 'required' || shown.has(name))
    .map(({ name }) => name);
}

async function everyActivity(probe: Probe): Promise<Verdict> {
  const others = offered(probe).filter((name) => name !== subjectOf(probe.protocol).activity);
  if (others.length === 0) return skipped({ en: 'there is one activity only', zh: '只有一个接口' });
  for (const name of others) {
    const exchange = await probe.send(name, instanceValues(probe, name), { key: probe.id() });
    remember(probe, 'EVERY-ACTIVITY', exchange);
    if (accepted(exchange)) {
      return failed(
        {
          en: `${name} signed with another key is refused: 000001`,
          zh: `用其他密钥签名的 ${name} 被拒绝：000001`,
        },
        got(exchange),
        exchange,
      );
    }
  }
  return passed;
}

async function replayed(probe: Probe): Promise<Verdict> {
  const { activity } = subjectOf(probe.protocol);
  const proof = { nonce: probe.id(), timestamp: probe.protocol.timestamp(probe.now()) };
  const values = subjectValues(probe);
  const first = await probe.send(activity, values, proof);
  if (!accepted(first))
    return skipped({
      en: `the first delivery was refused: ${got(first).en}`,
      zh: `首次请求被拒绝：${got(first).zh}`,
    });
  const second = await probe.send(activity, values, proof);
  return judgeRefused(second, { en: 'the same request again is refused', zh: '再次发送同一请求时被拒绝' });
}
