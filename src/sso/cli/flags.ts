import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../cli/flags/value.ts';
import { casFormats } from '../steps/cas.ts';

const tenantFlags = {
  domain: Flags.string({
    char: 'd',
    helpValue: 'DOMAIN',
    summary: 'Login domain of the tenant: domainName of tenantSync.',
  }),
  organization: Flags.string({
    helpValue: 'NAME',
    exclusive: ['domain', 'client-id', 'client-secret-file', 'rsa-private-key'],
    summary: 'Organisation of the sandbox instead, by name, code or ID; koo knows its domain and its client.',
  }),
  product: Flags.string({
    helpValue: 'PRODUCT',
    dependsOn: ['organization'],
    summary: 'Product of the sandbox that is bound to the organisation (default: the only one).',
  }),
};

const clientId = Flags.string({ helpValue: 'ID', summary: 'Client ID of the tenant, from applicationSync.' });

const service = Flags.string({
  helpValue: 'URL',
  summary: 'Registered callback address of CAS, exactly as it is spelled.',
});

const open = Flags.boolean({ summary: 'Open the address in the browser.' });

const serverFlags = {
  ...tenantFlags,
  'dry-run': Flags.boolean({
    summary: 'Print an equivalent curl command instead of sending the request; it needs no secret.',
  }),
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 10,
    summary: 'Time to wait for a response, in seconds.',
  }),
};

export const authorizeFlags = {
  ...tenantFlags,
  'client-id': clientId,
  'redirect-uri': Flags.string({
    helpValue: 'URL',
    summary: 'Registered login address, exactly as it is spelled.',
  }),
  state: Flags.string({ helpValue: 'TEXT', summary: 'State to send, letters and digits (default: random).' }),
  scope: Flags.string({ helpValue: 'SCOPE', default: 'get_user_info', summary: 'Scope to ask for.' }),
  'app-id': Flags.string({
    helpValue: 'ID',
    exclusive: ['domain', 'organization', 'client-id', 'redirect-uri', 'state', 'scope'],
    summary: 'App ID of the credential: print the address of unified login instead.',
  }),
  'unified-url': Flags.string({
    helpValue: 'URL',
    dependsOn: ['app-id'],
    summary: "Origin of another unified login page, such as the sandbox's.",
  }),
  open,
};

export type AuthorizeFlags = InferredFlags<typeof authorizeFlags>;

export const tokenFlags = {
  ...serverFlags,
  'client-id': clientId,
  'client-secret-file': Flags.string({
    helpValue: 'FILE',
    summary: 'File with the client secret; - reads stdin (default: KOO_CLIENT_SECRET, then a prompt).',
  }),
  'rsa-private-key': Flags.string({
    helpValue: 'FILE',
    summary:
      'Private key of the credential, to decrypt the client secret, given as applicationSync delivers it.',
  }),
  code: Flags.string({
    helpValue: 'CODE',
    summary: 'Code to exchange, or the whole address that the browser was sent to.',
  }),
  'redirect-uri': Flags.string({
    helpValue: 'URL',
    summary: 'Address that the code was issued for; optional.',
  }),
  'refresh-token-file': Flags.string({
    helpValue: 'FILE',
    exclusive: ['code', 'redirect-uri'],
    summary: 'File with the refresh token to exchange, or a file of --save; - reads stdin.',
  }),
  save: Flags.string({
    helpValue: 'FILE',
    summary: 'File for the whole response, with the tokens; only you can read it.',
  }),
};

export type TokenFlags = InferredFlags<typeof tokenFlags>;

export const userinfoFlags = {
  ...serverFlags,
  'token-file': Flags.string({
    helpValue: 'FILE',
    summary:
      'File with the access token, or a file of `koo sso token --save`; - reads stdin (default: KOO_SSO_TOKEN, then a prompt).',
  }),
};

export type UserinfoFlags = InferredFlags<typeof userinfoFlags>;

export const logoutFlags = {
  ...tenantFlags,
  'redirect-url': Flags.string({
    helpValue: 'URL',
    summary: 'Page to which the browser goes afterwards (default: the login page).',
  }),
  open,
};

export type LogoutFlags = InferredFlags<typeof logoutFlags>;

export const casFlags = { ...tenantFlags, service, open };

export type CasFlags = InferredFlags<typeof casFlags>;

export const validateFlags = {
  ...serverFlags,
  service,
  ticket: Flags.string({
    helpValue: 'TICKET',
    summary: 'Ticket to validate, or the whole address that the browser was sent to.',
  }),
  format: Flags.option({ options: casFormats })({
    default: 'JSON' as const,
    summary: 'Format of the response.',
  }),
};

export type ValidateFlags = InferredFlags<typeof validateFlags>;
