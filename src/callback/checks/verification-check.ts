import type { Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { accepted, got, unauthentic } from './judge.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Forgery, Overrides, Probe } from './probe.ts';
import { subjectOf, subjectValues } from './subject.ts';

type Rest = Pick<Check, 'title' | 'hint' | 'run'> & {
  readonly severity?: Check['severity'];
  readonly needs?: readonly string[];
};

/** A check of the group; it needs the subject's call to succeed. */
export function verificationCheck(
  protocol: Protocol,
  id: string,
  { severity = 'error', needs = [], ...rest }: Rest,
): Check {
  const subject = subjectOf(protocol);
  return {
    ...rest,
    id: `${protocol.code}-VERIFY-${id}`,
    protocol: protocol.id,
    group: 'verification',
    activity: subject.activity,
    severity,
    source: protocol.source,
    needs: [subject.needs, ...needs].map((needed) => `${protocol.code}-${needed}`),
  };
}

/** Makes the subject's call with something unusual about it. */
export function sendSubject(probe: Probe, overrides: Overrides, forgery?: Forgery): Promise<Exchange> {
  return probe.send(subjectOf(probe.protocol).activity, subjectValues(probe, overrides), forgery);
}

/** Only authentication is judged: that a value is too odd for the merchant's product is the merchant's right. */
export function judgeVerified(exchange: Exchange): Verdict {
  if (exchange.reply?.resultCode !== undefined && !unauthentic(exchange)) return passed;
  return failed({ en: 'the signature is accepted', zh: '验签通过' }, got(exchange), exchange);
}

/** The call must succeed, unless it is refused without what is unusual about it as well. */
export async function judgeLikePlain(probe: Probe, exchange: Exchange): Promise<Verdict> {
  if (accepted(exchange)) return passed;
  if (!unauthentic(exchange) && !accepted(await sendSubject(probe, {}))) {
    return skipped({
      en: 'the same call is refused in its usual form as well',
      zh: '该接口以常规形式重复调用时也被拒绝',
    });
  }
  return failed({ en: 'the request is accepted', zh: '接受该请求' }, got(exchange), exchange);
}
