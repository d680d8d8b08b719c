import type { Localized } from '../../text/localized.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { codeText } from './judge.ts';
import type { Check } from './model.ts';
import type { Probe } from './probe.ts';
import { each, refused, semanticsCheck, shown, type Trial } from './semantics-check.ts';

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
