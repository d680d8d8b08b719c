import { paint } from '../../cli/output/colour.ts';
import { renderContent } from '../../cli/output/content.ts';
import { wrapForTerminal } from '../../cli/output/terminal-text.ts';
import { callbackMeaning, success } from '../../codes/callback.ts';
import { marks, terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import type { Tampering } from '../delivery/tamper.ts';
import { queryParameters } from '../protocols/request.ts';
import type { ReplyProblem, SendReport, SentReply, SentRequest } from '../suite/send-report.ts';

const forgedParts: Readonly<Record<Tampering, Localized>> = {
  signature: both('the forged signature'),
  timestamp: both('the forged timestamp'),
  nonce: both('the forged nonce'),
  body: both('the forged body'),
  key: both('the signature made with another key'),
};

/** Renders the request, the response and the problems found. */
export function renderSend(report: SendReport): string {
  return [renderExchange(report), ...(report.ok ? [renderSuccess(report)] : [])].join('\n\n');
}

type ShownExchange = Pick<SendReport, 'request' | 'reply' | 'problems'> & ProblemContext;

/** Renders the request, the response and its problems. */
export function renderExchange(report: ShownExchange): string {
  const { request, reply, problems } = report;
  return [
    renderRequest(request),
    reply ? renderReply(reply) : paint('red', t('No response')),
    ...problems.map((problem) => renderProblem(problem, report)),
  ].join('\n\n');
}

function renderRequest({ method, url, headers, body }: SentRequest): string {
  return renderMessage(`${method} ${url}`, Object.entries(headers), body ?? parametersOf(url));
}

/** Renders the decoded query parameters of a GET request, one per line. */
export function parametersOf(url: string): string {
  return queryParameters(url)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}

function renderReply({ status, headers, body, durationMs }: SentReply): string {
  const first = t('HTTP {status} ({milliseconds} ms)', { status, milliseconds: durationMs });
  return renderMessage(first, Object.entries(headers), body);
}

/** Renders a request or a response: its first line, its headers, and its content. */
export function renderMessage(
  first: string,
  headers: readonly (readonly [name: string, value: string])[],
  content: string,
): string {
  const lines = headers.map(([name, value]) => terminalSafe(`${name}: ${value}`));
  const head = [paint('bold', terminalSafe(first)), ...lines].join('\n');
  return content === '' ? head : `${head}\n\n${renderContent(content)}`;
}

/** The call that a problem is about. */
type ProblemContext = Pick<SendReport, 'activity' | 'tampered'> & { readonly protocol: string };

/** Renders a problem of a response, with what to do about it. */
export function renderProblem(
  { id, severity, expected, actual, hint }: ReplyProblem,
  { activity, protocol, tampered }: ProblemContext,
): string {
  const [colour, mark] = severity === 'error' ? (['red', '✖'] as const) : (['yellow', '⚠'] as const);
  const lines = [
    t('Expected: {text}', { text: terminalSafe(expected) }),
    t('Actual: {text}', { text: terminalSafe(actual) }),
    t('Hint: {text}', { text: terminalSafe(hint) }),
  ];
  const titles: Readonly<Record<string, string>> = {
    RESULT: t('{activity} ({protocol}) failed', { activity, protocol }),
    FORGERY: tampered
      ? t('{activity} ({protocol}): the server accepted {forged}', {
          activity,
          protocol,
          forged: forgedParts[tampered],
        })
      : t('{activity} ({protocol}): the server accepted a call that is not valid', { activity, protocol }),
  };
  return [
    paint(colour, `${mark} ${titles[id] ?? id}`),
    ...lines.map((line) => `  ${wrapForTerminal(line, process.stdout, '  ')}`),
  ].join('\n');
}

function renderSuccess({ activity, protocol, reply, tampered }: SendReport): string {
  const code = terminalSafe(reply?.resultCode ?? '');
  const meaning = callbackMeaning(code, activity) ?? '?';
  const args = { activity, protocol, code, meaning };
  const text = tampered
    ? t('{activity} ({protocol}): the server refused {forged}, as it should: resultCode {code} ({meaning})', {
        ...args,
        forged: forgedParts[tampered],
      })
    : code === success
      ? t('{activity} ({protocol}) succeeded', args)
      : t('{activity} ({protocol}) succeeded: resultCode {code} ({meaning})', args);
  return paint('green', `${marks.passed} ${text}`);
}
