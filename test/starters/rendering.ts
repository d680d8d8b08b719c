import { basename, relative } from 'node:path';
import type { ProtocolId, Sale } from '../../src/callback/protocols/model.ts';
import { regionNames } from '../../src/callback/starter/project.ts';
import { filesOf, type Project, read, run } from './project.ts';

/** What a project contains only if one of these regions is needed. */
const belongsTo: readonly (readonly [pattern: RegExp, ...regions: readonly string[]])[] = [
  [/authToken|auth_token|body-?_?sign/i, 'v1-family'],
  [/x-sign|x-nonce|kit_?signature/i, 'v2-kit'],
  [/canonical_?payload/i, 'v2-family'],
  [/nonce/i, 'v2-family', 'on-demand'],
  [/encrypt_?field|sha1prng|KOO_ENCRYPT|encryptType/i, 'v1'],
  [/client_?secret|OAEP|KOO_RSA_PRIVATE_KEY|KOO_KIT_KEY|tenantSync|produceAPI/i, 'kit'],
  [/\/sso\/|PUBLIC_URL|UNIFIED_LOGIN|koo sso/, 'kit'],
  [/LicenseCode\b|KOO_LICENSE_CODES|KOO_LICENSE_KEY/, 'license-code'],
  [/getLicenseAsync/, 'online-license'],
  [/orderNotify|KOO_NOTIFY_KEY/, 'order-notify'],
  [/SDK-HMAC|KOO_ORDER_API/, 'orders', 'on-demand'],
  [/order\/query/, 'orders'],
  [/usage_records|usage_?signature|metering_sn/i, 'on-demand'],
  [/expireInstance/, 'v1'],
  [/changeInstanceCheck|updateInstanceStatus/, 'v2', 'online-license'],
  [/koo:(if|snippet|end)\b|koogallery-callbacks/],
];

/** Files that are not written by hand. */
const generated = ['koo.yaml', 'vectors.json', 'package-lock.json', 'go.sum'];

/** What a project has that its protocols and sale mode do not need. */
export function foreignCode(project: Project, protocols: readonly ProtocolId[], sale: Sale): string[] {
  const names = regionNames({ protocols, sale });
  return filesOf(project)
    .filter((path) => !generated.includes(basename(path)))
    .flatMap((path) => {
      const text = read(path);
      return belongsTo
        .filter(([, ...regions]) => !regions.some((region) => names.has(region)))
        .flatMap(([pattern]) => {
          const line = text.split('\n').find((one) => pattern.test(one));
          return line === undefined ? [] : [`${relative(project.folder, path)}: ${line.trim()}`];
        });
    });
}

/** Runs the formatters and linters of the language. Returns what they find. */
export async function lintFaults(project: Project): Promise<string[]> {
  const { language, folder } = project;
  const faults: string[] = [];
  for (const { command, of, each, isSilent } of language.lints) {
    const files = of === undefined ? [] : filesOf(project, of);
    const runs = each ? files.map((file) => [file]) : [files];
    for (const given of runs) {
      try {
        const printed = await run(language, [...command, ...given], folder);
        if (isSilent && printed.trim() !== '') faults.push(`${command.join(' ')}: ${printed}`);
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  return faults;
}
