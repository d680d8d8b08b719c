import { table } from '../../../cli/output/table.ts';
import type { Language } from '../../../text/localized.ts';
import { checksOf } from '../../checks/catalogue.ts';
import { transportChecks } from '../../checks/transport.ts';
import type { CheckInfo } from '../../suite/report.ts';
import { checkInfo, inGroupOrder } from '../../suite/suite.ts';
import type { TestWish } from './run.ts';

/** All checks that are due for this kind of product, in the order they are run in. */
export function listChecks({
  protocols,
  target = 'https://isv.example.com/',
  ...rest
}: TestWish): CheckInfo[] {
  const transport = transportChecks(new URL(target), () => Promise.reject(new Error('nothing is run')));
  const options = { ...rest, target };
  const checks = [
    ...transport,
    ...protocols.flatMap((protocol) => inGroupOrder(checksOf(protocol, options))),
  ];
  return checks.map(checkInfo);
}

/** The checks as a table for people. */
export function showChecks(checks: readonly CheckInfo[], language: Language): string {
  const header = { en: ['ID', 'SEVERITY', 'TITLE', 'SOURCE'], zh: ['编号', '严重程度', '标题', '来源'] };
  const severity = { error: { en: 'error', zh: '错误' }, warning: { en: 'warning', zh: '警告' } };
  return table(
    header[language],
    checks.map((check) => [
      check.id,
      severity[check.severity][language],
      check.title[language],
      check.source.replace('https://', ''),
    ]),
  );
}
