import type { CheckInfo } from '../../suite/report.ts';
import { checkInfo, inGroupOrder } from '../../suite/run-checks.ts';
import { accountChecks } from '../checks/accounts.ts';
import { addressChecks } from '../checks/address.ts';
import { arrivalChecks } from '../checks/arrival.ts';
import { bindingChecks, unbindingChecks } from '../checks/binding.ts';
import { casChecks } from '../checks/cas.ts';
import { casSecurityChecks } from '../checks/cas-security.ts';
import { codeChecks } from '../checks/codes.ts';
import { corsChecks } from '../checks/cors.ts';
import { credentialChecks } from '../checks/credentials.ts';
import { exposureChecks } from '../checks/exposure.ts';
import { failureChecks } from '../checks/failures.ts';
import { hostChecks } from '../checks/hosts.ts';
import { leakChecks } from '../checks/leaks.ts';
import { casLogoutChecks, logoutChecks } from '../checks/logout.ts';
import { renewalChecks } from '../checks/renewal.ts';
import { sessionChecks } from '../checks/sessions.ts';
import { stateChecks } from '../checks/state.ts';
import { tenantChecks } from '../checks/tenants.ts';
import { tlsChecks } from '../checks/tls.ts';
import { tokenChecks } from '../checks/token.ts';
import { userinfoChecks } from '../checks/userinfo.ts';
import type { LoginCheck, Targets } from '../probe/model.ts';

export function checksOf(targets: Targets): readonly LoginCheck[] {
  return inGroupOrder([
    ...addressChecks,
    ...bindingChecks,
    ...arrivalChecks,
    ...tokenChecks,
    ...userinfoChecks,
    ...renewalChecks,
    ...credentialChecks,
    ...accountChecks,
    ...(targets.cas === undefined ? [] : [...casChecks, ...casSecurityChecks]),
    ...codeChecks,
    ...tenantChecks,
    ...stateChecks,
    ...sessionChecks,
    ...logoutChecks,
    ...(targets.cas === undefined ? [] : casLogoutChecks),
    ...failureChecks,
    ...tlsChecks,
    ...exposureChecks,
    ...hostChecks,
    ...leakChecks,
    ...corsChecks,
    ...unbindingChecks(targets),
  ]);
}

export function listChecks(targets: Targets): CheckInfo[] {
  return checksOf(targets).map(checkInfo);
}
