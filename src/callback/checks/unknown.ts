import type { Localized } from '../../text/localized.ts';
import type { Protocol } from '../protocols/model.ts';
import { codeText } from './judge.ts';
import type { Check } from './model.ts';
import type { Probe } from './probe.ts';
import { each, refused, semanticsCheck, shown, type Trial } from './semantics-check.ts';

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
