import type { FormCall, Page } from '../../../console/model.ts';
import {
  Badge,
  Button,
  Confirmed,
  CopyButton,
  Facts,
  Field,
  Link,
  OwnForm,
  Section,
  Table,
  Time,
} from '../../../console/parts.tsx';
import type { Product } from '../../../seller/contract.ts';
import { type DesiredList, listKey, plainUser } from '../../../seller/plan.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { findProduct } from '../../state/products.ts';
import {
  checkList,
  findWorksheet,
  isAsWanted,
  type ListCheck,
  removeWorksheet,
  stepsOfSheet,
  tickStep,
  type Worksheet,
} from '../../state/worksheets.ts';
import { listTitle } from '../products/user-lists.ts';
import type { SandboxState } from '../shared/state.ts';
import { readPasted } from '../users/user-changes.ts';
import { copied, stepSection } from './worksheet-step.tsx';
import { consoleNames, Progress } from './worksheets.tsx';

const maxNamed = 50;

/** A change to be made by hand in the seller console, step by step. */
export function worksheetPage(state: SandboxState): Page {
  const { database } = state;
  return {
    path: '/worksheets/:id',
    show({ params, query }) {
      const sheet = findWorksheet(database, Number(params.id));
      if (!sheet) {
        return {
          title: t('Not found'),
          status: 404,
          body: (
            <p>
              {t('There is no such worksheet.')} <Link to="/worksheets">{t('Worksheets')}</Link>
            </p>
          ),
        };
      }
      const product = findProduct(database, sheet.product)?.product;
      const more = Number(query.get('more') ?? '');
      return {
        title: t('Worksheet {id}', { id: sheet.id }),
        body: (
          <>
            <About sheet={sheet} product={product} />
            {stepsOfSheet(sheet, product).map((step, index) =>
              stepSection(sheet, step, index, more === index + 1),
            )}
            {sheet.lists.length > 0 && (
              <Section title={t('Check against the seller console')}>
                {sheet.lists.map((list) => checkForm(sheet, list, product))}
              </Section>
            )}
            <Confirmed label={t('Delete the worksheet')} question={t('Delete the worksheet with its ticks?')}>
              <OwnForm label={t('Delete the worksheet')}>
                <Button name="do" value="delete" kind="danger" label={t('Delete')} />
              </OwnForm>
            </Confirmed>
          </>
        ),
      };
    },
    async act({ params, form }) {
      const sheet = findWorksheet(database, Number(params.id));
      if (!sheet) return { to: '/worksheets', said: both('The worksheet has been deleted'), tone: 'idle' };
      if (form.get('do') === 'delete') {
        removeWorksheet(database, sheet.id);
        return { to: '/worksheets', said: both('The worksheet is deleted.') };
      }
      if (form.get('do') === 'check') return check(state, sheet, form);
      const step = Number(/^\d{1,4}$/.exec(form.get('step') ?? '')?.[0] ?? Number.NaN);
      if (!sheet.changes[step]) return { said: both('The worksheet does not have this step'), tone: 'bad' };
      const isDone = form.get('do') === 'done';
      tickStep(database, sheet, step, isDone);
      return {
        said: isDone
          ? both('Step {step} is done.', { step: step + 1 })
          : both('Step {step} is open again.', { step: step + 1 }),
      };
    },
  };
}

async function check(state: SandboxState, sheet: Worksheet, form: FormCall['form']) {
  const list = sheet.lists.find((one) => listKey(one) === form.get('list'));
  if (!list) return { said: both('The worksheet does not have this list'), tone: 'bad' as const };
  const hint = both('Copy the table with its headings, and paste it again.');
  const { users } = await readPasted(state, form.get(`shown:${listKey(list)}`) ?? '', hint);
  const shown = users.map(plainUser);
  const found = checkList(state.database, sheet, list, shown, state.now());
  return isAsWanted(found)
    ? { said: both('The list in the console matches. Its steps are done.') }
    : { said: both('The list in the console differs; see the check below.'), tone: 'warn' as const };
}

function About({ sheet, product }: { readonly sheet: Worksheet; readonly product: Product | undefined }) {
  return (
    <Section title={t('About this worksheet')}>
      <Facts
        items={[
          [
            t('Product'),
            <>
              {product && `${oneLine(localize(product.name))} `}
              <CopyButton text={sheet.product}>{sheet.product}</CopyButton>
            </>,
          ],
          [t('Seller console'), localize(consoleNames[sheet.site])],
          [t('Made'), <Time at={sheet.madeAt} />],
          [t('Steps done'), <Progress sheet={sheet} />],
        ]}
      />
      <p class="hint">
        {t(
          'Nothing is sent: a person makes these changes. The steps follow Huawei’s documents; where a page differs, the console is right. A click on a value copies it.',
        )}
      </p>
    </Section>
  );
}

function checkForm(sheet: Worksheet, list: DesiredList, product: Product | undefined) {
  const key = listKey(list);
  const title = product ? localize(listTitle(list, product)) : key;
  const last = Object.hasOwn(sheet.checks, key) ? sheet.checks[key] : undefined;
  return (
    <>
      <h3>{title}</h3>
      {last && <CheckResult check={last} />}
      <OwnForm label={t('Check the list: {title}', { title })}>
        <input type="hidden" name="list" value={key} />
        <Field
          name={`shown:${key}`}
          label={t('Table that the console shows now')}
          hint={t(
            'All its pages, with the headings. The users are compared with the wanted ones by ID and name.',
          )}
          rows={4}
          required
        />
        <Button name="do" value="check" label={t('Check')} />
      </OwnForm>
    </>
  );
}

function CheckResult({ check }: { readonly check: ListCheck }) {
  const rows = [
    ...check.missing.map((user) => ({ user, what: t('is missing: add it') })),
    ...check.surplus.map((user) => ({ user, what: t('is surplus: remove it') })),
    ...check.renamed.map((user) => ({ user, what: t('has another name in the console') })),
  ];
  return (
    <>
      <p>
        <Badge tone={isAsWanted(check) ? 'good' : 'bad'}>
          {isAsWanted(check)
            ? t('as wanted')
            : t('{count, plural, one {# difference} other {# differences}}', { count: rows.length })}
        </Badge>{' '}
        <span class="hint">
          {t('{shown, plural, one {# user} other {# users}} in the console at', { shown: check.shown })}{' '}
          <Time at={check.at} />
        </span>
      </p>
      {rows.length > 0 && (
        <Table
          caption={t('Differences')}
          rows={rows.slice(0, maxNamed)}
          empty=""
          columns={[
            { title: t('Difference'), cell: ({ what }) => what },
            { title: t('Account name'), cell: ({ user }) => copied(user.account_name) },
            { title: t('Account ID'), cell: ({ user }) => copied(user.account_id) },
          ]}
        />
      )}
      {rows.length > maxNamed && (
        <p class="hint">{t('… and {more} more', { more: rows.length - maxNamed })}</p>
      )}
    </>
  );
}
