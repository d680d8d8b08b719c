import { Badge, Button, CopyButton, Link, Notice, OwnForm, Section, Table } from '../../../console/parts.tsx';
import type { Change } from '../../../seller/plan.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import type { SheetStep, Worksheet } from '../../state/worksheets.ts';

const shownUsers = 50;

/** Shows a step: the page to open, the values to enter, the result to expect; with `isWhole`, all of its users. */
export function stepSection(sheet: Worksheet, step: SheetStep, index: number, isWhole: boolean) {
  const { title, menu, source, actions, expect, undo, impact, change, isDone, labels, goal } = step;
  const number = index + 1;
  const inConsole = sheet.site === 'cn' ? 'zh' : 'en';
  const texts = menu ? actions : [goal];
  const values = valuesOf(step.values);
  return (
    <Section title={`${number}. ${localize(title)}`}>
      <p>{isDone ? <Badge tone="good">{t('done')}</Badge> : <Badge tone="warn">{t('to do')}</Badge>}</p>
      {impact.length > 0 && (
        <Notice tone="warn">
          {impact.map((text) => (
            <p>{oneLine(localize(text))}</p>
          ))}
        </Notice>
      )}
      <ol>
        <li>
          {menu ? (
            <>
              {t('Open')} <strong lang={inConsole}>{menu[inConsole]}</strong>
              {localize(menu) !== menu[inConsole] && ` (${localize(menu)})`}
            </>
          ) : (
            t("Huawei's documents of this site describe no page for it. Check whether the console has one.")
          )}
          {source && (
            <>
              {' '}
              <a href={source} rel="noreferrer">
                {t("Huawei's page")}
              </a>
            </>
          )}
        </li>
        <li>
          {t('Find the product')} <CopyButton text={sheet.product}>{sheet.product}</CopyButton>
        </li>
        {texts.map((text) => (
          <li>{oneLine(localize(text))}</li>
        ))}
        <li>{t('Afterwards: {expect}', { expect })}</li>
      </ol>
      {values.length > 0 && (
        <p class="row">
          <span class="faint">{t('Values')}</span>
          {values.map(copied)}
        </p>
      )}
      {labels.length > 0 && (
        <p class="hint">
          {t('Words on the page: {words}', { words: labels.map((label) => label[inConsole]) })}
        </p>
      )}
      {change.kind === 'users' && usersTable(sheet, change, number, isWhole)}
      <p class="hint">{t('To undo it: {undo}', { undo })}</p>
      <OwnForm label={t('Step {number}', { number })}>
        <input type="hidden" name="step" value={String(index)} />
        <Button
          name="do"
          value={isDone ? 'undone' : 'done'}
          kind={isDone ? 'quiet' : 'main'}
          label={isDone ? t('Not done yet') : t('Done')}
        />
      </OwnForm>
    </Section>
  );
}

/** Numbers and IDs to enter; the steps name what is to be chosen. */
function valuesOf(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (typeof value === 'number') return [String(value)];
    return name === 'associated' && Array.isArray(value) ? value.map(String) : [];
  });
}

/** Shows a value that a click copies. */
export function copied(text: string) {
  return <CopyButton text={text}>{oneLine(text)}</CopyButton>;
}

function usersTable(
  sheet: Worksheet,
  { add, remove }: Extract<Change, { kind: 'users' }>,
  number: number,
  isWhole: boolean,
) {
  const users = add.length > 0 ? add : remove;
  const former = add.length > 0 && remove.length > 0 ? remove : undefined;
  const rows = (isWhole ? users : users.slice(0, shownUsers)).map((user, index) => ({
    ...user,
    index,
    before: former?.[index]?.account_name ?? '',
  }));
  return (
    <>
      <Table
        caption={t('Users')}
        rows={rows}
        empty=""
        columns={[
          { title: '#', cell: ({ index }) => index + 1, isNumber: true },
          ...(former
            ? [{ title: t('Present name'), cell: ({ before }: { before: string }) => oneLine(before) }]
            : []),
          { title: t('Account name'), cell: ({ account_name }) => copied(account_name) },
          { title: t('Account ID'), cell: ({ account_id }) => copied(account_id) },
        ]}
      />
      {users.length > rows.length && (
        <p>
          <Link to={`/worksheets/${sheet.id}?more=${number}`}>
            {t('Show all {count} users', { count: users.length })}
          </Link>
        </p>
      )}
    </>
  );
}
