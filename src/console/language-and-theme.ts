import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Next } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { acceptedLanguage } from '../text/localized.ts';
import { type Language, useOwnLanguage } from '../text/translate.ts';
import { cookieRules } from './sessions.ts';

/** Follows the system with `auto`. */
export const themes = ['auto', 'light', 'dark'] as const;

/** How a page is shown to a browser. */
export interface Preferences {
  readonly language: Language;
  readonly theme: (typeof themes)[number];
}

const languageCookie = 'koo-console-language';
const themeCookie = 'koo-console-theme';
/** How long a browser keeps what was chosen, in seconds. */
const cookieAge = 365 * 24 * 3600;

/** The choice that the browser keeps, or else its `Accept-Language`, or else the language of the console. */
export function readPreferences(context: Context, consoleLanguage: Language): Preferences {
  const language =
    acceptedLanguage(getCookie(context, languageCookie)) ??
    acceptedLanguage(context.req.header('accept-language')) ??
    consoleLanguage;
  const theme = getCookie(context, themeCookie);
  return { language, theme: themes.find((one) => one === theme) ?? 'auto' };
}

/** Keeps what was chosen with the buttons at the top of a page; ignores any other value. */
export function keepPreferences(context: Context, form: URLSearchParams): void {
  const rules = { ...cookieRules, maxAge: cookieAge };
  const language = form.get('language');
  const theme = themes.find((one) => one === form.get('theme'));
  if (language === 'en' || language === 'zh') setCookie(context, languageCookie, language, rules);
  if (theme) setCookie(context, themeCookie, theme, rules);
}

const languageOfRequest = new AsyncLocalStorage<Language>();

/** Translates whatever a request renders into its language, though the process has another one. */
export function translatePerRequest(consoleLanguage: Language) {
  useOwnLanguage(() => languageOfRequest.getStore());
  return (context: Context, next: Next): Promise<void> =>
    languageOfRequest.run(readPreferences(context, consoleLanguage).language, next);
}
