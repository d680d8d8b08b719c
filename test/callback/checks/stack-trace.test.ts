import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceFault } from '../../../src/callback/checks/stack-trace.ts';
import { runs } from '../../support/property-runs.ts';

const traces: Readonly<Record<string, string>> = {
  'Express, HTML':
    '<pre>Error: x<br> &nbsp; &nbsp;at check (/srv/app/s7.js:17:28)<br> &nbsp; &nbsp;at next</pre>',
  'Express, numbered entities': '<pre>at check (&#47;srv&#x2F;app&#X2f;s7.js:17:28)</pre>',
  'Node, anonymous': '<br> &nbsp; &nbsp;at /srv/app/server.mjs:17:28',
  'Node, file URL': '    at file:///srv/app/server.js:3:5',
  'Node, async': '    at async Promise.all (file:///srv/app/server.ts:3:5)',
  'Node, internal': '    at node:internal/process/task_queues:95:5',
  'Node, JSON': '{"stack":"TypeError: x\\n    at new Order (C:\\\\srv\\\\order.js:1:2)"}',
  'Node, JSON list': '{"stack":["at run (/srv/a.cjs:1:2)"]}',
  Java: 'x\n\tat com.example.Order.<init>(Order.java:12)',
  'Java, HTML': '<p>at com.x.Y.z(Y.java:1)<br/>at com.x.Y.&lt;init&gt;(Y.java:2)</p>',
  'Java, native': '\tat java.base/java.lang.Thread.run(Native Method)',
  'Java, exception alone': '{"resultMsg":"org.springframework.dao.DuplicateKeyException"}',
  Kotlin: '\tat com.example.MainKt.main(Main.kt:3)',
  Python: 'Traceback (most recent call last):',
  'Python, HTML': '<li>  File &quot;/srv/app.py&quot;, line 3, in create</li>',
  'Python, JSON': '{"resultMsg":"x\\n  File \\"/srv/app.py\\", line 3"}',
  '.NET on Windows': '   at Shop.Orders.Create(String id) in C:\\src\\Orders.cs:line 3',
  '.NET on Linux': '   at Shop.Orders.Create() in /src/Orders.cs:line 3',
  '.NET, exception alone': 'System.Data.SqlClient.SqlException: Timeout expired',
  PHP: '#0 /var/www/order.php(12): create()',
  'PHP, HTML': '<b>Fatal error</b>: x in <b>/var/www/order.php</b> on line <b>12</b>',
  Ruby: "/srv/app/order.rb:12:in `create'",
  Go: 'goroutine 17 [running]:',
  'Go, frame': '\t/src/order.go:12 +0x1d',
};

describe('traceFault', () => {
  it.each(Object.entries(traces))('finds a trace of %s', (_name, text) => {
    expect(traceFault(text)?.actual.en).toBeTruthy();
  });

  it.each([
    '{"resultCode":"000000","resultMsg":"success"}',
    '{"memo":"Meet us at Example (Beijing): 12:30:45"}',
    'at Example (Beijing 12:30:45)',
    '{"frontEndUrl":"https://isv.example.com:8443/app/main.js?at=1:2:3"}',
    '{"adminUrl":"https://com.example.org/Exceptional/in/C:/line"}',
    '{"memo":"Open File > Print, line 3; see README.rb and order.go:12"}',
    '<html><body><h1>HTTP Status 404</h1><p>Not found at /saas</p></body></html>',
    '{"resultMsg":"no such exception in the system.Exception handling is on"}',
    '{"memo":"\\u767b\\u5f55\\u5730\\u5740 (#1 /login.php?x=1)"}',
  ])('finds none in %s', (text) => {
    expect(traceFault(text)).toBeUndefined();
  });

  it('quotes the line that it found, decoded', () => {
    expect(traceFault(traces['Python, HTML'] ?? '')?.actual.en).toBe('File "/srv/app.py", line 3');
    expect(traceFault(traces['Express, HTML'] ?? '')?.actual.en).toBe('at check (/srv/app/s7.js:17:28');
  });

  it('decodes numbered entities', () => {
    const text = traces['Express, numbered entities'] ?? '';
    expect(traceFault(text)?.actual.en).toBe('at check (/srv/app/s7.js:17:28');
  });

  it('reads the first 500 characters of a line', () => {
    const trace = '/src/order.go:12 +0x1';
    expect(traceFault(`${'x'.repeat(500 - trace.length)}${trace}`)).toBeDefined();
    expect(traceFault(`${'x'.repeat(500)}${trace}`)).toBeUndefined();
  });

  it('decodes entities once', () => {
    expect(traceFault('File &amp;quot;/srv/app.py&amp;quot;, line 3')).toBeUndefined();
  });

  it('answers any text', () => {
    const piece = fc.constantFrom(
      'at ',
      '(',
      '/',
      '<',
      '>',
      '&',
      '&#x110000;',
      '.java:1)',
      'org.',
      'a',
      '\\n',
      '"',
      ' ',
      ':1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        traceFault(pieces.join(''));
      }),
      { numRuns: runs(100) },
    );
  });

  it.each([
    'at a.',
    'at (',
    '<a',
    '<br',
    'in /',
    'org.a',
    'System.a.',
    '#1 /',
    'File "',
    'a/',
    '&#',
    '  at ',
  ])('ends on a large body of %j', (piece) => {
    // Without the limits of the scan, this would not end.
    const text = piece.repeat((8 * 1024 * 1024) / piece.length);
    expect([undefined, 'no internal details in the response']).toContain(traceFault(text)?.expected.en);
  });
});
