import { type Child, createContext, type PropsWithChildren, useContext } from 'hono/jsx';
import { beijingTime } from '../text/beijing-time.ts';
import { t } from '../text/translate.ts';
import type { Frame, Tone } from './model.ts';
import { consolePath } from './paths.ts';

/** The frame of the page that is rendered. */
export const FrameContext = createContext<Frame | undefined>(undefined);

/** The title of the section that is rendered. */
const SectionContext = createContext<string | undefined>(undefined);

/** Whether fields are those of a filter, whose values are in the address. */
export const FilterContext = createContext(false);

/** A message above the content; an error is announced at once. */
export function Notice({ tone, children }: PropsWithChildren<{ readonly tone: Tone }>) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** A state in a word; its colour is not the only sign. */
export function Badge({ tone, children }: PropsWithChildren<{ readonly tone: Tone }>) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export function Section({ title, children }: PropsWithChildren<{ readonly title: string }>) {
  const id = sectionId(title);
  const isReturn = useContext(FrameContext)?.call.section === id;
  return (
    <section id={id} aria-label={title}>
      <h2 {...(isReturn && { tabindex: -1, autofocus: true })}>{title}</h2>
      <SectionContext.Provider value={title}>{children}</SectionContext.Provider>
    </section>
  );
}

function sectionId(title: string): string {
  return title.replace(/\s+/g, '-');
}

export type Fact = readonly [name: Child, value: Child | undefined];

/** Names and values; a name whose value is `undefined` or `false` is left out. */
export function Facts({ items }: { readonly items: readonly Fact[] }) {
  return (
    <dl class="facts">
      {items.map(
        ([name, value]) =>
          value !== undefined &&
          value !== false && (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

export interface Column<Row> {
  /** Empty for a column of buttons. */
  readonly title: string;
  readonly cell: (row: Row) => Child;
  /** A line below it; none for `false`. */
  readonly hint?: (row: Row) => Child | false;
  readonly isNumber?: boolean;
}

export interface TableProps<Row> {
  /** Default the title of the section. */
  readonly caption?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly empty?: Child;
}

/** A table, which scrolls by itself where the screen is narrow; with the keyboard as well. */
export function Table<Row>({ caption, columns, rows, empty }: TableProps<Row>) {
  const title = useContext(SectionContext);
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="scroll" role="group" aria-label={caption ?? title} tabindex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) =>
              title === '' ? (
                <td />
              ) : (
                <th scope="col" class={isNumber ? 'number' : undefined}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map(({ cell, hint, isNumber }) => (
                <td class={isNumber ? 'number' : undefined}>
                  {cell(row)}
                  {hint && optionalHint(hint(row))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function optionalHint(hint: Child | false) {
  return hint && <p class="hint">{hint}</p>;
}

/** A block of code, such as text as it is on the wire. */
export function Code({
  label,
  copy,
  children,
}: PropsWithChildren<{ readonly label: string; readonly copy?: boolean }>) {
  return (
    <div class="code">
      <pre role="group" aria-label={label} tabindex={0}>
        {children}
      </pre>
      {copy && <CopyButton>{t('Copy')}</CopyButton>}
    </div>
  );
}

export function CommandBlock({ line }: { readonly line: string }) {
  return (
    <Code label={t('Command')} copy>
      {line}
    </Code>
  );
}

/** A command at a terminal, within a sentence. */
export function Command({ line }: { readonly line: string }) {
  return (
    <>
      <code>{line}</code> <CopyButton text={line}>{t('Copy')}</CopyButton>
    </>
  );
}

/** The command that does the same as a form or shows the same as a list. */
export function TerminalHint({ command }: { readonly command: string }) {
  return (
    <p class="hint">
      {t('In a terminal:')} <Command line={command} />
    </p>
  );
}

/** A button that copies `text`, or else the text beside it. */
export function CopyButton({ text, children }: PropsWithChildren<{ readonly text?: string }>) {
  return (
    <button type="button" class="quiet copy" data-copy={text ?? ''} data-copied={t('Copied')}>
      {children}
    </button>
  );
}

/** A time in Beijing, as KooGallery shows it. */
export function Time({ at }: { readonly at: Date | number | string }) {
  const time = new Date(at);
  return (
    <time datetime={time.toISOString()} title={time.toISOString()}>
      {beijingTime(time.getTime())}
    </time>
  );
}

export function Link({ to, children }: PropsWithChildren<{ readonly to: string }>) {
  return <a href={consolePath + to}>{children}</a>;
}

interface ButtonProps {
  readonly label: string;
  readonly name?: string;
  readonly value?: string;
  /** `danger` for what cannot be taken back. */
  readonly kind?: 'main' | 'quiet' | 'danger';
  readonly lang?: string;
}

/** A button that sends the form it is in. */
export function Button({ label, kind = 'main', ...rest }: ButtonProps) {
  return (
    <button type="submit" class={kind} {...rest}>
      {label}
    </button>
  );
}

interface OwnFormProps {
  /** Path below the console; default that of the page itself. */
  readonly action?: string;
  readonly label: string;
  readonly class?: string;
}

/** A form with the fields that prove that it is the console's own and was not sent before. */
export function OwnForm({ action, label, children, class: name }: PropsWithChildren<OwnFormProps>) {
  const frame = useContext(FrameContext);
  const section = useContext(SectionContext);
  return (
    <form
      method="post"
      action={consolePath + (action ?? frame?.call.path ?? '/')}
      aria-label={label}
      class={name}
      data-kept={frame?.call.form && ''}
    >
      <input type="hidden" name="token" value={frame?.formToken ?? ''} />
      <input type="hidden" name="form" value={frame?.id ?? ''} />
      {section && <input type="hidden" name="section" value={sectionId(section)} />}
      {children}
    </form>
  );
}

/** A button that asks again before it does something that cannot be taken back; works without a script. */
export function Confirmed({
  label,
  question,
  children,
}: PropsWithChildren<{ readonly label: string; readonly question: string }>) {
  return (
    <details class="confirm">
      <summary>{label}</summary>
      <div>
        <p>{question}</p>
        {children}
      </div>
    </details>
  );
}

export type FieldOptions = readonly (readonly [value: string, label: string])[];

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string | undefined;
  readonly required?: boolean;
  readonly type?: 'text' | 'number' | 'search' | 'datetime-local';
  /** A list to choose from, instead of a text. */
  readonly options?: FieldOptions;
  readonly rows?: number;
}

/** A field of a filter, with the value of the address, or of a form, with the value that was sent if it was refused. */
export function Field({ name, label, hint, value, required, type = 'text', options, rows }: FieldProps) {
  const call = useContext(FrameContext)?.call;
  const now = useContext(FilterContext)
    ? (call?.query.get(name) ?? value ?? '')
    : (call?.form?.get(name) ?? value);
  const id = `field-${name}`;
  const common = { id, name, required, 'aria-describedby': hint ? `${id}-hint` : undefined };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {options ? (
        <select {...common}>
          {options.map(([option, text]) => (
            <option value={option} selected={option === now}>
              {text}
            </option>
          ))}
        </select>
      ) : rows ? (
        <textarea {...common} rows={rows}>
          {now}
        </textarea>
      ) : (
        <input {...common} type={type} value={now} autocomplete="off" spellcheck={false} />
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChecksProps {
  readonly name: string;
  readonly label: string;
  readonly options: FieldOptions;
  readonly chosen: readonly string[];
}

/** Checkboxes. An empty value is sent as well, so that no choice differs from no field. */
export function Checks({ name, label, options, chosen }: ChecksProps) {
  const sent = useContext(FrameContext)?.call.form?.getAll(name);
  const now = sent && sent.length > 0 ? sent : chosen;
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <input type="hidden" name={name} value="" />
      {options.map(([value, text]) => (
        <label>
          <input type="checkbox" name={name} value={value} checked={now.includes(value)} /> {text}
        </label>
      ))}
    </fieldset>
  );
}
