import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Command } from '../../../src/sandbox/acts/acts.ts';
import type { MarketLine } from '../../../src/sandbox/api/market-endpoint.ts';
import { appIdOf } from '../../../src/sandbox/market/kit/credentials.ts';
import type { Entry } from '../../../src/sandbox/market/model/journal.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server/server.ts';
import { sandboxAccessKey } from '../../../src/sandbox/state/accounts.ts';
import { decryptClientSecret } from '../../../src/signing/client-secret.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { privateKey, publicKey } from '../../support/rsa-keys.ts';
import { temporaryFolder } from '../harness.ts';

export const office = 'OFFI758576253042421760';
export const appId = appIdOf(office);
const rsaPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** A server of a merchant that accepts every callback of V2, and stores what the kit delivers. */
export interface Merchant {
  readonly url: string;
  /** The login address of its application. */
  readonly loginAddress: string;
  /** The last tenantSync. */
  tenant(): JsonObject;
  /** The last applicationSync, with its secret in plain text. */
  application(): { readonly clientId: string; readonly clientSecret: string };
  /** Activities with their flags, since the last look. */
  calls(): string[];
}

/** What of a merchant is registered; without a login address, there is no login by OAuth. */
type Connected = Pick<Merchant, 'url'> & Partial<Pick<Merchant, 'loginAddress'>>;

export async function startMerchant(): Promise<Merchant> {
  const calls: string[] = [];
  const last = new Map<string, JsonObject>();
  let instances = 0;
  const reply = async (request: IncomingMessage): Promise<JsonObject> => {
    const sent = (await json(request)) as JsonObject;
    const activity = String(sent.activity ?? request.url?.split('/').at(-1));
    last.set(activity, sent);
    calls.push(sent.flag === undefined ? activity : `${activity} ${sent.flag}`);
    if (activity === 'newInstance') instances += 1;
    const instanceId = sent.instanceId ?? `i-${instances}`;
    return { resultCode: '000000', resultMsg: 'success', instanceId, info: [{ instanceId }] };
  };
  const server = createServer(async (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(await reply(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/saasproduce`,
    loginAddress: `${origin}/sso/callback`,
    tenant: () => last.get('tenantSync') ?? {},
    application() {
      const { clientId, clientSecret } = last.get('applicationSync') ?? {};
      const decrypted = decryptClientSecret(privateKey, String(clientSecret));
      if (!decrypted.ok) throw new Error('the secret cannot be decrypted');
      return { clientId: String(clientId), clientSecret: decrypted.text };
    },
    calls: () => calls.splice(0),
  };
}

/** A sandbox that keeps running, as `koo sandbox start` does. */
export async function startRunning(options: Partial<SandboxOptions> = {}) {
  const stateFolder = options.stateFolder ?? (await temporaryFolder());
  const notices: string[] = [];
  const sandbox = await startSandbox({
    stateFolder,
    keepsTime: true,
    notice: ({ en }) => notices.push(en),
    ...options,
  });
  onTestFinished(() => sandbox.close());
  const act = (command: Command) => actIn(sandbox, command);
  return {
    sandbox,
    stateFolder,
    notices,
    act,
    /** Connects the product, sells an instance of it and binds it, by default with two users. */
    async bindOne(
      { url, loginAddress = '' }: Connected,
      { users = 2, casCallback = '' } = {},
    ): Promise<string> {
      await act({
        do: 'connect',
        product: office,
        url,
        protocols: ['v2', 'v2-kit'],
        keys: { base: sandboxAccessKey, kit: sandboxAccessKey },
        rsaPublicKey,
        ...(loginAddress !== '' && { loginAddress }),
        ...(casCallback !== '' && { casCallback }),
      });
      const bought = await act({ do: 'buy', product: office, period: '1y', buyer: 'hw12345678' });
      const order = bought.flatMap((entry) => (entry.type === 'order' ? [entry.order] : []))[0] ?? '';
      await act({ do: 'bind', instance: order, users });
      return order;
    },
  };
}

export type Running = Awaited<ReturnType<typeof startRunning>>;

/** A sandbox with an instance that is bound to an organisation, and the merchant of it. */
export async function bound(options: Partial<SandboxOptions> = {}) {
  const running = await startRunning(options);
  const merchant = await startMerchant();
  const instance = await running.bindOne(merchant);
  const { tenantId, domainName } = merchant.tenant();
  return { running, merchant, instance, tenant: String(tenantId), domain: String(domainName) };
}

/** Performs an act. */
async function actIn({ url, token }: Sandbox, command: Command): Promise<Entry[]> {
  const reply = await fetch(`${url}/koo-sandbox/market`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify(command),
  });
  const lines = (await reply.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MarketLine);
  return lines.flatMap((line) => {
    if ('error' in line) throw new Error(`${line.error.code}: ${line.error.message.en}`);
    return 'entry' in line ? [line.entry] : [];
  });
}

/** What acts said, in words. */
export function texts(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => ('text' in entry ? [entry.text.en] : []));
}

type Values = Readonly<Record<string, string>>;

/** The answer of a server to a form. */
async function post(url: string, form: Values, headers: Values = {}) {
  const body = new URLSearchParams(form);
  const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body });
  return { status: response.status, location: response.headers.get('location'), text: await response.text() };
}

/** Chooses an account at unified login; gives the code. */
export async function signIn({ sandbox }: Running, tenant: string, user = 'user0001'): Promise<string> {
  const page = `${sandbox.url}/unified-login/portal-login?ind=UNOP&appId=${appId}`;
  const { location } = await post(page, { tenant, user });
  return new URL(location ?? '').searchParams.get('code') ?? '';
}

/** Exchanges a code as the merchant's server does, with what applicationSync delivered. */
export async function exchange(merchant: Merchant, code: string) {
  const { clientId, clientSecret } = merchant.application();
  const { status, text } = await post(`${merchant.tenant().domainName}/api/v1/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: clientId,
    client_secret: clientSecret,
    code,
  });
  return { status, body: JSON.parse(text || 'null') as JsonObject };
}

/** Asks for the user of an access token. */
export async function userinfo(merchant: Merchant, token: unknown) {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  const response = await fetch(`${merchant.tenant().domainName}/api/v1/oauth2/userinfo`, { headers });
  return { status: response.status, body: (await response.json()) as JsonObject };
}
