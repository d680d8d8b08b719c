import { createHash } from 'node:crypto';
import type { Child } from 'hono/jsx';
import { both, type Language } from '../../../text/translate.ts';
import { type Account, uniqueName } from './accounts.ts';
import { type LoginMessage, paths } from './model.ts';

interface Page {
  readonly language: Language;
  readonly status?: number;
  readonly title: string;
  readonly body: Child;
  /** Origins to which the forms of the page lead, redirects included; default none. */
  readonly formTargets?: readonly string[];
}

const style =
  'body{max-width:30rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}' +
  'dd{margin:0 0 .5rem;overflow-wrap:anywhere}button,.button{font:inherit;padding:.5rem 1rem}';
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * Renders a page that is not cached, runs no scripts and cannot be framed. JSX escapes all values.
 *
 * @see https://w3c.github.io/webappsec-csp/#directive-form-action
 */
function renderPage({ language, status = 200, title, body, formTargets = [] }: Page): Response {
  const page = (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>{title}</h1>
        {body}
      </body>
    </html>
  );
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action ${formTargets.join(' ') || "'none'"}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return new Response(`<!doctype html>${page}`, {
    status,
    headers: {
      'Content-Type': 'text/html;charset=UTF-8',
      'Content-Security-Policy': policy.join('; '),
      'Cache-Control': 'no-store',
      // With `no-referrer`, browsers send a form with `Origin: null`.
      'Referrer-Policy': formTargets.length > 0 ? 'same-origin' : 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/**
 * Renders the page on which users log in, or see why they could not.
 *
 * @param links the unified login page for each application ID
 */
export function renderLogin(
  language: Language,
  links: readonly (readonly [appId: string, url: string])[],
  message: LoginMessage = { status: 200 },
): Response {
  const label = both('Log in with your joint-operation account')[language];
  return renderPage({
    language,
    status: message.status,
    title: both('Log in')[language],
    body: (
      <>
        {message.text && <p role="alert">{message.text[language]}</p>}
        {links.length === 0 && !message.text && (
          <p>{both('No company is bound to this application yet.')[language]}</p>
        )}
        {links.map(([appId, url]) => (
          <p>
            <a class="button" href={url}>
              {links.length > 1 ? `${label} (${appId})` : label}
            </a>
          </p>
        ))}
      </>
    ),
  });
}

/** Renders the page that shows who is logged in. */
export function renderAccount(language: Language, account: Account): Response {
  return renderPage({
    language,
    title: both('Your account')[language],
    // Browsers also check the redirects: to the login centre, and from there to undocumented addresses.
    formTargets: ["'self'", 'https:', account.binding.domain],
    body: (
      <>
        <AccountFacts account={account} language={language} />
        <form method="post" action={paths.logout}>
          <button type="submit">{both('Log out')[language]}</button>
        </form>
      </>
    ),
  });
}

/** Renders the question before a change of account: an attacker can lead the browser here with their own code. */
export function renderSwitch(language: Language, current: Account, next: Account): Response {
  return renderPage({
    language,
    title: both('Change the account?')[language],
    formTargets: ["'self'"],
    body: (
      <>
        <p>{both('You are logged in as {name}.', { name: uniqueName(current) })[language]}</p>
        <p>{both('This login is for another account:')[language]}</p>
        <AccountFacts account={next} language={language} />
        <form method="post" action={paths.switch}>
          <button type="submit" name="account" value={uniqueName(next)}>
            {both('Continue as {name}', { name: uniqueName(next) })[language]}
          </button>
        </form>
        <p>
          <a href={paths.account}>
            {both('Stay logged in as {name}', { name: uniqueName(current) })[language]}
          </a>
        </p>
      </>
    ),
  });
}

function AccountFacts({ account, language }: { readonly account: Account; readonly language: Language }) {
  const { name, userName, role, binding } = account;
  return (
    <dl>
      <dt>{both('Name')[language]}</dt>
      <dd>{name}</dd>
      <dt>{both('User name')[language]}</dt>
      <dd>{userName}</dd>
      <dt>{both('Company')[language]}</dt>
      <dd>{binding.tenantName}</dd>
      <dt>{both('Role')[language]}</dt>
      <dd>{role}</dd>
    </dl>
  );
}
