import { checksOf } from '../../../src/callback/checks/catalogue.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { compliantVariants } from './compliant/index.ts';
import { mistakeGroups, mistakes } from './mistakes/index.ts';
import type { Mistake } from './model.ts';
import { mutantGroups, mutants } from './mutants/index.ts';
import { kindOf } from './run.ts';

const generated = '<!-- Made by `npm run generate`. -->';

/** The text of docs/mistakes.md: which mistake is caught by which check. */
export function mistakesDocument(): string {
  return `${[
    '# Common mistakes and the checks that find them',
    '',
    generated,
    '',
    `Huawei Cloud merchants make these mistakes in their callback servers. Each of the ${mistakes.length} faulty servers below is the reference merchant server with one mistake. \`koo callback test\` must report the named check, the checks in the last column, and no others. ${compliantVariants.length} other servers differ from the reference merchant server but comply with the rules, and must pass.`,
    '',
    `下表列出商家回调服务器的常见错误。${mistakes.length} 个有错误的服务器都是只改错一处的参考商家服务器，\`koo callback test\` 必须报告表中的检查项和“同时报告”一列的检查项，不得误报其他检查项。另有 ${compliantVariants.length} 个实现不同但符合规则的服务器必须全部通过。`,
    '',
    'The ID of a check begins with the code of its protocol, for example `V2-AUTH-STALE`. 检查项的编号以协议代码开头，例如 `V2-AUTH-STALE`。',
    '',
    ...codes(),
    ...mistakeGroups.flatMap(({ title, mistakes: group }) => [
      '',
      `## ${title.en} · ${title.zh}`,
      '',
      '| Mistake | 错误 | Protocol 协议 | Check 检查项 | Also reported 同时报告 |',
      '|---|---|---|---|---|',
      ...group.map(mistakeRow),
    ]),
    '',
    '## Mistakes of state and of value · 状态与取值错误',
    '',
    `These ${mutants.length} servers also have one mistake each, which shows only in some lives of an instance or with some values. Generated lives with a fixed seed must find each of them with the named check; other checks may find them as well.`,
    '',
    `以下 ${mutants.length} 个服务器也各有一处错误，但只在某些实例生命周期或某些取值下才会显现。使用固定种子生成的用例必须由表中的检查项发现这些错误，其他检查项也可能同时报告。`,
    ...mutantGroups.flatMap(({ title, mistakes: group }) => [
      '',
      `### ${title.en} · ${title.zh}`,
      '',
      '| Mistake | 错误 | Protocol 协议 | Check 检查项 |',
      '|---|---|---|---|',
      ...group.map(mutantRow),
    ]),
    '',
    '## Compliant servers that differ · 符合规则的不同实现',
    '',
    '| Server | 服务器 | Protocol 协议 | Warnings 警告 |',
    '|---|---|---|---|',
    ...compliantVariants.map(
      ({ title, protocols: families, warns = [] }) =>
        `| ${cell(title.en)} | ${cell(title.zh)} | ${families.map(codeOf).join(' ')} | ${warns.map(code).join(' ')} |`,
    ),
  ].join('\n')}\n`;
}

function codes(): string[] {
  return [
    '| Code 代码 | Protocol 协议 |',
    '|---|---|',
    ...protocols.map(({ code: short, id, title }) => `| ${short} | \`${id}\` ${title.en} · ${title.zh} |`),
  ];
}

function mistakeRow({
  title,
  protocols: families,
  caughtBy,
  also = [],
  alsoIn = {},
  options,
}: Mistake): string {
  const check = `${code(caughtBy)} ${checkTitle(families[0], caughtBy, options)}`;
  const consequences = [
    ...also.map(code),
    ...families.flatMap((family) =>
      (alsoIn[family] ?? []).map((kind) => `${code(kind)} (${codeOf(family)})`),
    ),
  ];
  return `| ${cell(title.en)} | ${cell(title.zh)} | ${families.map(codeOf).join(' ')} | ${check} | ${consequences.join(' ')} |`;
}

function mutantRow({ title, protocols: families, caughtBy, options }: Mistake): string {
  const check = `${code(caughtBy)} ${checkTitle(families[0], caughtBy, options)}`;
  return `| ${cell(title.en)} | ${cell(title.zh)} | ${families.map(codeOf).join(' ')} | ${check} |`;
}

function checkTitle(
  family: ProtocolId | undefined,
  kind: string,
  { sale = 'period', require = [] }: Mistake['options'] = {},
): string {
  const protocol = protocols.find(({ id }) => id === family)!;
  const options = { target: 'https://isv.example.com/', sale, encrypt: 256, require, set: {} } as const;
  const checks = checksOf(protocol, {
    ...options,
    pollIntervalMs: 1000,
    timeoutMs: 20_000,
    explore: { seed: 1 },
  });
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
