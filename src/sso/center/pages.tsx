import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { sha256 } from '../../signing/bytes.ts';
import { readTextData } from '../../text/data.ts';
import { acceptedLanguage } from '../../text/localized.ts';
import { both, type Language, type Localized } from '../../text/translate.ts';
import { unifiedPaths } from './address.ts';
import type { LoginApplication, LoginTenant, LoginUser } from './model.ts';
import type { Exchange, Refused } from './request.ts';
import type { Facts, Outcome } from './response.ts';

/** Passes the fragment, which browsers do not send, to a page of the server. */
const script = `
const go = () => {
  const [, query] = /^#\\/portal-login\\?(.*)$/.exec(location.hash) ?? [];
  if (query !== undefined) location.replace('/unified-login/portal-login?' + query);
};
addEventListener('hashchange', go);
go();
`;

function hashOf(text: string): string {
  return `'sha256-${sha256(text).toString('base64')}'`;
}

/**
 * Forms may be sent anywhere: Chromium applies this directive to the redirects that follow as well, which lead to the
 * merchant, and from there to wherever the merchant's pages are.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/form-action
 */
const policy = "form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";

interface Page {
  readonly status?: number;
  readonly title: Localized;
  readonly body: (say: (text: Localized) => string) => Child;
  readonly script?: string;
}

function page(
  { headers }: Exchange,
  { status = 200, title, body, script: own }: Page,
  facts: Facts,
): Outcome {
  const language: Language = acceptedLanguage(headers.get('accept-language')) ?? 'en';
  const say = (text: Localized) => text[language];
  const style = readTextData('login.css');
  const document = (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{say(title)}</title>
        <link rel="icon" href="data:," />
        <style>{raw(style)}</style>
      </head>
      <body>
        <main>
          <h1>{say(title)}</h1>
          {body(say)}
          <footer>
            <p>{say(both('A login centre of koo, for tests. It asks for no password.'))}</p>
          </footer>
        </main>
        {own !== undefined && <script>{raw(own)}</script>}
      </body>
    </html>
  );
  const sources = `img-src data:; style-src ${hashOf(style)}${own === undefined ? '' : `; script-src ${hashOf(script)}`}`;
  const response = new Response(`<!doctype html>${document}`, {
    status,
    headers: {
      'Content-Type': 'text/html;charset=UTF-8',
      'Content-Security-Policy': `default-src 'none'; ${sources}; ${policy}`,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      // Not none at all: browsers would send the forms with `Origin: null`, which is refused.
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    },
  });
  return { response, facts };
}

export function refusalPage(
  exchange: Exchange,
  status: number,
  { cause, reason }: Refused,
  facts: Facts,
): Outcome {
  const title = both('This sign-in request was refused');
  return page(exchange, { status, title, body: (say) => <p>{say(reason)}</p> }, { ...facts, cause, reason });
}

export interface AccountsPage {
  readonly title: Localized;
  readonly explanation?: Localized | undefined;
  readonly groups: readonly {
    readonly tenant: LoginTenant;
    readonly application?: LoginApplication | undefined;
  }[];
  readonly action: string;
}

/** Shows the accounts to choose from, each in a form of its own. */
export function accountsPage(
  exchange: Exchange,
  { title, explanation, groups, action }: AccountsPage,
): Outcome {
  const body: Page['body'] = (say) => (
    <>
      {explanation && <p class="quiet">{say(explanation)}</p>}
      {groups.map(({ tenant, application }) => (
        <section>
          <h2>{tenant.name}</h2>
          <p class="quiet">{tenant.id}</p>
          {tenant.users.length === 0 && <p>{say(both('This tenant has no accounts.'))}</p>}
          <ul>
            {tenant.users.map((user) => (
              <li>
                <Choice
                  say={say}
                  action={action}
                  tenant={tenant}
                  user={user}
                  isAuthorized={application?.isAuthorized(user.userName) ?? true}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
  return page(exchange, { title, body }, {});
}

interface ChoiceProps {
  readonly say: (text: Localized) => string;
  readonly action: string;
  readonly tenant: LoginTenant;
  readonly user: LoginUser;
  readonly isAuthorized: boolean;
}

function Choice({ say, action, tenant, user, isAuthorized }: ChoiceProps) {
  const { userName, name, role, organizationName, organizationCode } = user;
  return (
    <form method="post" action={action}>
      <input type="hidden" name="tenant" value={tenant.id} />
      <input type="hidden" name="user" value={userName} />
      <button type="submit">
        {name}
        <small>{[userName, role, organizationName ?? organizationCode].join(' · ')}</small>
        {!isAuthorized && (
          <small class="mark">
            {say(both('not authorised: your application has to refuse this account'))}
          </small>
        )}
      </button>
    </form>
  );
}

/** Shows who is signed in, to a browser that goes nowhere. */
export function signedInPage(
  exchange: Exchange,
  tenant: LoginTenant,
  { name, userName }: LoginUser,
): Outcome {
  const title = both('Signed in to {tenant}', { tenant: tenant.name });
  const body: Page['body'] = (say) => (
    <>
      <p>
        {name} ({userName})
      </p>
      <form action="/api/v1/logout">
        <button type="submit">{say(both('Sign out'))}</button>
      </form>
    </>
  );
  return page(exchange, { title, body }, {});
}

/** The page of unified login, whose script goes on to the list; without scripts, a form does. */
export function unifiedPage(exchange: Exchange): Outcome {
  const body: Page['body'] = (say) => (
    <>
      <form action={unifiedPaths.list}>
        <input type="hidden" name="ind" value="UNOP" />
        <label>
          {say(both('App ID of the credential'))}
          <input name="appId" required maxlength={64} />
        </label>
        <button type="submit">{say(both('Continue'))}</button>
      </form>
      <form method="post" action={unifiedPaths.signOut}>
        <p class="quiet">{say(both('To choose another account next time:'))}</p>
        <button type="submit">{say(both('Sign out'))}</button>
      </form>
    </>
  );
  return page(exchange, { title: both('Unified login'), body, script }, {});
}
