import { accessPage, type Occurrence } from './entry.ts';

/** Pages of the result codes of callbacks. */
export const v1Page = accessPage('zh-cn_topic_0070649057');
export const jointPage = accessPage('zh-cn_topic_0070649114');
export const v2Page = accessPage('zh-cn_topic_0070649421');
/** The international list, which ends with 000100. */
export const abroadPage =
  'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649099.html';
export const onlineLicensePage = accessPage('zh-cn_topic_0070649288');
const licenseCodePage = accessPage('zh-cn_topic_0070649189');
export const orderNotifyPage = accessPage('zh-cn_topic_0000002091799153');

const kit = ['tenantSync', 'applicationSync', 'authSync', 'singleOrgSync', 'allOrgSync'];
const licenseCodes = ['refreshLicenseCode', 'updateLicenseCodeStatus', 'releaseLicenseCode'];

/** Every interface of the families whose pages have a list of result codes. */
export const everywhere: readonly Occurrence[] = [
  {
    in: 'v1',
    calls: [
      'newInstance',
      'refreshInstance',
      'expireInstance',
      'releaseInstance',
      'upgrade',
      'instanceStatus',
      'queryInstance',
      // Retired, with no list of their own: koo expects the same of them.
      'getLicense',
      'refreshLicense',
      'expireLicense',
      'releaseLicense',
    ],
  },
  { in: 'v1-kit', calls: kit },
  {
    in: 'v2',
    calls: [
      'newInstance',
      'queryInstance',
      'refreshInstance',
      'updateInstanceStatus',
      'releaseInstance',
      'upgradeInstance',
      'changeInstanceCheck',
    ],
  },
  { in: 'v2-kit', calls: kit },
  {
    in: 'online-license',
    calls: ['newInstance', 'refreshInstance', 'updateInstanceStatus', 'releaseInstance', 'getLicenseAsync'],
  },
  { in: 'license-code', calls: licenseCodes },
];
export const allPages = [v1Page, jointPage, v2Page, abroadPage, onlineLicensePage, licenseCodePage];

export const creation: readonly Occurrence[] = (['v1', 'v2'] as const).map((protocol) => ({
  in: protocol,
  calls: ['newInstance'],
}));
export const licenceApplication: readonly Occurrence[] = [
  { in: 'online-license', calls: ['getLicenseAsync'] },
];

const makes: ReadonlySet<string> = new Set(['newInstance', 'getLicense']);

/** Calls that name an instance (or a licence code): all but those that make one, and the V2 kit. */
export const ofInstance: readonly Occurrence[] = everywhere
  .filter((place) => place.in !== 'v2-kit')
  .map((place) => ({ in: place.in, calls: place.calls.filter((call) => !makes.has(call)) }));
