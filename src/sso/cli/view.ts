import { paint } from '../../cli/output/colour.ts';
import { renderContent } from '../../cli/output/content.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { wrapForTerminal } from '../../cli/output/terminal-text.ts';
import { marks, oneLine, terminalSafe } from '../../text/terminal-safe.ts';
import { type Localized, localize, t } from '../../text/translate.ts';
import type { MaskedSecret, Problem, ShownRequest, ShownResponse, StepReport } from '../steps/model.ts';
import type { SignInReport } from '../steps/sign-in.ts';
import type { ShownTokens, TokenReport } from '../steps/token.ts';
import { renderNext } from './addresses.ts';

/** Connection and cache headers, which explain nothing; `--json` has them. */
const dullHeaders =
  /^(connection|keep-alive|date|content-length|transfer-encoding|cache-control|pragma|expires|vary)$/i;

/** The length of the printed body, in characters; login domains send less. */
const maxBody = 4096;

/** Renders a token step: request, response, and what came of it. */
export function renderTokenStep(report: TokenReport): string {
  const { tokens, saved } = report;
  const success = tokens
    ? [
        passed(t('The login domain issued tokens')),
        ...tokenLines(tokens),
        ...(saved === null ? [] : [t('The whole response is in {path}', { path: saved })]),
      ].join('\n')
    : '';
  return renderStep(report, success);
}

function tokenLines({ accessToken, tokenType, expiresIn, scope, refreshToken }: ShownTokens): string[] {
  const lifetime = expiresIn === null ? '' : t(', valid for {seconds} s', { seconds: expiresIn });
  return [
    `  access_token   ${masked(accessToken)}${lifetime}`,
    ...(refreshToken === null ? [] : [`  refresh_token  ${masked(refreshToken)}`]),
    ...(tokenType === null ? [] : [`  token_type     ${oneLine(tokenType)}`]),
    ...(scope === null ? [] : [`  scope          ${oneLine(scope)}`]),
  ];
}

function masked({ start, length }: MaskedSecret): string {
  return t('{start}… ({count, plural, one {# character} other {# characters}})', {
    start: oneLine(start),
    count: length,
  });
}

/** Renders a userinfo or validation step. */
export function renderSignInStep(report: SignInReport): string {
  const { identity } = report;
  if (!identity) return renderStep(report, '');
  const { userName, tenant, fields, missing } = identity;
  const title =
    tenant === null
      ? t('Signed in: {user}', { user: userName })
      : t('Signed in: {user} of the tenant {tenant}', { user: userName, tenant });
  const rows = fields
    .filter(({ value }) => value !== null)
    .map(({ name, value, meaning, kitField }) => [name, value ?? '', kitField ?? '', localize(meaning)]);
  const table = wrappedTable([t('FIELD'), t('VALUE'), t('KIT INTERFACE'), t('MEANING')], rows);
  const absent = missing.length > 0 ? [t('Not in the response: {names}', { names: missing })] : [];
  return renderStep(report, [passed(title), '', table, ...absent].join('\n'));
}

function passed(text: string): string {
  return paint('green', `${marks.passed} ${oneLine(text)}`);
}

function renderStep(report: StepReport, success: string): string {
  const { request, response, problem, notes, next } = report;
  return [
    renderRequest(request),
    ...(response ? [renderResponse(response)] : []),
    ...(success === '' ? [] : [success]),
    ...(problem ? [renderProblem(problem)] : []),
    ...(notes.length > 0 ? [notes.map(bullet).join('\n')] : []),
    renderCommand(request),
    ...renderNext(next),
  ].join('\n\n');
}

function bullet(text: Localized): string {
  return `- ${wrapForTerminal(oneLine(localize(text)), process.stdout, '  ')}`;
}

function renderRequest({ method, url, headers, parameters }: ShownRequest): string {
  return [
    paint('bold', terminalSafe(`${method} ${url}`)),
    ...headerLines(headers),
    ...Object.entries(parameters).map(([name, value]) => terminalSafe(`${name} = ${value}`)),
  ].join('\n');
}

function renderResponse({ status, headers, body, durationMs }: ShownResponse): string {
  const title = t('HTTP {status} ({milliseconds} ms)', { status, milliseconds: durationMs });
  const head = [paint('bold', title), ...headerLines(headers)].join('\n');
  return body === '' ? head : `${head}\n\n${renderContent(body, maxBody)}`;
}

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => !dullHeaders.test(name))
    .map(([name, value]) => terminalSafe(`${name}: ${value}`));
}

function renderProblem({ error, description, meaning, cures, source }: Problem): string {
  const named = [error, description].filter((text) => text !== null).join(': ');
  return [
    paint('red', `${marks.failed} ${terminalSafe(named === '' ? localize(meaning) : named)}`),
    ...(named === '' ? [] : [wrapForTerminal(terminalSafe(localize(meaning)))]),
    ...cures.map(bullet),
    ...(source === null ? [] : [t('Source: {url}', { url: source })]),
  ].join('\n');
}

function renderCommand({ curl, variables }: ShownRequest): string {
  const title = t(
    'The same request as a command. Set {variables, and} first: the command contains no secret.',
    { variables },
  );
  return `${wrapForTerminal(title)}\n${terminalSafe(curl)}`;
}
