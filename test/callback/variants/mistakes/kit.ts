import { constants, privateDecrypt } from 'node:crypto';
import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { encryptClientSecret } from '../../../../src/signing/client-secret.ts';
import { privateKey, publicKey } from '../../../support/rsa-keys.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import {
  answering,
  type Call,
  isAuthentic,
  jsonOf,
  onCall,
  read,
  refuseRepeats,
  result,
  text,
  withMembers,
} from '../wrap.ts';

const kits: readonly ProtocolId[] = ['v1-kit', 'v2-kit'];

/** Refuses some calls. */
function refusing(
  refuses: (call: Call) => boolean,
  code = '000002',
): (reference: ReferenceMerchant) => Handle {
  return answering((call, reference) => (refuses(call) ? result(code, reference) : undefined));
}

const flag = (call: Call) => text(call.values, 'flag');

/** OAEP with SHA-256 for both hashes, as Node, WebCrypto and .NET do it. */
function decryptsWithOneHash(secret: string): boolean {
  try {
    const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    return privateDecrypt(key, Buffer.from(secret, 'base64')).length > 0;
  } catch {
    return false;
  }
}

/** Mistakes in the joint-operation kit. */
export const kit: readonly Mistake[] = [
  {
    id: 'secret-not-decrypted',
    title: { en: 'stores clientSecret without decrypting it', zh: '未解密 clientSecret 就直接保存' },
    protocols: kits,
    make: onCall((call) =>
      call.activity === 'applicationSync' && call.values.clientSecret !== undefined
        ? {
            ...call,
            values: withMembers(call.values, { clientSecret: encryptClientSecret(publicKey, 'any') }),
          }
        : call,
    ),
    caughtBy: 'SEM-BAD-SECRET',
  },
  {
    id: 'bad-secret-crash',
    title: {
      en: 'crashes on a clientSecret that cannot be decrypted',
      zh: 'clientSecret 解密失败时抛异常，返回 HTTP 500',
    },
    protocols: kits,
    make: (reference) => async (request) => {
      const reply = await reference.handle(request);
      if (jsonOf(reply.body).resultCode === '000101') throw new TypeError('BadPaddingException');
      return reply;
    },
    caughtBy: 'SEM-BAD-SECRET',
  },
  {
    id: 'secret-decrypted-with-one-hash',
    title: {
      en: 'decrypts clientSecret with SHA-256 for both hashes',
      zh: '解密 clientSecret 时两个摘要都用 SHA-256',
    },
    protocols: kits,
    make: refusing(
      ({ activity, values }) =>
        activity === 'applicationSync' && !decryptsWithOneHash(text(values, 'clientSecret')),
      '000101',
    ),
    caughtBy: 'APP-ADD',
    hint: /OAEP, SHA-256 and MGF1 with SHA-1/,
  },
  {
    id: 'empty-instance-refused',
    title: {
      en: 'rejects the call of the seller console, whose instanceId is empty',
      zh: '拒绝 instanceId 为空的调测请求',
    },
    protocols: kits,
    make: refusing(({ values }) => text(values, 'instanceId') === ''),
    caughtBy: 'TENANT-CONSOLE',
  },
  {
    id: 'parent-demanded',
    title: {
      en: 'requires parentCode, which is empty for a top-level department',
      zh: '强制要求 parentCode（一级部门为空）',
    },
    protocols: kits,
    make: refusing(
      ({ activity, values }) => activity === 'singleOrgSync' && text(values, 'parentCode') === '',
    ),
    caughtBy: 'ORG-TOP',
  },
  {
    id: 'delete-looks-for-instance',
    title: { en: 'deletes a tenant only if it knows the instance', zh: '删除企业时校验实例是否存在' },
    protocols: kits,
    make: (reference) => {
      const known = new Set<string>();
      return async (request) => {
        const call = read(request, reference);
        const id = text(call.values, 'instanceId');
        const deletes = call.activity === 'tenantSync' && flag(call) === '0';
        if (deletes && !known.has(id) && isAuthentic(request, reference)) return result('000003', reference);
        known.add(id);
        return reference.handle(request);
      };
    },
    caughtBy: 'TENANT-DELETE-UNKNOWN',
  },
  {
    id: 'tenant-added-twice-refused',
    title: { en: 'rejects an existing tenant', zh: '重复新增企业返回错误' },
    protocols: kits,
    make: refuseRepeats((call) =>
      call.activity === 'tenantSync' && flag(call) === '1'
        ? text(call.values, 'instanceId') + text(call.values, 'tenantId')
        : undefined,
    ),
    caughtBy: 'IDEMP-TENANT-ADD',
  },
  {
    id: 'application-added-twice-refused',
    title: { en: 'rejects an existing application', zh: '重复新增应用返回错误' },
    protocols: kits,
    make: refuseRepeats((call) =>
      call.activity === 'applicationSync' && flag(call) === '1' ? text(call.values, 'appId') : undefined,
    ),
    caughtBy: 'IDEMP-APP-ADD',
  },
  {
    id: 'department-added-twice-refused',
    title: { en: 'rejects an existing department', zh: '重复新增部门返回错误' },
    protocols: kits,
    make: refuseRepeats((call) =>
      call.activity === 'singleOrgSync' && flag(call) === '1' ? text(call.values, 'orgCode') : undefined,
    ),
    caughtBy: 'IDEMP-ORG-ADD',
  },
  {
    id: 'user-added-twice-refused',
    title: { en: 'rejects a user who is already authorised', zh: '重复新增用户授权返回错误' },
    protocols: kits,
    make: refuseRepeats((call) =>
      call.activity === 'authSync' && flag(call) === '1' ? JSON.stringify(call.values.userList) : undefined,
    ),
    caughtBy: 'IDEMP-AUTH-ADD',
  },
  {
    id: 'organisation-twice-refused',
    title: { en: 'rejects a repeated allOrgSync', zh: '重复全量同步部门返回错误' },
    protocols: kits,
    make: refuseRepeats((call) => (call.activity === 'allOrgSync' ? 'all' : undefined)),
    caughtBy: 'IDEMP-ORG-ALL',
  },
  ...[
    ['tenantSync', 'IDEMP-TENANT-DELETE', 'tenant', '企业'],
    ['applicationSync', 'IDEMP-APP-DELETE', 'application', '应用'],
    ['singleOrgSync', 'IDEMP-ORG-DELETE', 'department', '部门'],
    ['authSync', 'IDEMP-AUTH-DELETE', 'user', '用户授权'],
  ].map(
    ([activity = '', caughtBy = '', en = '', zh = '']): Mistake => ({
      id: `${en}-deleted-twice-refused`,
      title: { en: `refuses to delete a ${en} twice`, zh: `重复删除${zh}返回错误` },
      protocols: kits,
      make: refuseRepeats((call) =>
        call.activity === activity && flag(call) === '0' ? text(call.values, 'instanceId') : undefined,
      ),
      caughtBy,
    }),
  ),
  ...[
    ['tenantSync', '0', 'TENANT-DELETE', 'the deletion of a tenant', '企业删除'],
    ['applicationSync', '0', 'APP-DELETE', 'the deletion of an application', '应用删除'],
    ['singleOrgSync', '0', 'ORG-DELETE', 'the deletion of a department', '部门删除'],
    ['authSync', '0', 'AUTH-DELETE', 'the deletion of users', '用户授权删除'],
    ['singleOrgSync', '2', 'ORG-MODIFY', 'the change of a department', '部门修改'],
    ['authSync', '2', 'AUTH-MODIFY', 'the change of users', '用户授权修改'],
    ['singleOrgSync', '1', 'ORG-ADD', 'the addition of a department', '部门新增'],
    ['authSync', '1', 'AUTH-ADD', 'the authorisation of users', '用户授权新增'],
  ].map(
    ([activity = '', value = '', caughtBy = '', en = '', zh = '']): Mistake => ({
      id: `${caughtBy.toLowerCase()}-fails`,
      title: { en: `does not support ${en}`, zh: `不支持${zh}` },
      protocols: kits,
      make: refusing((call) => call.activity === activity && flag(call) === value),
      caughtBy,
    }),
  ),
  {
    id: 'organisation-fails',
    title: { en: 'cannot read allOrgSync', zh: '部门全量同步失败' },
    protocols: kits,
    make: refusing(({ activity }) => activity === 'allOrgSync'),
    caughtBy: 'ORG-ALL',
  },
  {
    id: 'tenant-fails',
    title: { en: 'fails in tenantSync when there is an instance', zh: '带实例的企业同步失败' },
    protocols: kits,
    make: refusing(({ activity, values }) => activity === 'tenantSync' && text(values, 'instanceId') !== ''),
    caughtBy: 'TENANT-ADD',
  },
  {
    id: 'v1-flags-alone',
    title: { en: 'supports only the flags 0 and 1 of V1', zh: '仅支持 V1 的 flag 取值 0、1' },
    protocols: ['v2-kit'],
    make: refusing(({ activity, values }) => activity !== 'authSync' && text(values, 'flag') === '2'),
    caughtBy: 'TENANT-MODIFY',
    also: ['APP-MODIFY', 'ORG-MODIFY'],
  },
  {
    id: 'flag-3-unknown',
    title: { en: 'does not support flag 3 (cancel an authorisation)', zh: '不支持 flag 3（取消授权）' },
    protocols: ['v2-kit'],
    make: refusing(({ values }) => text(values, 'flag') === '3'),
    caughtBy: 'AUTH-CANCEL',
  },
  {
    id: 'unknown-flag-adds',
    title: { en: 'treats every flag except 0 as an addition', zh: '除 0 以外的 flag 一律按新增处理' },
    protocols: kits,
    make: onCall((call) =>
      flag(call) === '9' ? { ...call, values: withMembers(call.values, { flag: 1 }) } : call,
    ),
    caughtBy: 'SEM-UNKNOWN-FLAG',
  },
  {
    id: 'lists-as-text-alone',
    title: {
      en: 'reads userList and orgInfoList only as JSON text, as V1 sends them',
      zh: '仅支持 JSON 字符串形式的 userList、orgInfoList（V1 形式）',
    },
    protocols: ['v2-kit'],
    make: refusing(({ values }) => Array.isArray(values.userList) || Array.isArray(values.orgInfoList)),
    caughtBy: 'SEM-LIST-FORMS',
  },
  {
    id: 'console-call-once',
    title: {
      en: 'accepts the call of the seller console only before a tenant exists',
      zh: '已有企业后拒绝卖家中心的调测请求',
    },
    protocols: kits,
    make: (reference) => {
      let tenants = 0;
      return async (request) => {
        const { activity, values } = read(request, reference);
        const reply = await reference.handle(request);
        if (activity !== 'tenantSync' || jsonOf(reply.body).resultCode !== '000000') return reply;
        if (text(values, 'instanceId') !== '') tenants += 1;
        else if (tenants > 0) return result('000005', reference, 'there is a tenant');
        return reply;
      };
    },
    caughtBy: 'REPLAY-CASES',
  },
  {
    id: 'deleted-user-not-modified',
    title: {
      en: 'rejects the modification of a deleted user, so that saved cases fail afterwards',
      zh: '用户授权删除后拒绝修改，已保存的用例失败',
    },
    protocols: kits,
    make: (reference) => {
      let deleted = false;
      return async (request) => {
        const call = read(request, reference);
        const reply = await reference.handle(request);
        if (call.activity !== 'authSync' || jsonOf(reply.body).resultCode !== '000000') return reply;
        if (flag(call) === '0' || flag(call) === '1') deleted = flag(call) === '0';
        return deleted && flag(call) === '2' ? result('000003', reference, 'no such user') : reply;
      };
    },
    caughtBy: 'REPLAY-AFTER-END',
  },
];
