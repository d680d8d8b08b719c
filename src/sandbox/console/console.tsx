import { type Console, createConsole } from '../../console/app.ts';
import type { Page } from '../../console/model.ts';
import { Time } from '../../console/parts.tsx';
import { both, t } from '../../text/translate.ts';
import { businessTime, readClock } from '../market/model/context.ts';
import { stateError, stateIdentity, stateVersion } from '../state/database.ts';
import { billPage } from './bills/bill.tsx';
import { billsPage } from './bills/bills.tsx';
import { buyPage, shopPage } from './buy/buy.tsx';
import { buyersPage } from './buy/buyers.tsx';
import { clockPage } from './clock.tsx';
import { deliveriesPage } from './deliveries/deliveries.tsx';
import { deliveryPage } from './deliveries/delivery.tsx';
import { instancePage } from './instances/instance.tsx';
import { instancesPage } from './instances/instances.tsx';
import { overviewPage } from './overview.tsx';
import { productPage, productsPage } from './products/pages.tsx';
import { requestPage, requestsPage } from './requests/requests.tsx';
import { createJobs } from './shared/jobs.ts';
import type { SandboxState } from './shared/state.ts';
import { usersPage } from './users/users.tsx';

export function createSandboxConsole(state: SandboxState, closing: AbortSignal): Console {
  const { database, now } = state;
  const jobs = createJobs(state.market, () => stateIdentity(database));
  const pages: readonly Page[] = [
    overviewPage(state),
    productPage(state),
    productsPage(state),
    shopPage(state),
    buyPage(state, jobs),
    buyersPage(state, jobs),
    instancesPage(state, jobs),
    instancePage(state, jobs),
    deliveriesPage(state),
    deliveryPage(state),
    billsPage(state),
    billPage(state),
    usersPage(state),
    clockPage(state, jobs),
    requestsPage(state),
    requestPage(state),
  ];
  return createConsole({
    name: both('Sandbox'),
    pages,
    language: 'en',
    status: () => (
      <>
        {readClock(database).mode === 'virtual' ? t('Virtual clock') : t('Clock')}{' '}
        <Time at={businessTime(database, now())} />
      </>
    ),
    version: () => stateVersion(database) + jobs.ended(),
    nameError: (error) => stateError(error, state.stateFolder),
    openCommand: 'koo sandbox open',
    closing,
  });
}
