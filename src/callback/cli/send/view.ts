import { paint } from '../../../cli/output/colour.ts';
import { callbackResultCodes } from '../../../codes/callback.ts';
import type { Language } from '../../../text/localized.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { queryParameters } from '../../protocols/request.ts';
import type { ReplyProblem, SendReport, SentReply, SentRequest } from '../../suite/send-report.ts';

const words = {
  en: { expected: 'Expected', got: 'Got', hint: 'Hint', noAnswer: 'No answer', colon: ': ' },
  zh: { expected: '预期', got: '实际', hint: '建议', noAnswer: '没有应答', colon: '：' },
} as const satisfies Record<Language, unknown>;

/** An exchange for people: what was sent, what came back, and how that is judged. */
export function showSend(report: SendReport, language: Language): string {
  const { request, reply, problems } = report;
  const blocks = [
    showRequest(request),
    reply ? showReply(reply) : paint('red', words[language].noAnswer),
    ...problems.map((problem) => showProblem(problem, language)),
    ...(report.ok ? [showSuccess(report, language)] : []),
  ];
  return blocks.join('\n\n');
}

function showRequest({ method, url, headers, body }: SentRequest): string {
  const content = body === null ? parameters(url) : pretty(body);
  return message(`${method} ${url}`, headers, content);
}

/** The query of a GET, which holds everything, in readable form. */
function parameters(url: string): string {
  return queryParameters(url)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}

function showReply({ status, headers, body, durationMs }: SentReply): string {
  return message(`HTTP ${status} (${durationMs} ms)`, headers, pretty(body));
}

function message(first: string, headers: Readonly<Record<string, string>>, content: string): string {
  const lines = Object.entries(headers).map(([name, value]) => terminalSafe(`${name}: ${value}`));
  const head = [paint('bold', terminalSafe(first)), ...lines].join('\n');
  return content === '' ? head : `${head}\n\n${terminalSafe(content)}`;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function showProblem({ id, severity, expected, actual, hint }: ReplyProblem, language: Language): string {
  const say = words[language];
  const colour = severity === 'error' ? 'red' : 'yellow';
  return [
    `${paint(colour, `${severity === 'error' ? '✖' : '⚠'} ${id}`)}`,
    `  ${say.expected}${say.colon}${terminalSafe(expected[language])}`,
    `  ${say.got}${say.colon}${terminalSafe(actual[language])}`,
    `  ${say.hint}${say.colon}${terminalSafe(hint[language])}`,
  ].join('\n');
}

function showSuccess({ activity, protocol, reply, tampered }: SendReport, language: Language): string {
  const code = reply?.resultCode ?? '';
  const meaning = callbackResultCodes[code]?.[language] ?? '?';
  const shown = terminalSafe(`resultCode ${code}`);
  const result = language === 'zh' ? `${shown}（${meaning}）` : `${shown} (${meaning})`;
  const told = {
    en: tampered
      ? `${activity} (${protocol}) with a forged ${tampered} was refused, as it must be: ${result}`
      : `${activity} (${protocol}) succeeded: ${result}`,
    zh: tampered
      ? `${activity}（${protocol}）伪造 ${tampered} 后被拒绝，符合要求：${result}`
      : `${activity}（${protocol}）调用成功：${result}`,
  };
  return paint('green', `✔ ${told[language]}`);
}
