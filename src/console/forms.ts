import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { KooError, usageError } from '../errors/koo-error.ts';
import { readBody } from '../http/local-server.ts';
import { equalsConstantTime } from '../signing/bytes.ts';
import { both } from '../text/translate.ts';
import type { Done, FormCall, View } from './model.ts';
import { keep, type SentForm, type Session } from './sessions.ts';

/** The limit of a form, in bytes. */
const maxForm = 1024 * 1024;

/** @throws KooError (usage, `TOO_LARGE`) */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await readBody(request, maxForm);
  if (body) return new URLSearchParams(body.toString('utf8'));
  throw usageError(
    'TOO_LARGE',
    both('The form is longer than {size} MB', { size: maxForm / 1024 / 1024 }),
    both('Send less at once.'),
  );
}

/** @throws KooError (permission, `TOKEN_REQUIRED`) for a form that no page of this session has sent */
export function assertOwnForm(form: URLSearchParams, session: Session | undefined): asserts session {
  if (session && equalsConstantTime(session.formToken, form.get('token') ?? '')) return;
  throw new KooError({
    category: 'permission',
    code: 'TOKEN_REQUIRED',
    message: both('The form was not sent by a page of this console'),
    hint: both('Load the page again, and send the form from there.'),
  });
}

/**
 * Performs a form once: a second click sends the same again, and so does a page that the browser went back to. A form that
 * was refused, or that changes nothing, may be sent again.
 *
 * @returns how it ends, with the first call, whose fields may have been cleaned
 */
export function performOnce(
  sent: Session['sent'],
  call: FormCall,
  perform: (call: FormCall) => Promise<Done | View>,
): SentForm {
  const { path, query, form } = call;
  // Each page that is rendered has another value of this field.
  const start = async () => perform(call);
  if (!form.has('form')) return { call, outcome: start() };
  const key = createHash('sha256').update(`${path}?${query}&${form}`).digest('hex');
  form.delete('form');
  const before = sent.get(key);
  if (before) return before === 'over' ? { call, outcome: Promise.resolve(repeated) } : before;
  const one = { call, outcome: start() };
  keep(sent, key, one);
  one.outcome.then(
    (result) => ('body' in result ? sent.delete(key) : sent.set(key, 'over')),
    () => sent.delete(key),
  );
  return one;
}

const repeated: Done = { said: both('The form was already sent; it was not processed again.'), tone: 'warn' };
