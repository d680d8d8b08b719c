// koo:if kit
// Who may log in: users whom authSync has authorised, in the applications that a buyer has bound to a tenant.
import { LoginRefusal, originOf } from './center.js';
import { decryptClientSecret } from './signing.js';

/**
 * @typedef {object} Account a user whom authSync has authorised; the only key is (tenantId, userName)
 * @property {string} tenantId
 * @property {string} tenantName
 * @property {string} instanceId empty for the credential of the seller
 * @property {string} appId
 * @property {string} userName
 * @property {string} name
 * @property {'admin' | 'user'} role
 */

/** @returns the latest application in use of a tenant, to which its users log in */
export function applicationOf(tenantId, app) {
  const [application] = applicationsOf(tenantId, app);
  if (application) return application;
  const { settings, store } = app;
  const isUnsafe = ({ domainName }) => !originOf(domainName, settings.publicUrl);
  const reason = 'a login domain of the tenant does not begin with https://';
  throw new LoginRefusal('unknown-tenant', store.findApplications(tenantId).some(isUnsafe) ? reason : '');
}

export function applicationsOf(tenantId, app) {
  return app.store.findApplications(tenantId).flatMap((application) => {
    // koo:if v1 v2
    if (!isInUse(app.store.findInstance(application.instanceId), app.now())) return [];
    // koo:end
    const domain = originOf(application.domainName, app.settings.publicUrl);
    return domain ? [{ ...application, domain }] : [];
  });
}
// koo:if v1 v2

/** Whether an instance is neither frozen nor released nor expired. The seller's own credential has no instance. */
function isInUse(instance, now) {
  if (!instance) return true;
  const time = new Date(now).toISOString().replace(/\D/g, '').slice(0, 14);
  const end = instance.expireTime.slice(0, 14);
  return instance.status === 'active' && (end === '' || end > time);
}
// koo:end

/** Client secrets by their ciphertext. */
const clientSecrets = new Map();
const maxSecrets = 1000;

/** @returns the client secret of an application, which is decrypted once: RSA takes the time of many requests */
export function clientSecretOf({ clientSecret }, { settings }) {
  if (!clientSecrets.has(clientSecret)) {
    const plain = decryptClientSecret(settings.rsaPrivateKey, clientSecret);
    if (plain === undefined) throw new Error('KOO_RSA_PRIVATE_KEY is not that of the client secret');
    if (clientSecrets.size >= maxSecrets) clientSecrets.clear();
    clientSecrets.set(clientSecret, plain);
  }
  return clientSecrets.get(clientSecret);
}

/** Finds the account of a user in the tenant's applications in use, the latest first. */
export function findAccount({ tenantId, appId, userName }, app) {
  for (const { instanceId, tenantName, ...application } of applicationsOf(tenantId, app)) {
    if (application.appId !== appId) continue;
    const user = app.store.findUser([instanceId, tenantId, appId], userName);
    if (String(user?.enable) !== 'true') continue;
    const role = user.role === 'admin' ? 'admin' : 'user';
    return { tenantId, tenantName, instanceId, appId, userName, name: user.name, role };
  }
  return undefined;
}
// koo:end
