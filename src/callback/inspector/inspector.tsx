import type { Child } from 'hono/jsx';
import type { Tone } from '../../console/model.ts';
import { Badge, Code, CopyButton, Facts, Notice, Section, Table } from '../../console/parts.tsx';
import { localize, t } from '../../text/translate.ts';
import type { Parameter } from '../protocols/model.ts';
import type { AnswerInspection, Inspection } from './inspect.ts';
import { Omitted, SignatureFacts, SignatureSection, Steps } from './signature.tsx';
import { makeVisible, type ShownBody, shownText } from './texts.ts';

interface InspectorProps {
  readonly inspection: Inspection;
  /** The page itself, where the text that the server signed is sent to. */
  readonly action: string;
  /** What else follows from the outcome. */
  readonly children?: Child;
}

/** Everything about a call: what came of it and why, the response, the request, and its signature step by step. */
export function Inspector({ inspection, action, children }: InspectorProps) {
  const { signature, answer } = inspection;
  return (
    <>
      <VerdictSection inspection={inspection}>{children}</VerdictSection>
      <div class="grid">
        <RequestSection request={inspection.request} />
        <ResponseSection answer={answer} />
      </div>
      {signature && <SignatureSection signature={signature} action={action} />}
    </>
  );
}

const tones: Readonly<Record<Inspection['verdict'], Tone>> = {
  accepted: 'good',
  'in-progress': 'warn',
  refused: 'idle',
  failed: 'bad',
  pending: 'idle',
};

/** A verdict in a word. */
export function verdictWord(verdict: Inspection['verdict']): string {
  switch (verdict) {
    case 'accepted':
      return t('accepted');
    case 'in-progress':
      return t('in progress');
    case 'refused':
      return t('refused');
    case 'failed':
      return t('failed');
    case 'pending':
      return t('no response yet');
  }
}

/** What KooGallery does with a call. */
function verdictText(verdict: Inspection['verdict']): string {
  switch (verdict) {
    case 'accepted':
      return t('KooGallery takes it as done.');
    case 'in-progress':
      return t('KooGallery queries the instance until it is ready.');
    case 'refused':
      return t('The call was not valid, and your server refused it, as it should.');
    case 'failed':
      return t('KooGallery takes it as a failure.');
    case 'pending':
      return t('There is no response yet, or koo ended before it was judged.');
  }
}

export function VerdictBadge({ verdict }: Pick<Inspection, 'verdict'>) {
  return <Badge tone={tones[verdict]}>{verdictWord(verdict)}</Badge>;
}

function VerdictSection({ inspection, children }: Omit<InspectorProps, 'action'>) {
  const { verdict, meaning, reason, code, resultCode, problems, activity } = inspection;
  return (
    <Section title={t('Verdict')}>
      <p>
        <VerdictBadge verdict={verdict} /> {meaning && localize(meaning)}
      </p>
      <p>{verdictText(verdict)}</p>
      {reason && <Notice tone="warn">{t('The call is not valid: {reason}', { reason })}</Notice>}
      {children}
      {problems.length > 0 && (
        <ol class="problems">
          {problems.map(({ id, severity, expected, actual, hint }) => (
            <li>
              <p>
                <Badge tone={severity === 'error' ? 'bad' : 'warn'}>
                  {severity === 'error' ? t('error') : t('warning')}
                </Badge>{' '}
                <code>{id}</code>
              </p>
              <Facts
                items={[
                  [t('Expected'), localize(expected)],
                  [t('Actual'), localize(actual)],
                  [t('What to do'), localize(hint)],
                ]}
              />
            </li>
          ))}
        </ol>
      )}
      <Facts
        items={[
          ...(code
            ? ([
                [t('Result code'), `${code.code}: ${localize(code.meaning)}`],
                ...(verdict === 'failed' ? ([[t('What to do'), localize(code.next)]] as const) : []),
              ] as const)
            : []),
          ...(activity && verdict === 'failed'
            ? ([[t('After a failure'), localize(activity.retry)]] as const)
            : []),
          ...(activity ? ([[t('If it is repeated'), localize(activity.idempotency)]] as const) : []),
          ...(activity
            ? ([
                [
                  t('Documentation'),
                  <a href={activity.source} rel="noreferrer" target="_blank">
                    {localize(activity.title)}
                  </a>,
                ],
              ] as const)
            : []),
        ]}
      />
      {resultCode !== undefined && verdict === 'failed' && (
        <Code label={t('Command')} copy>
          {code ? `koo codes ${code.code}` : 'koo codes'}
        </Code>
      )}
    </Section>
  );
}

function RequestSection({ request }: Pick<Inspection, 'request'>) {
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
        <Pairs
          caption={t('Parameters')}
          named={t('Parameter')}
          pairs={parameters}
          encrypted={new Set(encrypted)}
        />
      )}
      {body && <Body label={t('Body')} body={body} encrypted={encrypted} />}
      <Headers headers={headers} />
      {curl !== undefined && <CopyButton text={curl}>{t('Copy as curl')}</CopyButton>}
    </Section>
  );
}

function ResponseSection({ answer }: { readonly answer: AnswerInspection | undefined }) {
  return (
    <Section title={t('Response')}>
      {!answer ? (
        <p class="empty">{t('There is none yet.')}</p>
      ) : 'failure' in answer ? (
        <Facts
          items={[
            [t('Failure'), localize(answer.failure)],
            [t('Elapsed'), milliseconds(answer.durationMs)],
          ]}
        />
      ) : (
        <Answered answer={answer} />
      )}
    </Section>
  );
}

function Answered({ answer }: { readonly answer: Extract<AnswerInspection, { status: number }> }) {
  const { status, headers, body, isTruncated, encrypted, bodySign, durationMs } = answer;
  return (
    <>
      <p class="url">
        <b>HTTP {status}</b> · {milliseconds(durationMs)}
      </p>
      {isTruncated && <p class="faint">{t('The body was longer; its end is not stored.')}</p>}
      <Body label={t('Body')} body={body} encrypted={encrypted} />
      <Headers headers={headers} />
      {bodySign && (
        <>
          <h3>Body-Sign</h3>
          <SignatureFacts signature={bodySign} />
          {bodySign.steps.length > 0 && (
            <details>
              <summary>{t('How it is made')}</summary>
              <Steps steps={bodySign.steps} />
            </details>
          )}
        </>
      )}
    </>
  );
}

function milliseconds(durationMs: number): string {
  return `${Math.round(durationMs)} ms`;
}

interface BodyProps {
  readonly label: string;
  readonly body: ShownBody;
  readonly encrypted: readonly string[];
}

function Body({ label, body: { text, omitted, size, isUtf8 }, encrypted }: BodyProps) {
  const named = encrypted.filter((name) => text.includes(`"${name}"`));
  return (
    <>
      <h3>{label}</h3>
      {!isUtf8 && (
        <Notice tone="warn">
          {t('The body is not valid UTF-8: the bytes that are not are shown as \ufffd.')}
        </Notice>
      )}
      {size === 0 ? (
        <p class="empty">{t('empty')}</p>
      ) : (
        <Code label={label} copy={omitted === 0}>
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
  /** What a name is the name of. */
  readonly named: string;
  readonly pairs: readonly Parameter[];
  readonly encrypted?: ReadonlySet<string>;
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
            cell: ([name, value]: Parameter) => (
              <>
                <code class="url">{shownText(value).text}</code>{' '}
                {encrypted?.has(name) && <Badge tone="idle">{t('encrypted')}</Badge>}
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
