import type { Credential } from '../../signing/sdk-hmac.ts';

/** An account that the sandbox knows. Its keys open nothing but the sandbox on this machine. */
export interface Account {
  /** As in Huawei Cloud: 32 hexadecimal characters. */
  readonly id: string;
  readonly name: string;
  readonly seller: boolean;
  readonly credential: Credential;
  /** Keys as STS gives them out, with a security token; these never expire. */
  readonly temporary: Credential;
  /** Key of the base interfaces: signs the usage push. */
  readonly accessKey: string;
}

function account(number: number, name: string, seller: boolean): Account {
  return {
    id: `500d0b0c${String(number).padStart(24, '0')}`,
    name,
    seller,
    credential: {
      ak: `KOOSANDBOX000000000${number}`,
      sk: `koo-sandbox-demo-sk-${number}-opens-nothing-else`,
    },
    temporary: {
      ak: `KOOSANDBOXTEMPORARY${number}`,
      sk: `koo-sandbox-demo-temporary-sk-${number}-opens-nothing-else`,
      securityToken: `koo-sandbox-demo-security-token-${number}-opens-nothing-else`,
    },
    accessKey: `koo-sandbox-demo-access-key-${number}`,
  };
}

/** The seller whose products the sandbox holds. */
export const sandboxSeller = account(1, 'koo_sandbox_seller', true);
/** Another seller: what belongs to it is refused to the first one (`MKT.0150`, record code 009). */
export const otherSeller = account(2, 'koo_sandbox_other', true);
/** Signs rightly and sells nothing (`MKT.0151`). */
export const sandboxBuyer = account(3, 'koo_sandbox_buyer', false);

export const accounts: readonly Account[] = [sandboxSeller, otherSeller, sandboxBuyer];

/** All credentials that the sandbox knows: published here, so not a secret. */
export const sandboxCredentials: readonly Credential[] = accounts.flatMap(({ credential, temporary }) => [
  credential,
  temporary,
]);

/** AK and SK of the sandbox's seller: published here, so not a secret. */
export const sandboxCredential: Credential = sandboxSeller.credential;
/** Access key of the sandbox's seller: published here, so not a secret. */
export const sandboxAccessKey: string = sandboxSeller.accessKey;
