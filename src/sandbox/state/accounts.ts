import type { Credential } from '../../signing/sdk-hmac.ts';

/** An account of the sandbox. Its keys work with the sandbox on this machine only. */
export interface Account {
  /** As in Huawei Cloud: 32 hexadecimal characters. */
  readonly id: string;
  readonly name: string;
  readonly seller: boolean;
  readonly credential: Credential;
  /** Keys with a security token, as STS issues them; these never expire. */
  readonly temporary: Credential;
  /** Access key of the base interfaces, which signs the usage push. */
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

export const sandboxSeller = account(1, 'koo_sandbox_seller', true);
/** Another seller, whose products the first one cannot access (`MKT.0150`, record code 009). */
export const otherSeller = account(2, 'koo_sandbox_other', true);
/** An account with a valid signature that sells nothing (`MKT.0151`). */
export const sandboxBuyer = account(3, 'koo_sandbox_buyer', false);

export const accounts: readonly Account[] = [sandboxSeller, otherSeller, sandboxBuyer];

/** All credentials of the sandbox: published here, so not a secret. */
export const sandboxCredentials: readonly Credential[] = accounts.flatMap(({ credential, temporary }) => [
  credential,
  temporary,
]);

/** AK and SK of the sandbox's seller: published here, so not a secret. */
export const sandboxCredential: Credential = sandboxSeller.credential;
/** Access key of the sandbox's seller: published here, so not a secret. */
export const sandboxAccessKey: string = sandboxSeller.accessKey;
