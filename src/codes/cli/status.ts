import { paint } from '../../cli/output/colour.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { wrap } from '../../text/wrap.ts';
import type { CodeEntry } from '../entry.ts';
import { type CodesResult, explanationWidth } from './explain.ts';
import { renderList } from './search.ts';

/**
 * The meaning of HTTP error statuses, whatever the result code.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-status-codes and for 429 https://www.rfc-editor.org/rfc/rfc6585;
 * 494 is nginx's own
 */
const meanings: ReadonlyMap<number, Localized> = new Map([
  [400, both('The request is malformed, or a parameter is invalid. Correct it before you send it again.')],
  [
    401,
    both('The server does not know who sends the request: the AK/SK, the signature or the time is wrong.'),
  ],
  [403, both('The server knows who sends the request, and does not permit it.')],
  [404, both('The path or the object of the request does not exist. Check the path, the host and the ID.')],
  [405, both('The path exists, but not with this HTTP method.')],
  [
    406,
    both(
      'The server has no response in the form that the request accepts. KooGallery also sends it for too many requests.',
    ),
  ],
  [408, both('The request did not arrive in time. Send it again.')],
  [409, both('The request conflicts with the current state. Read the state, then decide again.')],
  [413, both('The body of the request is too large. Send less at once.')],
  [414, both('The URL of the request is too long.')],
  [415, both('The server does not accept the Content-Type of the request.')],
  [429, both('Too many requests in a short time. Wait, then send fewer.')],
  [494, both('The headers of the request are too large.')],
  [
    500,
    both(
      'The server failed while it handled the request. It may have been carried out: look before you send it again.',
    ),
  ],
  [
    502,
    both(
      'The gateway got no valid response from the server behind it. The request may have been carried out.',
    ),
  ],
  [503, both('The server is overloaded or under maintenance. Send the request again later.')],
  [
    504,
    both('The server behind the gateway did not respond in time. The request may have been carried out.'),
  ],
]);

interface HttpStatus {
  readonly status: number;
  readonly meaning: Localized;
}

/** The status of an error that is all of an input: `500`, `HTTP 500`, `500 Internal Server Error`. */
export function findStatus(input: string): HttpStatus | undefined {
  const [, digits] =
    /^\s*(?:HTTP(?:\/\d(?:\.\d)?)?[\s:]*)?([45]\d\d)(?:\s+[a-z][a-z ]*)?[.\s]*$/i.exec(input) ?? [];
  const status = Number(digits);
  const meaning = meanings.get(status);
  return meaning && { status, meaning };
}

/**
 * Explains an HTTP status, and lists the codes that are documented with it.
 *
 * @param entries those that the filters of the command select
 */
export function explainStatus({ status, meaning }: HttpStatus, entries: readonly CodeEntry[]): CodesResult {
  // To the console, every status but 200 of a merchant's server is an error.
  const found = entries.filter(({ code, http }) => http.includes(status) || code === 'DEBUG-HTTP-STATUS');
  return {
    entries: found,
    complete: true,
    render: () =>
      [
        `${paint('bold', `HTTP ${status}`)}  ${wrap(localize(meaning), explanationWidth() - 2).join('\n  ')}`,
        ...(found.length > 0
          ? [t('The result code in the body says more. Documented with this status:'), renderList(found)]
          : []),
      ].join('\n\n'),
  };
}
