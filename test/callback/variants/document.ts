import { checksOf } from '../../../src/callback/checks/catalogue.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { compliantVariants } from './compliant/index.ts';
import { mistakeGroups, mistakes } from './mistakes/index.ts';
import type { Mistake } from './model.ts';
import { kindOf } from './run.ts';

const generated = '<!-- Made by `npm run generate`. -->';

/** The text of docs/mistakes.md: which mistake is caught by which check. */
export function mistakesDocument(): string {
  return `${[
    '# Mistakes, and the checks that catch them',
    '',
    generated,
    '',
    `\`koo callback test\` is itself tested against ${mistakes.length} wrong servers. Each is the reference merchant with one mistake that real merchants make; the check named here must find fault, and no others but those in the last column. ${compliantVariants.length} servers that differ and are right all the same must pass everything.`,
    '',
    `\`koo callback test\` 自身用 ${mistakes.length} 个有错误的服务器进行测试：每个都是只改错一处的参考商家服务。下表中的检查必须报告该错误，除“连带”一列外其他检查不得误报。另有 ${compliantVariants.length} 个实现不同但正确的服务器必须全部通过。`,
    '',
    'The ids of checks begin with the code of the family: `V2-AUTH-STALE`. 检查编号以协议代码开头。',
    '',
    ...codes(),
    ...mistakeGroups.flatMap(({ title, mistakes: group }) => [
      '',
      `## ${title.en} · ${title.zh}`,
      '',
      '| Mistake | 错误 | Family 协议 | Check 检查 | Along with 连带 |',
      '|---|---|---|---|---|',
      ...group.map(mistakeRow),
    ]),
    '',
    '## Servers that are right all the same · 合法的不同实现',
    '',
    '| Server | 服务器 | Family 协议 | Warned of 警告 |',
    '|---|---|---|---|',
    ...compliantVariants.map(
      ({ title, protocols: families, warns = [] }) =>
        `| ${cell(title.en)} | ${cell(title.zh)} | ${families.map(codeOf).join(' ')} | ${warns.map(code).join(' ')} |`,
    ),
  ].join('\n')}\n`;
}

function codes(): string[] {
  return [
    '| Code | Family |',
    '|---|---|',
    ...protocols.map(({ code: short, id, title }) => `| ${short} | \`${id}\` ${title.en} · ${title.zh} |`),
  ];
}

function mistakeRow({ title, protocols: families, caughtBy, also = [], options }: Mistake): string {
  const check = `${code(caughtBy)} ${checkTitle(families[0], caughtBy, options?.sale)}`;
  return `| ${cell(title.en)} | ${cell(title.zh)} | ${families.map(codeOf).join(' ')} | ${check} | ${also.map(code).join(' ')} |`;
}

function checkTitle(
  family: ProtocolId | undefined,
  kind: string,
  sale: 'period' | 'on-demand' | 'one-time' = 'period',
): string {
  const protocol = protocols.find(({ id }) => id === family)!;
  const options = { target: 'https://isv.example.com/', sale, encrypt: 256, require: [], set: {} } as const;
  const checks = checksOf(protocol, { ...options, pollIntervalMs: 1000, timeoutMs: 20_000 });
  return checks.find(({ id }) => kindOf(id) === kind)?.title.en ?? '';
}

function codeOf(family: ProtocolId): string {
  return protocols.find(({ id }) => id === family)!.code;
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
