import type { Child } from 'hono/jsx';
import { type Localized, localize, t } from '../text/translate.ts';
import type { Preferences } from './language-and-theme.ts';
import type { Frame, Page, View } from './model.ts';
import { Button, CommandBlock, FrameContext, Notice, OwnForm } from './parts.tsx';
import { consolePath } from './paths.ts';

export interface ShellOptions {
  /** The subject of the console, beside its brand. */
  readonly name: Localized;
  readonly pages: readonly Page[];
  /** Shown on every page, such as the business clock. */
  readonly status?: (() => Child) | undefined;
}

export interface ShellFacts extends Preferences {
  /** Addresses of script and style sheet. */
  readonly script: string;
  readonly style: string;
}

export function renderShell(view: View, options: ShellOptions, frame: Frame, facts: ShellFacts): string {
  const { pages, name, status } = options;
  const { path } = frame.call;
  const current = pages.findLast(
    ({ nav, path: own }) => nav && (own === '/' ? path === '/' : path.startsWith(own)),
  );
  return document(
    `${view.title} · ${localize(name)}`,
    facts,
    <FrameContext.Provider value={frame}>
      <a class="skip" href="#main">
        {t('Skip to the content')}
      </a>
      <header class="top">
        <a class="brand" href={`${consolePath}/`}>
          <span aria-hidden="true">koo</span> {localize(name)}
        </a>
        <div class="tools">
          <div id="status">{status?.()}</div>
          <PreferenceForm {...facts} frame={frame} />
        </div>
        <nav aria-label={t('Pages')}>
          <ul>
            {pages.map(
              (page) =>
                page.nav && (
                  <li>
                    <a href={consolePath + page.path} aria-current={page === current ? 'page' : undefined}>
                      {localize(page.nav)}
                    </a>
                  </li>
                ),
            )}
          </ul>
        </nav>
      </header>
      <main id="main" tabindex={-1} data-live={`${consolePath}/live`} data-version={frame.version}>
        {frame.done && <Notice tone={frame.done.tone ?? 'good'}>{localize(frame.done.said)}</Notice>}
        {frame.error && (
          <Notice tone="bad">
            {localize(frame.error.message)}
            {frame.error.hint && <p>{localize(frame.error.hint)}</p>}
          </Notice>
        )}
        <h1>{view.title}</h1>
        {view.body}
      </main>
      <p id="connection" role="status" hidden>
        {t('The connection to koo is lost. This page is not live.')}
      </p>
    </FrameContext.Provider>,
  );
}

function PreferenceForm({ language, theme, frame }: Preferences & { readonly frame: Frame }) {
  const other = language === 'zh' ? 'en' : 'zh';
  const names = { auto: t('Colours of the system'), light: t('Light colours'), dark: t('Dark colours') };
  const query = frame.call.query.size > 0 ? `?${frame.call.query}` : '';
  return (
    <OwnForm action="/preferences" label={t('Language and colours')} class="row">
      <input type="hidden" name="back" value={consolePath + frame.call.path + query} />
      <Button
        name="language"
        value={other}
        kind="quiet"
        lang={other === 'zh' ? 'zh-CN' : 'en'}
        label={other === 'zh' ? '中文' : 'English'}
      />
      {systems.map((system) => (
        <span class={`on-${system}`}>
          <Button
            name="theme"
            value={nextTheme(theme, system)}
            kind="quiet"
            label={names[nextTheme(theme, system)]}
          />
        </span>
      ))}
    </OwnForm>
  );
}

const systems = ['light', 'dark'] as const;

/** From the system's colours straight to the others; only the style sheet knows which those of the system are. */
function nextTheme(now: Preferences['theme'], system: (typeof systems)[number]): Preferences['theme'] {
  const other = system === 'light' ? 'dark' : 'light';
  if (now === 'auto') return other;
  return now === other ? system : 'auto';
}

export function closedPage(facts: ShellFacts, openCommand: string): string {
  return document(
    t('Not open'),
    facts,
    <main id="main">
      <h1>{t('This browser has no access to the console')}</h1>
      <p>
        {t(
          'Open the console from a terminal. A link that was used, or is older than five minutes, may not work any more:',
        )}
      </p>
      <CommandBlock line={openCommand} />
    </main>,
  );
}

function document(title: string, { language, theme, script, style }: ShellFacts, body: Child): string {
  const page = (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'auto' ? 'light dark' : theme} />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={style} />
        <script src={script} defer />
      </head>
      <body>{body}</body>
    </html>
  );
  return `<!doctype html>${page}`;
}
