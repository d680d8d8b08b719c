import type { PropsWithChildren } from 'hono/jsx';
import type { Tone } from '../console/model.ts';
import { Badge, CopyButton, Facts, Notice } from '../console/parts.tsx';
import { localize, t } from '../text/translate.ts';
import type { ShownSignature, Step } from './shown-exchange.ts';
import { type Compared, type Cut, shownText } from './shown-text.ts';

interface SignatureProps {
  readonly signature: ShownSignature;
  /** Whether the steps are folded. */
  readonly isFolded?: boolean;
}

/** Shows whether a signature is right, why not, and how it is made. */
export function Signature({ signature, isFolded = false, children }: PropsWithChildren<SignatureProps>) {
  const { state, given, expected, difference, mistake, notes, steps } = signature;
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
      {children}
      {steps.length > 0 &&
        (isFolded ? (
          <details>
            <summary>{t('How it is made')}</summary>
            <Steps steps={steps} />
          </details>
        ) : (
          <>
            <h3>{t('How it is made')}</h3>
            <Steps steps={steps} />
          </>
        ))}
    </>
  );
}

const tones: Readonly<Record<ShownSignature['state'], Tone>> = {
  valid: 'good',
  invalid: 'bad',
  'not-checked': 'idle',
};

/** Shows in a word whether a signature is right. */
export function SignatureBadge({ state }: Pick<ShownSignature, 'state'>) {
  const words = { valid: t('right'), invalid: t('wrong'), 'not-checked': t('not checked') };
  return <Badge tone={tones[state]}>{words[state]}</Badge>;
}

function Steps({ steps }: Pick<ShownSignature, 'steps'>) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li class={step.isSigned && 'signed'}>
          <p>{localize(step.title)}</p>
          {step.compared ? (
            <Difference compared={step.compared} ours={t('Correct')} theirs={t('Of the client')} />
          ) : step.value === undefined ? (
            <p class="faint">{t('needs the access key')}</p>
          ) : (
            <Value step={step} value={step.value} />
          )}
        </li>
      ))}
    </ol>
  );
}

function Value({ step, value }: { readonly step: Step; readonly value: string }) {
  const { title, parts = [], isSigned } = step;
  const { text, omitted } = shownText(value);
  const isWhole = text === value;
  return (
    <>
      <div class="code">
        <pre role="region" aria-label={localize(title)} tabindex={0}>
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
        {isSigned && isWhole && <CopyButton text={value}>{t('Copy')}</CopyButton>}
      </div>
      <Omitted count={omitted} />
    </>
  );
}

/** Says that a text is longer than what is shown of it. */
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

interface DifferenceProps {
  readonly compared: Compared;
  readonly ours: string;
  readonly theirs: string;
}

/** Shows two texts, one above the other, with the first character that differs marked in both. */
export function Difference({ compared, ours, theirs }: DifferenceProps) {
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
