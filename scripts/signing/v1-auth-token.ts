import { authToken, authTokenBase } from '../../src/signing/v1-auth-token.ts';
import {
  access,
  accessIntl,
  code,
  exampleKey,
  list,
  quoted,
  run,
  type SigningPage,
  table,
  text,
} from './page.ts';

const timeStamp = '20200727073711903';
const query =
  'activity=newInstance&businessId=61e834ba-7b97-4418-b8f7-e5345137278c&customerId=68cbc86abc2018ab880d92f36422fa0e' +
  `&expireTime=20200727153156&orderId=CS1906666666ABCDE&productId=00301-666666-0--0&testFlag=1&timeStamp=${timeStamp}`;
const params = query.split('&').map((pair) => pair.split('=') as [string, string]);
const base = authTokenBase(params, 'get');
const token = authToken({ key: exampleKey, timeStamp, params, form: 'get' });

export const v1AuthToken: SigningPage = {
  name: 'v1-auth-token',
  use: 'V1 requests: a query parameter for GET, a header for the kit interfaces',
  blocks: (t) => [
    t(
      'Every V1 request carries an `authToken`: as a query parameter for the base interfaces (GET), as a header for the kit interfaces (POST).',
    ),
    text(
      'base      = k1=v1&k2=v2…   sorted by name, values decoded, without authToken\nauthToken = base64( HMAC-SHA256( key = accessKey + timeStamp, base ) )',
    ),
    list(
      t("Sort as Java's `TreeMap` does: by UTF-16 code unit, upper case before lower case."),
      t('URL-decode the values exactly once. `mobilePhone` and `email` stay encrypted.'),
      t(
        'GET: sign an empty value as `name=`. Kit: leave out blank properties, and sign a nested value as compact JSON.',
      ),
      t(
        '`timeStamp` is signed like any other parameter and is also appended to the key. It is in UTC for GET and in UTC+8 for the kit.',
      ),
      t('Huawei does not document how long a `timeStamp` is valid.'),
    ),
    t('## Worked example'),
    table(
      [t('Item'), t('Value')],
      [
        [t('Access key'), code(exampleKey)],
        [code('timeStamp'), code(timeStamp)],
        [t('HMAC key'), code(exampleKey + timeStamp)],
        [code('authToken'), code(token)],
      ],
    ),
    t('The text to sign:'),
    text(base),
    t('With openssl:'),
    run(
      `printf %s ${quoted(base)} |\n  openssl dgst -sha256 -hmac ${exampleKey}${timeStamp} -binary | base64`,
      token,
    ),
    t('With koo, which sorts the parameters and reads the key from the environment:'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --protocol v1 --timestamp ${timeStamp} ${quoted(query)} --query "parts[?name=='authToken'].value | [0]"`,
      token,
    ),
    t('## Common mistakes'),
    list(
      t('A `+` in the token turned into a space: the query was decoded twice.'),
      t('The raw query is signed instead of the decoded values.'),
      t('`timeStamp` is missing from the key or precedes it.'),
      t('Only known fields are signed: verification fails when an optional field is added.'),
      t(
        "The sample code of the international site removes `authToken` from the servlet's parameter map. Tomcat and Jetty lock this map, so every call ends with HTTP 500.",
      ),
    ),
    t('`koo callback verify` reads a captured request and tells which of these mistakes it shows.'),
  ],
  sources: [
    access('zh-cn_topic_0070649156'),
    access('zh-cn_topic_0070649135'),
    accessIntl('en-us_topic_0070649066'),
  ],
};
