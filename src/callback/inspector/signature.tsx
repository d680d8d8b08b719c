import type { Tone } from '../../console/model.ts';
import { Badge, Button, CopyButton, Facts, Field, Notice, OwnForm, Section } from '../../console/parts.tsx';
import { localize, t } from '../../text/translate.ts';
import type { SignatureInspection } from './inspect-signature.ts';
import type { Step } from './steps.ts';
import { type Compared, type Cut, shownText } from './texts.ts';

interface SignatureProps {
  readonly signature: SignatureInspection;
  /** Where the text that the server signed is sent to. */
  readonly action: string;
}

/** The signature of a request, step by step, and a field for the text that the merchant's server has signed. */
export function SignatureSection({ signature, action }: SignatureProps) {
  return (
    <Section title={t('Signature')}>
      <SignatureFacts signature={signature} />
      <h3>{t('How it is made')}</h3>
      <Steps steps={signature.steps} />
      <CompareForm compared={signature.compared} action={action} />
    </Section>
  );
}

/** Whether a signature is right, and why not. */
export function SignatureFacts({ signature }: Pick<SignatureProps, 'signature'>) {
  const { state, given, expected, difference, mistake, notes } = signature;
  return (
    <>
      <p class="url">
        <SignatureBadge state={state} />{' '}
        {given !== undefined && !difference && <code>{shownText(given).text}</code>}
      </p>
      {mistake && <Notice tone="bad">{localize(mistake)}</Notice>}
      {notes.map((note) => (
        <p class="faint">{localize(note)}</p>
      ))}
      {difference && <Difference compared={difference} ours={t('Expected')} theirs={t('Given')} />}
      {!difference && state === 'invalid' && expected !== undefined && (
        <Facts
          items={[
            [t('Given'), given === undefined ? t('none') : <code>{given}</code>],
            [t('Expected'), <code>{expected}</code>],
          ]}
        />
      )}
    </>
  );
}

const tones: Readonly<Record<SignatureInspection['state'], Tone>> = {
  valid: 'good',
  invalid: 'bad',
  'not-checked': 'idle',
};

/** Whether a signature is right, in a word. */
export function SignatureBadge({ state }: Pick<SignatureInspection, 'state'>) {
  const words = { valid: t('right'), invalid: t('wrong'), 'not-checked': t('not checked') };
  return <Badge tone={tones[state]}>{words[state]}</Badge>;
}

/** Numbered, each with what it makes of this call. */
export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map(({ title, value, parts, isSigned }) => (
        <li class={isSigned && 'signed'}>
          <p>{localize(title)}</p>
          {value === undefined ? (
            <p class="faint">{t('needs the access key')}</p>
          ) : (
            <Value label={localize(title)} value={value} parts={parts} isCopied={isSigned} />
          )}
        </li>
      ))}
    </ol>
  );
}

interface ValueProps {
  readonly label: string;
  readonly value: string;
  readonly parts: Step['parts'] | undefined;
  readonly isCopied: true | undefined;
}

function Value({ label, value, parts = [], isCopied }: ValueProps) {
  const { text, omitted } = shownText(value);
  const isWhole = text === value;
  return (
    <>
      <div class="code">
        <pre role="region" aria-label={label} tabindex={0}>
          {text === '' ? (
            <span class="faint">{t('empty')}</span>
          ) : isWhole && parts.length > 0 ? (
            parts.map(([name, part]) => (
              <span class="part" title={name}>
                {part}
              </span>
            ))
          ) : (
            text
          )}
        </pre>
        {isCopied && isWhole && <CopyButton text={value}>{t('Copy')}</CopyButton>}
      </div>
      <Omitted count={omitted} />
    </>
  );
}

/** Says that a text goes on. */
export function Omitted({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <p class="faint">
      {t('… and {count, plural, one {# more character} other {# more characters}}, not shown here', {
        count,
      })}
    </p>
  );
}

interface CompareProps {
  readonly action: string;
  readonly compared: SignatureInspection['compared'] | undefined;
}

/** The result stays while the page is kept up to date: the text is not stored. */
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
        <Button name="do" value="compare">
          {t('Find the first difference')}
        </Button>
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

/** Two texts, one above the other, with the first character that differs marked in both. */
function Difference({ compared, ours, theirs }: { compared: Compared; ours: string; theirs: string }) {
  return (
    <dl class="difference">
      <dt>{ours}</dt>
      <dd>
        <Marked cut={compared.ours} />
      </dd>
      <dt>{theirs}</dt>
      <dd>
        <Marked cut={compared.theirs} />
      </dd>
    </dl>
  );
}

function Marked({ cut: { before, differs, after } }: { readonly cut: Cut }) {
  return (
    <code>
      {before}
      <mark>{differs === '' ? t('(end of the text)') : differs === ' ' ? '␠' : differs}</mark>
      {after}
    </code>
  );
}
