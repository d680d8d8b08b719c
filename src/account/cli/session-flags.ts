import * as Flags from '@oclif/core/flags';
import { siteIds } from '../../openapi/sites.ts';

const helpGroup = 'SESSION';

/** Flags that say whose keys to use, and where. */
export const sessionFlags = {
  profile: Flags.string({
    helpGroup,
    helpValue: 'NAME',
    summary: 'Profile to use (default: KOO_PROFILE, then koo.yaml, then the current one).',
  }),
  site: Flags.option({ options: siteIds })({
    helpGroup,
    summary: "Site to call (default: KOO_SITE, then koo.yaml, then the profile's).",
  }),
  endpoint: Flags.string({
    helpGroup,
    helpValue: 'URL',
    summary: 'Base address of an open API that is none of the sites.',
  }),
};

/** Chinese summaries of {@link sessionFlags}. */
export const sessionFlagsZh: Readonly<Record<keyof typeof sessionFlags, string>> = {
  profile: '要使用的配置（默认取 KOO_PROFILE，其次为 koo.yaml，再次为当前配置）。',
  site: '要访问的站点（默认取 KOO_SITE，其次为 koo.yaml，再次为配置中的站点）。',
  endpoint: '自定义的开放接口地址，用于上述站点以外的服务。',
};
