import { both } from '../../text/translate.ts';
import type { Problem, ServerStep } from './model.ts';

/** A documented response, or one that the engine of the login domains is known to send. */
export interface DocumentedError extends Pick<Problem, 'code' | 'category' | 'meaning' | 'cures'> {
  readonly steps: readonly ServerStep[];
  readonly error: string;
  /** Matches the text beside the code where that decides. */
  readonly description?: RegExp;
  /** `null` for what no page of KooGallery or OneAccess documents. */
  readonly source: string | null;
}

const guide = (topic: string) =>
  `https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_${topic}.html`;
export const pages = {
  token: guide('0070649448'),
  refresh: guide('0070649449'),
  userinfo: guide('0070649450'),
  casValidate: guide('0070649473'),
  oneAccessToken: 'https://support.huaweicloud.com/api-oneaccess/IssueOAuthAccessToken.html',
  cas: 'https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html',
  oauth: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  orgId: 'https://support.huaweicloud.com/api-orgid/ShowOauth2Token.html',
} as const;

const exchange: readonly ServerStep[] = ['token', 'refresh'];

const newCode = both('Sign in again for a new code: a code works once, and for a few minutes only.');
const sentTwice = both(
  'In your server, look for what sends a code a second time: a retry, a reload, a second click, the preview of a link.',
);
const ownDomain = both(
  'Send it to the login domain of the tenant that issued it: look the domain up by the tenant.',
);
const unencoded = both('Copy it in its full length. In an address it is URL-encoded: decode it once.');
const bindAgain = both(
  'Bind the tenant again, so that tenantSync, applicationSync and allOrgSync deliver domain, client ID and client secret anew.',
);
export const decryptSecret = both(
  'Decrypt the client secret of applicationSync with the private key of the credential, and send the plain text. With koo: --rsa-private-key FILE.',
);
export const checkClient = both(
  'Compare domain, client ID and client secret with the last tenantSync and applicationSync of this tenant: a later call replaces the values.',
);

const invalidCode = {
  steps: ['token'],
  code: 'INVALID_GRANT',
  category: 'business',
  meaning: both('The code is unknown at this login domain, was used before, or has expired.'),
  cures: [newCode, sentTwice, ownDomain, unencoded],
} as const satisfies Partial<DocumentedError>;

export const refusedToken = {
  meaning: both('The access token is missing, is unknown at this login domain, or has expired.'),
  cures: [
    both(
      'Get a new access token: `koo sso token --refresh-token-file FILE`, or a new login. It is valid for 7200 s.',
    ),
    both('Send it in the header Authorization, after the word Bearer and a blank, in its full length.'),
    ownDomain,
  ],
} as const;

/** Responses of a login domain, specific ones before general ones. */
export const documentedErrors: readonly DocumentedError[] = [
  {
    steps: ['token'],
    error: 'invalid_grant',
    description: /redirect/i,
    code: 'INVALID_GRANT',
    category: 'business',
    meaning: both('redirect_uri is not the address that the code was issued for.'),
    cures: [
      both(
        'Omit redirect_uri, which is optional, or send the registered login address exactly as it is spelled.',
      ),
      both(
        'Look for a difference in the scheme, in upper and lower case, the port, the encoding or a slash at the end.',
      ),
      newCode,
    ],
    source: pages.oneAccessToken,
  },
  { ...invalidCode, error: 'invalid_grant', source: pages.token },
  {
    ...invalidCode,
    error: 'invalid_client',
    description: /authorization code/i,
    source: pages.oneAccessToken,
  },
  {
    steps: ['refresh'],
    error: 'invalid_grant',
    code: 'INVALID_GRANT',
    category: 'business',
    meaning: both(
      'The refresh token is unknown at this login domain, was replaced or revoked, or has expired.',
    ),
    cures: [
      both(
        'Use the refresh token of the latest response: a refresh may return a new one and end the old one.',
      ),
      both('Refresh once at a time: of two concurrent refreshes, one may fail.'),
      both('Let the user sign in again: a refresh token is valid for 30 days.'),
      ownDomain,
    ],
    source: pages.refresh,
  },
  {
    steps: exchange,
    error: 'invalid_client',
    description: /mismatch/i,
    code: 'INVALID_CLIENT',
    category: 'permission',
    meaning: both('The client ID is not the one that the code was issued to.'),
    cures: [both("Compare it with client_id in the browser's request for the code."), bindAgain, checkClient],
    source: pages.token,
  },
  {
    steps: exchange,
    error: 'invalid_client',
    code: 'INVALID_CLIENT',
    category: 'permission',
    meaning: both(
      'The login domain refuses the client: the client secret is wrong or still encrypted, or the domain is that of another tenant.',
    ),
    cures: [decryptSecret, checkClient, bindAgain],
    source: pages.token,
  },
  {
    steps: ['userinfo'],
    error: 'unauthorized',
    code: 'TOKEN_REFUSED',
    category: 'permission',
    ...refusedToken,
    source: pages.userinfo,
  },
  {
    steps: ['userinfo'],
    error: 'invalid_token',
    code: 'TOKEN_REFUSED',
    category: 'permission',
    ...refusedToken,
    source: null,
  },
  {
    steps: [...exchange, 'userinfo'],
    error: 'invalid_request',
    code: 'INVALID_REQUEST',
    category: 'business',
    meaning: both('A parameter is missing, is given twice, or has an invalid value.'),
    cures: [both('Compare the request with the parameters of the page.')],
    source: pages.oauth,
  },
  {
    steps: exchange,
    error: 'unsupported_grant_type',
    code: 'INVALID_REQUEST',
    category: 'business',
    meaning: both('grant_type must be authorization_code or refresh_token.'),
    cures: [both('Compare the request with the parameters of the page.')],
    source: pages.oauth,
  },
  {
    steps: exchange,
    error: 'unauthorized_client',
    code: 'CLIENT_NOT_ALLOWED',
    category: 'permission',
    meaning: both('This client may not use this way to get a token.'),
    cures: [
      both('Check in the seller console that the credential has the authentication mode OAuth2.0.'),
      bindAgain,
    ],
    source: pages.oauth,
  },
  ...['server_error', 'temporarily_unavailable'].map(
    (error): DocumentedError => ({
      steps: [...exchange, 'userinfo'],
      error,
      code: 'SERVER_ERROR',
      category: 'business',
      meaning: both('The login domain failed to handle the request.'),
      cures: [both('Try again later. If it happens again, report it to Huawei with the time.')],
      source: pages.oauth,
    }),
  ),
  {
    steps: ['cas-validate'],
    error: 'INVALID_TICKET',
    code: 'INVALID_TICKET',
    category: 'business',
    meaning: both(
      'The ticket is unknown at this login domain, was validated before, or has expired. A ticket works once, also if its validation fails.',
    ),
    cures: [
      both(
        'Open the address of `koo sso cas login` again for a new ticket, and validate it within a few minutes.',
      ),
      both(
        'In your server, look for what validates a ticket a second time, such as a reload of the callback address.',
      ),
      ownDomain,
    ],
    source: pages.casValidate,
  },
  {
    steps: ['cas-validate'],
    error: 'INVALID_SERVICE',
    code: 'INVALID_SERVICE',
    category: 'business',
    meaning: both(
      'service is not the callback address that the ticket was issued for. The ticket is used up.',
    ),
    cures: [
      both(
        'Send the registered callback address exactly as it is spelled, with the tenant in it, and without the parameter ticket.',
      ),
      both('Keep the address as registered even if it has & before its first parameter and no ?.'),
      both('Encode it once when you put it into the query.'),
    ],
    source: pages.cas,
  },
  {
    steps: ['cas-validate'],
    error: 'INVALID_REQUEST',
    code: 'INVALID_REQUEST',
    category: 'business',
    meaning: both('service or ticket is missing, or format has an invalid value.'),
    cures: [both('Send service, ticket and format, each once.')],
    source: pages.cas,
  },
  {
    steps: ['cas-validate'],
    error: 'INTERNAL_ERROR',
    code: 'SERVER_ERROR',
    category: 'business',
    meaning: both('The login domain failed to validate the ticket.'),
    cures: [both('Sign in again for a new ticket. If it happens again, report it to Huawei with the time.')],
    source: pages.cas,
  },
];
