import type { PropsWithChildren } from 'hono/jsx';
import { Badge, Code, CopyButton, Facts, Notice, Section, Table } from '../console/parts.tsx';
import type { Parameter } from '../http/capture/model.ts';
import { localize, t } from '../text/translate.ts';
import type { ShownAnswer, ShownRequest } from './shown-exchange.ts';
import { makeVisible, type ShownBody, shownText } from './shown-text.ts';
import { Omitted, Signature } from './signature-view.tsx';

/** Shows a request with its parameters, body and headers. */
export function RequestSection({ request, children }: PropsWithChildren<{ readonly request: ShownRequest }>) {
  const { method, url, headers, parameters, body, encrypted, isRedacted, curl } = request;
  return (
    <Section title={t('Request')}>
      <p class="url">
        <b>{makeVisible(method)}</b> <code>{shownText(url).text}</code>
      </p>
      {isRedacted && (
        <p class="faint">{t('It is not complete: secrets are replaced by ***, and a long body is cut.')}</p>
      )}
      {parameters.length > 0 && (
        <Pairs caption={t('Parameters')} named={t('Parameter')} pairs={parameters} encrypted={encrypted} />
      )}
      {body && <Body body={body} encrypted={encrypted} />}
      {children}
      <Headers headers={headers} />
      {curl !== undefined && <CopyButton text={curl}>{t('Copy as curl')}</CopyButton>}
    </Section>
  );
}

/** Shows a response, or why there is none. */
export function ResponseSection({
  answer,
  children,
}: PropsWithChildren<{ readonly answer: ShownAnswer | undefined }>) {
  const elapsed = answer && `${Math.round(answer.durationMs)} ms`;
  return (
    <Section title={t('Response')}>
      {!answer ? (
        <p class="empty">{t('There is none yet.')}</p>
      ) : 'failure' in answer ? (
        <Facts
          items={[
            [t('Failure'), localize(answer.failure)],
            [t('Elapsed'), elapsed],
          ]}
        />
      ) : (
        <>
          <p class="url">
            <b>HTTP {answer.status}</b> · {elapsed}
          </p>
          {answer.isTruncated && <p class="faint">{t('The body was longer; its end is not stored.')}</p>}
          {answer.body && <Body body={answer.body} encrypted={answer.encrypted} />}
          {children}
          <Headers headers={answer.headers} />
          {answer.bodySign && (
            <>
              <h3>Body-Sign</h3>
              <Signature signature={answer.bodySign} isFolded />
            </>
          )}
        </>
      )}
    </Section>
  );
}

interface BodyProps {
  readonly body: ShownBody;
  readonly encrypted: readonly string[] | undefined;
}

function Body({ body: { text, omitted, size, isUtf8 }, encrypted = [] }: BodyProps) {
  const named = encrypted.filter((name) => text.includes(`"${name}"`));
  return (
    <>
      <h3>{t('Body')}</h3>
      {!isUtf8 && (
        <Notice tone="warn">
          {t('The body is not valid UTF-8: the bytes that are not are shown as \ufffd.')}
        </Notice>
      )}
      {size === 0 ? (
        <p class="empty">{t('empty')}</p>
      ) : (
        <Code label={t('Body')} copy={omitted === 0}>
          {text}
        </Code>
      )}
      <Omitted count={omitted} />
      {named.length > 0 && (
        <p class="faint">
          {t('encrypted')}: <code>{named.join(', ')}</code>
        </p>
      )}
    </>
  );
}

/** Most rows of a table of headers or parameters. */
const maxPairs = 100;

interface PairsProps {
  readonly caption: string;
  /** Title of the column of names. */
  readonly named: string;
  readonly pairs: readonly Parameter[];
  readonly encrypted?: readonly string[];
}

function Pairs({ caption, named, pairs, encrypted }: PairsProps) {
  return (
    <>
      <Table
        caption={caption}
        columns={[
          { title: named, cell: ([name]: Parameter) => <code>{shownText(name, 200).text}</code> },
          {
            title: t('Value'),
            cell: ([name, value]) => (
              <>
                <code class="url">{shownText(value).text}</code>{' '}
                {encrypted?.includes(name) && <Badge tone="idle">{t('encrypted')}</Badge>}
              </>
            ),
          },
        ]}
        rows={pairs.slice(0, maxPairs)}
        empty={t('none')}
      />
      {pairs.length > maxPairs && (
        <p class="faint">{t('… and {count} more, not shown here', { count: pairs.length - maxPairs })}</p>
      )}
    </>
  );
}

function Headers({ headers }: { readonly headers: readonly Parameter[] }) {
  if (headers.length === 0) return null;
  return (
    <details>
      <summary>
        {t('Headers')} ({headers.length})
      </summary>
      <Pairs caption={t('Headers')} named={t('Header')} pairs={headers} />
    </details>
  );
}
