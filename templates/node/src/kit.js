// koo:if kit
// The kit of joint-operation products: tenants, applications, users and departments. Any call may be repeated.
// koo:if v1 v2
import { findAvailable } from './instances.js';
// koo:end
import { Refusal } from './refusal.js';
import { decryptClientSecret } from './signing.js';
import * as read from './values.js';
// koo:if v1-kit

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html */
export const v1 = handlersOf({
  departmentList: 'orgInfo',
  // koo:if v1 v2
  noInstance: '000003',
  // koo:end
});
// koo:end
// koo:if v2-kit

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html */
export const v2 = handlersOf({
  departmentList: 'orgInfoList',
  // koo:if v1 v2
  // V2 has no code for an instance that does not exist.
  noInstance: '000002',
  // koo:end
});
// koo:end

function handlersOf(version) {
  const handlers = {
    tenantSync,
    applicationSync,
    authSync,
    singleOrgSync,
    allOrgSync({ values, store }) {
      store.replaceDepartments(
        tenantOf(values),
        read.listOf(values[version.departmentList]).map(departmentOf),
      );
      return {};
    },
  };
  // koo:if v1 v2
  for (const [name, handle] of Object.entries(handlers)) {
    handlers[name] = (call) => {
      checkInstance(call, version.noInstance);
      return handle(call);
    };
  }
  // koo:end
  return handlers;
}
// koo:if v1 v2

/** Refuses data for an instance that does not exist or was released; removals succeed nevertheless. */
function checkInstance({ values, store }, noInstance) {
  const id = read.textOf(values, 'instanceId');
  // A seller who applies for the credential of an application has no instance.
  if (id === '' || isRemoval(values) || read.isDebugging(values)) return;
  if (!findAvailable(store, id)) throw new Refusal(noInstance, 'the instance does not exist');
}
// koo:end

function tenantSync({ values, store }) {
  // YOUR CODE: create or delete the company in your product. Users and departments of a deleted one stay in the tables:
  // KooGallery removes them by calls of their own, or you do.
  if (isRemoval(values)) store.deleteTenant(tenantOf(values));
  else store.saveTenant(tenantOf(values), values);
  return {};
}

function applicationSync({ values, store, settings }) {
  const application = applicationOf(values);
  if (isRemoval(values)) {
    store.deleteApplication(application);
    return {};
  }
  const clientSecret = read.textOf(values, 'clientSecret');
  if (decryptClientSecret(settings.rsaPrivateKey, clientSecret) === undefined) {
    // Huawei's own sample returns this code.
    throw new Refusal('000101', 'clientSecret cannot be decrypted');
  }
  // Stored as received; each login decrypts it.
  store.saveApplication(application, read.textOf(values, 'clientId'), clientSecret);
  return {};
}

/** Flag 3 of V2 withdraws the authorisation, like a removal. */
function authSync({ values, store }) {
  // YOUR CODE: create, change or lock these users in your product.
  for (const user of read.listOf(values.userList)) {
    if (isRemoval(values)) store.deleteUser(applicationOf(values), user.userName);
    else store.saveUser(applicationOf(values), user);
  }
  return {};
}

/** A department may arrive before its parent. */
function singleOrgSync({ values, store }) {
  if (isRemoval(values)) store.deleteDepartment(tenantOf(values), read.textOf(values, 'orgCode'));
  else store.saveDepartment(tenantOf(values), departmentOf(values));
  return {};
}

function isRemoval(values) {
  return ['0', '3'].includes(read.textOf(values, 'flag'));
}

function tenantOf(values) {
  return [read.textOf(values, 'instanceId'), read.textOf(values, 'tenantId')];
}

function applicationOf(values) {
  return [...tenantOf(values), read.textOf(values, 'appId')];
}

/** Reads a department; only the full list of V1 has `name`. */
function departmentOf(department) {
  const { orgCode, orgName, name, parentCode } = department;
  return { orgCode, name: orgName ?? name, parentCode: parentCode ?? '' };
}
// koo:end
