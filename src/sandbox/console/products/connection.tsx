import { useContext } from 'hono/jsx';
import { protocolOf, protocols } from '../../../callback/protocols/index.ts';
import type { Done } from '../../../console/model.ts';
import {
  Button,
  Checks,
  Command,
  CommandBlock,
  Confirmed,
  type Fact,
  Facts,
  Field,
  FrameContext,
  OwnForm,
  Section,
} from '../../../console/parts.tsx';
import { joined, joinSentences } from '../../../text/localized.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import { formatParameter } from '../../acts/seller.ts';
import { loginAddressWarnings } from '../../market/model/login-addresses.ts';
import type { Connection } from '../../market/model/model.ts';
import { connections, keysOf } from '../../market/model/records.ts';
import { type Settings, settingNames, settingValues } from '../../market/model/settings.ts';
import { priceFlag } from '../../market/money/price-flag.ts';
import { sandboxAccessKey } from '../../state/accounts.ts';
import { perform, type SandboxState } from '../shared/state.ts';
import { connectFrom, connectLine, connectSwitches } from './connect.ts';
import { type Group, GroupForm } from './group.tsx';
import { choiceOf, productPath } from './product.ts';

/** The address that a product's callbacks go to, their protocols and settings. */
export const connectionGroup: Group = {
  id: 'connection',
  show({ product_id: product, connection }, { database }) {
    const line = connection
      ? connectLine(connection)
      : `koo sandbox connect http://127.0.0.1:8080/saasproduce --product ${shellWord(product)} --protocol v2`;
    return (
      <Section title={t('Connection to your server')}>
        {connection ? (
          <Facts items={describeConnection(connection, keysOf(database, product))} />
        ) : (
          <p class="empty">{t('Not connected: it cannot be bought until its callbacks have an address.')}</p>
        )}
        <GroupForm
          group="connection"
          label={connection ? t('Change the connection') : t('Address and protocols')}
          send={connection ? t('Save') : t('Connect')}
          isOpen={!connection}
        >
          <input type="hidden" name="connection-act" value="connect" />
          <ConnectFields url={connection?.url} chosen={connection?.protocols ?? ['v2']} />
          <MoreFields connection={connection} />
        </GroupForm>
        {connection && (
          <Confirmed
            label={t('Disconnect')}
            question={t(
              'Disconnect {product}? Its keys are deleted, and pending callbacks are no longer sent.',
              { product },
            )}
          >
            <OwnForm label={t('Disconnect')}>
              <input type="hidden" name="group" value="connection" />
              <input type="hidden" name="connection-act" value="disconnect" />
              <Button kind="danger" label={t('Disconnect')} />
            </OwnForm>
          </Confirmed>
        )}
        <KeyHint />
        <CommandBlock line={line} />
      </Section>
    );
  },
  async act({ product_id: product }, state, form) {
    const act = choiceOf(form, 'connection-act', ['connect', 'disconnect']);
    if (act === 'connect') return connectProduct(state, product, form);
    await perform(state, { do: 'disconnect', product });
    return { said: both('{product} is not connected any more; its keys are deleted', { product }) };
  },
};

/** Connects a product with the values of a form. @throws KooError */
export async function connectProduct(
  state: SandboxState,
  product: string,
  form: URLSearchParams,
): Promise<Done> {
  const { url, protocols: ids, ...act } = await connectFrom(form, product, state.database);
  const warnings = loginAddressWarnings(act, product, connections(state.database));
  await perform(state, { ...act, url, protocols: ids });
  const connected = both('{product} is connected to {url} ({protocols})', { product, url, protocols: ids });
  return {
    to: productPath(product),
    said:
      warnings.length === 0
        ? connected
        : joined([connected, joinSentences(warnings)], { en: '. ', zh: '。' }),
    ...(warnings.length > 0 && { tone: 'warn' }),
  };
}

export function ConnectFields({
  url,
  chosen,
}: {
  readonly url?: string | undefined;
  readonly chosen: readonly string[];
}) {
  return (
    <>
      <Field
        name="connect-url"
        label={t('Production URL of your server')}
        hint={t('Such as http://127.0.0.1:8080/saasproduce. No access key belongs here.')}
        value={url}
        required
      />
      <Checks
        name="connect-protocol"
        label={t('Protocols')}
        chosen={chosen}
        options={protocols.map(({ id, title }) => [id, `${id}: ${localize(title)}`])}
      />
    </>
  );
}

const serveLine = `KOO_ACCESS_KEY=${sandboxAccessKey} koo callback serve`;

/** Says how to give access keys, which no form takes. */
export function KeyHint() {
  return (
    <p class="hint">
      {t('Access keys are given in a terminal only. Without any, the published one of the sandbox signs:')}{' '}
      <Command line={serveLine} />
    </p>
  );
}

function describeConnection(connection: Connection, keys: ReturnType<typeof keysOf>): readonly Fact[] {
  const { url, encrypt, supervised, unlisted, contacts, parameters, without, rsaPublicKey } = connection;
  const { loginAddress, casCallback } = connection;
  const yes = (value: boolean | undefined) => (value ? t('yes') : t('no'));
  const changed = settingNames.filter((name) => connection.settings[name] !== settingValues[name][0]);
  return [
    [t('Address'), <code>{url}</code>],
    [
      t('Protocols'),
      connection.protocols.map((id) => <div>{`${id}: ${localize(protocolOf(id).title)}`}</div>),
    ],
    [
      t('Access keys'),
      Object.entries(keys)
        .map(([kind, key]) =>
          key === sandboxAccessKey
            ? t('{kind}: the published one of the sandbox', { kind })
            : t('{kind}: your own', { kind }),
        )
        .join('; '),
    ],
    [t('Encryption of sensitive fields'), `AES-${encrypt}`],
    [t('Public key for clientSecret'), yes(rsaPublicKey !== undefined)],
    [t('Login address'), loginAddress === undefined ? t('none') : <code>{loginAddress}</code>],
    [t('Callback of CAS'), casCallback === undefined ? t('none') : <code>{casCallback}</code>],
    [t('Delivery is supervised'), yes(supervised)],
    [t('Publicly sold'), yes(!unlisted)],
    [localize(switchWords.contacts), yes(contacts)],
    [
      t('Parameters'),
      parameters
        .map(({ name, required }) => (required ? t('{name} (required)', { name }) : name))
        .join(', ') || t('none'),
    ],
    [t('Activities that are not configured'), without.join(', ') || t('none')],
    [
      t('Other settings'),
      changed.length === 0
        ? t('as by default')
        : changed.map((name) => <div>{`${localize(settingWords[name])}: ${connection.settings[name]}`}</div>),
    ],
  ];
}

const switchWords: Readonly<Record<(typeof connectSwitches)[number], Localized>> = {
  supervised: both('Delivery is supervised: the buyer accepts it'),
  unlisted: both('Not publicly sold: bought at its own address only'),
  contacts: both('V1 sends mobile number and email address'),
};

const settingWords: Readonly<Record<keyof Settings, Localized>> = {
  test_flag: both('testFlag of real calls where it is optional'),
  freeze_at: both('When the freeze after an expiry is sent'),
  notify_orders: both('Which orders are notified'),
  provision: both('When the instance of a supervised product is created'),
  unrenew_order_id: both('Order ID in the callback of a renewal that is given back'),
  v1_step: both('Minutes between the attempts of V1'),
  v1_refresh_given_up: both('Order of a V1 refresh that was given up, until it is sent again'),
  v1_expire_zone: both('Time zone of expireTime in V1'),
  v1_quantity: both('Field of V1 with the value of the quantity attribute'),
  grace_days: both('Days of the grace period, or those of the customer level'),
  retention_days: both('Days of the retention period, or those of the customer level'),
  auto_renew_lead: both('Days before the expiry on which an automatic renewal is charged first'),
};

/** Settings that few connections need. */
function MoreFields({ connection }: { readonly connection: Connection | undefined }) {
  const { settings, parameters = [], without = [], prices = [] } = connection ?? {};
  const isRefused = useContext(FrameContext)?.call.form?.has('connect-encrypt');
  return (
    <details class="fold" open={isRefused}>
      <summary>{t('More settings')}</summary>
      <div>
        <Field
          name="connect-encrypt"
          label={t('Encryption of sensitive fields')}
          value={String(connection?.encrypt ?? 256)}
          options={['256', '128'].map((bits) => [bits, `AES-${bits}`])}
        />
        <Field
          name="connect-loginAddress"
          label={t('Login address')}
          hint={t(
            'Where a login leads with code and tenant; {placeholders, and} stand for those of the organisation.',
            { placeholders: ['{tenantId}', '{tenantCode}'] },
          )}
          value={connection?.loginAddress}
        />
        <Field
          name="connect-casCallback"
          label={t('Callback of CAS')}
          hint={t('Such as {example}', { example: 'https://isv.example.com/cas?tenant={tenantId}' })}
          value={connection?.casCallback}
        />
        <Checks
          name="connect-switch"
          label={t('Sale')}
          chosen={connectSwitches.filter((name) => connection?.[name])}
          options={connectSwitches.map((name) => [name, localize(switchWords[name])])}
        />
        <Field
          name="connect-parameters"
          label={t('Parameters that the buyer fills in')}
          hint={t('Names, separated by blanks, at most 3; {form} for one that must be filled in.', {
            form: 'NAME:required',
          })}
          value={parameters.map(formatParameter).join(' ')}
        />
        <Field
          name="connect-without"
          label={t('Activities that are not configured')}
          hint={t('Names, separated by blanks, such as upgradeInstance.')}
          value={without.join(' ')}
        />
        <Field
          name="connect-prices"
          label={t('Prices instead of the default ones')}
          hint={t('One a line: year=100, 3month=27, once=500, package=80/100, calls=0.5/hour; SKU:year=100.')}
          rows={3}
          value={prices.map((price) => `${price.skuCode}:${priceFlag(price)}`).join('\n')}
        />
        <div class="grid">
          {settingNames.map((name) => (
            <Field
              name={`setting-${name}`}
              label={localize(settingWords[name])}
              hint={name}
              value={settings?.[name]}
              options={settingValues[name].map((value) => [value, value])}
            />
          ))}
        </div>
      </div>
    </details>
  );
}
