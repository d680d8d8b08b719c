import type { Page } from '../../../console/model.ts';
import {
  Button,
  type Column,
  CommandBlock,
  Field,
  Link,
  OwnForm,
  Section,
  Table,
} from '../../../console/parts.tsx';
import { unifiedPageOf } from '../../../sso/center/address.ts';
import { given, type JsonObject } from '../../../text/json.ts';
import { localize, t } from '../../../text/translate.ts';
import { inputsOf } from '../../acts/act.ts';
import { acts } from '../../acts/acts.ts';
import { commandLine } from '../../acts/command-line.ts';
import { createDirectory } from '../../login/directory.ts';
import { appIdOf } from '../../market/kit/credentials.ts';
import { connections } from '../../market/model/records.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import { type ListedBuyer, listBuyers } from '../../market/views/listings.ts';
import { ActInput, listChoices } from '../shared/act-input.tsx';
import { assertBuyerName, readFormCommand, readInputs } from '../shared/form-command.ts';
import { describeOutcome, Running } from '../shared/job-outcome.tsx';
import type { Jobs } from '../shared/jobs.ts';
import type { SandboxState } from '../shared/state.ts';

const maxBuyers = 1_000;
const place = '/buyers';
const inputs = inputsOf(acts.buyer);

export function buyersPage({ database }: SandboxState, jobs: Jobs): Page {
  return {
    path: place,
    show({ query }) {
      const buyers = listBuyers(database, { limit: maxBuyers });
      const chosen = buyers.find(({ name }) => name === query.get('name'));
      return {
        title: t('Buyers'),
        body: (
          <>
            <Running job={jobs.of(place)} />
            <Section title={t('Buyers')}>
              <Table
                rows={buyers}
                columns={buyerColumns()}
                empty={t('No buyers yet. The first purchase makes one.')}
              />
            </Section>
            <Organisations database={database} />
            <Section
              title={chosen ? t('Change {name}', { name: chosen.name }) : t('Create or change a buyer')}
            >
              <BuyerForm chosen={chosen} />
            </Section>
          </>
        ),
      };
    },
    async act({ form }) {
      const text = (name: string) => form.get(name)?.trim() || undefined;
      const values = given({ buyer: text('buyer'), ...readInputs(acts.buyer, text) }) as JsonObject;
      const checked = readFormCommand({ do: 'buyer', ...values });
      assertBuyerName(database, checked.buyer);
      const to = `${place}?${new URLSearchParams({ name: checked.buyer })}`;
      return { to, ...describeOutcome(await jobs.run(place, checked)) };
    },
  };
}

function buyerColumns(): readonly Column<ListedBuyer>[] {
  return [
    {
      title: t('Account name'),
      cell: ({ name }) => <Link to={`${place}?${new URLSearchParams({ name })}`}>{name}</Link>,
    },
    { title: t('Type'), cell: ({ type }) => localize(acts.buyer.fields.type.input.words[type]) },
    { title: t('Level'), cell: ({ level }) => level },
    { title: t('Balance (yuan)'), isNumber: true, cell: ({ balance }) => formatInCents(balance) },
    { title: t('Credit line (yuan)'), isNumber: true, cell: ({ creditLine: yuan }) => formatInCents(yuan) },
    { title: t('Coupons (yuan)'), isNumber: true, cell: ({ coupon }) => formatInCents(coupon) },
    {
      title: t('Instances'),
      cell: ({ name: buyer }) => <Link to={`/instances?${new URLSearchParams({ buyer })}`}>{t('Show')}</Link>,
    },
  ];
}

/** The organisations, and where their users log in to the products that are bound to them. */
function Organisations({ database }: Pick<SandboxState, 'database'>) {
  const rows = createDirectory(database).tenants();
  const products = connections(database)
    .filter(({ loginAddress }) => loginAddress !== undefined)
    .map(({ product }) => ({ product, appId: appIdOf(product) }));
  if (rows.length === 0) return null;
  return (
    <Section title={t('Organisations')}>
      <Table
        rows={rows}
        columns={[
          { title: t('Name of the organisation'), cell: ({ name }) => name },
          { title: t('Tenant'), cell: ({ id, code }) => <code>{`${id} (${code})`}</code> },
          { title: t('Login domain'), cell: ({ domain }) => <code>{domain}</code> },
          {
            title: t('Log in'),
            cell: ({ applications }) =>
              products
                .filter(({ appId }) => applications.some((one) => one.appId === appId))
                .map(({ product, appId }) => (
                  <div>
                    <a href={unifiedPageOf(appId)}>{product}</a>
                  </div>
                )),
          },
        ]}
      />
    </Section>
  );
}

function BuyerForm({ chosen }: { readonly chosen: ListedBuyer | undefined }) {
  const asBefore = ['', chosen ? t('As before') : t('Default')] as const;
  const money: Readonly<Record<string, string>> = { ...chosen };
  const example = { do: 'buyer', buyer: chosen?.name ?? 'hw12345678', level: 'V3', topUp: '500' } as const;
  return (
    <OwnForm label={t('Buyer')}>
      <div class="row">
        <Field name="buyer" label={t('Account name')} value={chosen?.name} required />
        {inputs
          .filter(({ field }) => field.type === 'choice')
          .map((one) => (
            <ActInput
              act={acts.buyer}
              name={one.name}
              value={one.name === 'level' ? chosen?.level : undefined}
              options={[asBefore, ...listChoices(one)]}
            />
          ))}
      </div>
      <div class="row">
        {inputs
          .filter(({ field }) => field.type === 'amount')
          .map(({ name, input }) => (
            <ActInput act={acts.buyer} name={name} {...(!input.hint && { hint: money[name] ?? '' })} />
          ))}
      </div>
      <Button label={t('Save')} />
      <p class="hint">{t('In a terminal, for example:')}</p>
      <CommandBlock line={commandLine(example)} />
    </OwnForm>
  );
}
