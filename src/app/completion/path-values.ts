import { basePath, basePathV2 } from '../../openapi/paths.ts';
import type { Candidate } from './model.ts';

/** Calls of the open API that Huawei publishes. */
export const paths: readonly Candidate[] = [
  { value: `${basePath}/order/query`, text: { en: 'An order (GET)', zh: '查询订单（GET）' } },
  { value: `${basePath}/isv/usage-data`, text: { en: 'Push usage (POST)', zh: '推送话单（POST）' } },
  {
    value: `${basePath}/license/activate`,
    text: { en: 'Activate a licence (POST)', zh: '激活授权码（POST）' },
  },
  {
    value: `${basePath}/license/heartbeat`,
    text: { en: 'Status of a licence (POST)', zh: '查询授权码状态（POST）' },
  },
  {
    value: `${basePathV2}/license/activate`,
    text: { en: 'Activate licences (POST)', zh: '批量激活授权码（POST）' },
  },
  {
    value: `${basePathV2}/license/heartbeat`,
    text: { en: 'Status of licences (POST)', zh: '批量查询授权码状态（POST）' },
  },
  {
    value: `${basePathV2}/license/software-usage-info`,
    text: { en: 'Report who uses licences (POST)', zh: '上报授权码使用情况（POST）' },
  },
];
