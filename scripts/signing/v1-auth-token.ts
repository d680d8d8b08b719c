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
  title: 'V1 authToken',
  use: 'requests of the V1 interfaces: a parameter of GET, a header of the kit',
  blocks: (t) => [
    t(
      'Every call of the V1 interfaces carries an `authToken`: base interfaces (GET) as a parameter of the query, kit interfaces (POST) as a header.',
    ),
    text(
      'base      = k1=v1&k2=v2…   sorted by name, values decoded, without authToken\nauthToken = base64( HMAC-SHA256( key = accessKey + timeStamp, base ) )',
    ),
    list(
      t("Sorted as Java's `TreeMap` does: by UTF-16 code unit, upper case before lower."),
      t('Values after URL decoding, once. `mobilePhone` and `email` stay encrypted.'),
      t(
        'GET: empty values are part of the text (`name=`). Kit: blank properties are left out, and a nested value is signed as compact JSON.',
      ),
      t(
        '`timeStamp` is a parameter like the others, and stands behind the key as well. UTC for GET, UTC+8 in the kit.',
      ),
      t('No page says how old a `timeStamp` may be.'),
    ),
    t('## Worked example'),
    table(
      [t('what'), t('value')],
      [
        [t('access key'), code(exampleKey)],
        [code('timeStamp'), code(timeStamp)],
        [t('HMAC key'), code(exampleKey + timeStamp)],
        [code('authToken'), code(token)],
      ],
    ),
    t('The text that is signed:'),
    text(base),
    t('With openssl:'),
    run(
      `printf %s ${quoted(base)} |\n  openssl dgst -sha256 -hmac ${exampleKey}${timeStamp} -binary | base64`,
      token,
    ),
    t('With koo; it sorts, and takes the key from the environment:'),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --protocol v1 --timestamp ${timeStamp} ${quoted(query)} --query "parts[?name=='authToken'].value | [0]"`,
      token,
    ),
    t('## Where it goes wrong'),
    list(
      t('A `+` of the token became a blank: the query was decoded twice.'),
      t('Signed over the raw query instead of decoded values.'),
      t('The key without `timeStamp`, or `timeStamp` in front.'),
      t('Only the known fields were signed: new optional ones break it.'),
      t(
        "The international sample removes `authToken` from the servlet's own parameter map, which Tomcat and Jetty lock: HTTP 500 for every call.",
      ),
    ),
    t('`koo callback verify` takes a captured request and says which of these it is.'),
  ],
  sources: [
    access('zh-cn_topic_0070649156'),
    access('zh-cn_topic_0070649135'),
    accessIntl('en-us_topic_0070649066'),
  ],
};
