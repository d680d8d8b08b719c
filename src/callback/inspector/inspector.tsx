import type { PropsWithChildren } from 'hono/jsx';
import type { Tone } from '../../console/model.ts';
import { Badge, Button, Code, Facts, Field, Notice, OwnForm, Section } from '../../console/parts.tsx';
import { RequestSection, ResponseSection } from '../../exchanges/exchange-view.tsx';
import type { ShownSignature } from '../../exchanges/shown-exchange.ts';
import { Difference, Signature } from '../../exchanges/signature-view.tsx';
import type { Keys } from '../../signing/key-class.ts';
import { createRedactor } from '../../text/redact.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { type CallVerdict, verdictNames } from '../history/model.ts';
import { type InspectedCall, type Inspection, type InspectOptions, inspect } from './inspect.ts';

interface InspectorProps extends InspectOptions {
  readonly call: InspectedCall;
  /** The page itself, where the text that the server signed is sent to. */
  readonly action: string;
}

/** Shows everything about a call: the verdict and its reasons, the request, the response, and the signature step by step. */
export function Inspector({ call, action, children, ...options }: PropsWithChildren<InspectorProps>) {
  const inspection = inspect(call, options);
  const { request, answer, signature } = inspection;
  return (
    <>
      <VerdictSection inspection={inspection}>{children}</VerdictSection>
      <div class="grid">
        <RequestSection request={request} />
        <ResponseSection answer={answer} />
      </div>
      {signature && (
        <Section title={t('Signature')}>
          <Signature signature={signature} />
          <CompareForm compared={signature.compared} action={action} />
        </Section>
      )}
    </>
  );
}

const tones: Readonly<Record<CallVerdict, Tone>> = {
  accepted: 'good',
  'in-progress': 'warn',
  refused: 'idle',
  failed: 'bad',
  pending: 'idle',
};

/** The consequence that KooGallery draws from a call. */
const consequences: Readonly<Record<CallVerdict, Localized>> = {
  accepted: both('KooGallery takes it as done.'),
  'in-progress': both('KooGallery queries the instance until it is ready.'),
  refused: both('The call was not valid, and your server refused it, as it should.'),
  failed: both('KooGallery takes it as a failure.'),
  pending: both('There is no response yet, or koo ended before it was judged.'),
};

/** Returns a verdict in a word or two. */
export function verdictWord(verdict: CallVerdict): string {
  return verdict === 'pending' ? t('no response yet') : localize(verdictNames[verdict]);
}

export function VerdictBadge({ verdict }: Pick<Inspection, 'verdict'>) {
  return <Badge tone={tones[verdict]}>{verdictWord(verdict)}</Badge>;
}

function VerdictSection({ inspection, children }: PropsWithChildren<{ readonly inspection: Inspection }>) {
  const { verdict, meaning, reason, code, resultCode, problems, activity } = inspection;
  const isFailed = verdict === 'failed';
  return (
    <Section title={t('Verdict')}>
      <p>
        <VerdictBadge verdict={verdict} /> {meaning && localize(meaning)}
      </p>
      <p>{localize(consequences[verdict])}</p>
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
          [t('Result code'), code && `${code.code}: ${localize(code.meaning)}`],
          [t('What to do'), isFailed && code && localize(code.next)],
          [t('After a failure'), isFailed && activity && localize(activity.retry)],
          [t('If it is repeated'), activity && localize(activity.idempotency)],
          [
            t('Documentation'),
            activity && (
              <a href={activity.source} rel="noreferrer" target="_blank">
                {localize(activity.title)}
              </a>
            ),
          ],
        ]}
      />
      {resultCode !== undefined && isFailed && (
        <Code label={t('Command')} copy>
          {code ? `koo codes ${code.code}` : 'koo codes'}
        </Code>
      )}
    </Section>
  );
}

interface CompareProps {
  readonly action: string;
  readonly compared: ShownSignature['compared'] | undefined;
}

/** The result stays when the page is updated, since the text is not stored. */
function CompareForm({ compared, action }: CompareProps) {
  return (
    <div id="compare" data-kept={compared && ''}>
      <h3>{t('Compare with your server')}</h3>
      <OwnForm action={action} label={t('Compare with your server')}>
        <Field
          name="signed"
          label={t('The text that your server signed')}
          hint={t(
            'Log it where your server computes the signature, and paste it here: with or without the access key. It is not stored.',
          )}
          rows={4}
          required
        />
        <Button name="do" value="compare" label={t('Find the first difference')} />
      </OwnForm>
      {compared === 'equal' ? (
        <Notice tone="good">
          {t(
            'The text is right. If the signature still differs, compare the access keys, and how the last steps are computed.',
          )}
        </Notice>
      ) : (
        compared && (
          <>
            <Notice tone="bad">
              {compared.isBodyHash
                ? t(
                    'The hash of the body differs. Paste the body that your server hashes, to compare it with the canonical one.',
                  )
                : compared.name === undefined
                  ? t('The text differs.')
                  : t('The text differs in {name}.', { name: compared.name })}
            </Notice>
            <Difference compared={compared} ours={t('Correct')} theirs={t('Your server')} />
          </>
        )
      )}
    </div>
  );
}

/**
 * Reads the text of the compare form. The field is shown again without access keys, with which the text may begin.
 */
export function readSignedText(form: URLSearchParams, keys: Keys): string {
  const signed = form.get('signed') ?? '';
  form.set('signed', createRedactor(Object.values(keys))(signed));
  return signed.replaceAll('\r\n', '\n');
}
