import type { Language, Localized } from '../../text/localized.ts';
import type { CheckInfo, CheckResult, Group, Report, Status } from '../suite/report.ts';
import { summarise } from '../suite/suite.ts';

/** Every word of the reports that is no check's own. */
export const words = {
  title: { en: 'KooGallery callback test', zh: '云商店生产接口测试' },
  target: { en: 'Target', zh: '被测地址' },
  protocols: { en: 'Protocols', zh: '协议' },
  protocol: { en: 'Protocol', zh: '协议' },
  started: { en: 'Started', zh: '开始时间' },
  duration: { en: 'Duration', zh: '耗时' },
  interrupted: { en: 'Interrupted: this report is partial.', zh: '检查已中断，本报告不完整。' },
  note: { en: 'Note', zh: '注意' },
  total: { en: 'Total', zh: '合计' },
  failures: { en: 'Failures', zh: '失败项' },
  warnings: { en: 'Warnings', zh: '警告项' },
  skippedChecks: { en: 'Skipped', zh: '跳过项' },
  allChecks: { en: 'All checks', zh: '全部检查项' },
  sent: { en: 'Sent', zh: '发送的请求' },
  expected: { en: 'Expected', zh: '期望结果' },
  actual: { en: 'Got', zh: '实际结果' },
  response: { en: 'Answer', zh: '收到的应答' },
  debugger: { en: 'Console says', zh: '调测提示' },
  hint: { en: 'What to do', zh: '处理建议' },
  source: { en: 'Source', zh: '依据' },
  untested: { en: 'nothing was tested', zh: '没有测试任何内容' },
  curlAge: {
    en: 'The curl commands of V2 are signed for 60 s and for one use: `koo callback send` signs a fresh one.',
    zh: 'V2 的 curl 命令签名 60 秒内有效且只能用一次：`koo callback send` 可重新签名发送。',
  },
} satisfies Record<string, Localized>;

export const statusWords: Readonly<Record<Status, Localized>> = {
  passed: { en: 'Passed', zh: '通过' },
  failed: { en: 'Failed', zh: '失败' },
  warned: { en: 'Warned', zh: '警告' },
  skipped: { en: 'Skipped', zh: '跳过' },
};

const groupTitles: Readonly<Record<Group, Localized>> = {
  transport: { en: 'Transport', zh: '传输' },
  life: { en: "An instance's life", zh: '实例生命周期' },
  authentication: { en: 'Authentication', zh: '鉴权' },
  verification: { en: 'Requests that must verify', zh: '应当验签通过的请求' },
  idempotency: { en: 'Idempotency', zh: '幂等' },
  semantics: { en: 'Semantics', zh: '业务语义' },
  end: { en: 'End of the instance', zh: '实例终止' },
  replay: { en: 'Saved cases again', zh: '重放已保存的用例' },
  reply: { en: 'Answers', zh: '应答' },
};

/** The heading a check stands under: `v2 / Authentication`. */
export function heading({ protocol, group }: CheckInfo, language: Language): string {
  const title = groupTitles[group][language];
  return protocol === 'transport' ? title : `${protocol} / ${title}`;
}

/** What came out, in a line: `1 failed, 2 warnings, 40 passed, 3 skipped`. What there is none of is left out. */
export function outcome(summary: Readonly<Record<Status, number>>, language: Language): string {
  const { failed, warned, passed, skipped } = summary;
  const parts: [number, string, string][] = [
    [failed, `${failed} failed`, `失败 ${failed} 项`],
    [warned, `${warned} ${warned === 1 ? 'warning' : 'warnings'}`, `警告 ${warned} 项`],
    [passed, `${passed} passed`, `通过 ${passed} 项`],
    [skipped, `${skipped} skipped`, `跳过 ${skipped} 项`],
  ];
  const shown = parts.filter(([count]) => count > 0);
  if (shown.length === 0) return language === 'en' ? 'no check has run' : '没有执行任何检查';
  return language === 'en' ? shown.map(([, en]) => en).join(', ') : shown.map(([, , zh]) => zh).join('，');
}

/** `340 ms`, `1.3 s` */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Colours and weights, decided outside: for a plain stream it gives the text back. */
export type Paint = (style: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

export interface ReporterOptions {
  /** Language of the texts; `json` carries both whatever is asked for. */
  readonly language: Language;
  /** For `spec`. Default: no colours. */
  readonly paint?: Paint;
  /** For `spec`: false draws its symbols in ASCII. Default true. */
  readonly unicode?: boolean;
  /** For `spec`: columns that long text is wrapped to; wide characters take two. Default 100. */
  readonly width?: number;
}

/** Writes a report in one format. Pure: the same report gives the same text. Ends with a line feed. */
export type Reporter = (report: Report, options: ReporterOptions) => string;

/** One thing a person is told about a failure or a warning. */
export interface Fact {
  readonly name: 'sent' | 'expected' | 'actual' | 'response' | 'debugger' | 'hint' | 'source';
  readonly label: string;
  readonly text: string;
}

/** Facts that are no prose: a command to copy, an answer as it came. */
export function isVerbatim({ name }: Fact): boolean {
  return name === 'sent' || name === 'response';
}

/** All there is to say about a failure or a warning, in the order it is said. */
export function factsOf(result: CheckResult, language: Language): Fact[] {
  const { evidence, expected, actual, debuggerMessage, hint, source } = result;
  const texts: [Fact['name'], string | undefined][] = [
    ['sent', evidence?.curl],
    ['expected', expected?.[language]],
    ['actual', actual?.[language]],
    ['response', evidence?.response],
    ['debugger', debuggerMessage?.[language]],
    ['hint', hint[language]],
    ['source', source],
  ];
  return texts.flatMap(([name, text]) => (text ? [{ name, label: words[name][language], text }] : []));
}

/** The facts as plain text, for formats that have no structure for them. */
export function plainFacts(result: CheckResult, language: Language): string {
  return factsOf(result, language)
    .map((fact) => `${fact.label}:${isVerbatim(fact) ? '\n' : ' '}${fact.text}`)
    .join('\n');
}

export function withStatus(report: Report, status: Status): CheckResult[] {
  return report.checks.filter((check) => check.status === status);
}

/** Ids of skipped checks by why they were skipped, in the order of the report. */
export function skippedByReason(report: Report, language: Language): [reason: string, ids: string[]][] {
  const groups = Map.groupBy(withStatus(report, 'skipped'), ({ reason }) => reason?.[language] ?? '');
  return [...groups].map(([reason, results]) => [reason, results.map(({ id }) => id)]);
}

/** Counts by protocol, in the order of the report. */
export function countsByProtocol(report: Report): [protocol: string, Record<Status, number>][] {
  const groups = Map.groupBy(report.checks, ({ protocol }) => protocol);
  return [...groups].map(([protocol, results]) => [protocol, summarise(results)]);
}

/** Text on one line: what would end a line, or steer a terminal, becomes a blank. */
export function oneLine(text: string): string {
  return text.replace(/[\s\0-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ').trim();
}

/** Characters XML 1.0 cannot hold, lone surrogates included, and those that are an error in HTML. */
const illegal = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\p{Noncharacter_Code_Point}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for XML and HTML, between tags or in a quoted attribute. Line breaks become line feeds; characters that
 * cannot stand in XML are dropped.
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(illegal, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
