import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { shortenCommand, shortenList, shortenResponse } from '../../../src/suite/reporters/shorten.ts';
import { anyText } from './fixture.ts';

const hex = '0123456789ABCDEF'.repeat(4);
const room = { columns: 96, about: '' };

function command(url: string, ...options: readonly string[]): string {
  return [`curl -i -X POST '${url}'`, ...options].join(' \\\n  ');
}

describe('shortenCommand', () => {
  const accept = "-H 'Accept: application/json'";

  test('elides signatures, keeps the names of the parameters, and does not look runnable', () => {
    const curl = command(
      `https://isv.example.com/saas?signature=${hex}&timestamp=1795798226488&nonce=${hex}`,
      accept,
      "-H 'Content-Type: application/json;charset=utf8'",
      `--data-binary '{"activity":"newInstance","mobilePhone":"${hex}=="}'`,
    );
    expect(shortenCommand(curl, room)).toEqual({
      isWhole: false,
      isRunnable: false,
      lines: [
        "curl -i -X POST 'https://isv.example.com/saas?signature=0123…CDEF&timestamp=1795798226488&",
        "nonce=0123…CDEF'",
        `  --data-binary '{"activity":"newInstance","mobilePhone":"0123…EF=="}'`,
      ],
    });
  });

  test('leaves a short command as it is, to be copied', () => {
    const curl = command('https://isv.example.com/saas', '--data-binary \'{\n  "a": 1\n}\'');
    expect(shortenCommand(curl, room)).toEqual({
      isWhole: true,
      isRunnable: true,
      lines: curl.split('\n'),
    });
  });

  test.each([
    [40, true],
    [41, false],
  ])('a value of %i characters is whole: %s', (length, isWhole) => {
    expect(shortenCommand(command(`https://x.example/?a=${'b'.repeat(length)}`), room).isWhole).toBe(isWhole);
  });

  test('keeps the headers that the check is about, and those that are unusual', () => {
    const lines = (about: string, header: string) =>
      shortenCommand(command('https://x.example/', accept, header), { ...room, about }).lines;
    expect(lines('', "-H 'Content-Type: text/plain'").join()).not.toContain('Content-Type');
    expect(lines('Set Content-Type', "-H 'Content-Type: text/plain'")).toContain(
      "  -H 'Content-Type: text/plain'",
    );
    expect(lines('', "-H 'Content-Encoding: gzip'")).toContain("  -H 'Content-Encoding: gzip'");
  });

  test('keeps a value that the check names', () => {
    const curl = command(`https://x.example/?a=${hex}`);
    expect(shortenCommand(curl, { ...room, about: `got ${hex}` }).isWhole).toBe(true);
  });

  test('keeps a line for each request that led to the command', () => {
    const notes = [
      `# GET https://x.example/?a=${hex} → 302 /b`,
      `# GET https://x.example/b${'/c'.repeat(50)} → 200`,
    ];
    expect(shortenCommand([...notes, command('https://x.example/b')].join('\n'), room)).toEqual({
      isWhole: false,
      isRunnable: true,
      lines: [
        '# GET https://x.example/?a=0123…CDEF → 302 /b',
        `# GET https://x.example/b${'/c'.repeat(34)}/`,
        `#   ${'/c'.repeat(16).slice(1)} → 200`,
        "curl -i -X POST 'https://x.example/b'",
      ],
    });
    const short = `# GET https://x.example/ → 302 /b\n${command('https://x.example/b')}`;
    expect(shortenCommand(short, room)).toMatchObject({ isWhole: true, lines: short.split('\n') });
  });

  test('keeps the status of a long request, and the parameter that the check is about', () => {
    const code = `w%2F${'a.b~c'.repeat(50)}z9J0`;
    const query = `code=${code}&tenant=8e1b02cde2ebbca473d8a0c1f3e7b2a9&next=https%3A%2F%2Fevil.example.com%2Fphishing`;
    const note = `# GET https://shop.isv.example.com/marketplace/sso/callback?${query} → 303 https://evil.example.com/`;
    const about = 'leads away with next="https://evil.example.com/phishing"';
    const { lines } = shortenCommand(`${note}\n${command('https://x.example/b')}`, { ...room, about });
    const [text, shown] = [lines.join('').replaceAll('#   ', ''), lines.slice(0, -1)];
    expect(text).toContain('code=w%2F…z9J0&');
    expect(text).toContain('&next=https%3A%2F%2Fevil.example.com%2Fphishing → 303');
    expect(lines.at(-2)).toContain('https://evil.example.com/');
    expect(shown.every((line) => line.startsWith('# ') && stringWidth(line) <= 96)).toBe(true);
  });

  test('elides the values of a query before it cuts a command', () => {
    const curl = command(
      `https://shop.isv.example.com/sso/callback?${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}=${hex.slice(0, 36)}`).join('&')}`,
    );
    const { lines } = shortenCommand(curl, room);
    expect(lines.join('')).toBe(
      `curl -i -X POST 'https://shop.isv.example.com/sso/callback?${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}=0123…0123`).join('&')}'`,
    );
  });

  test('keeps a long path', () => {
    const path = '/api/v1/marketplace/callbacks/production/saasproduce';
    expect(shortenCommand(command(`https://x.example${path}`), room).lines.join('')).toContain(path);
  });
});

describe('shortenList', () => {
  test('cuts neither the status of a call nor the error', () => {
    const path = '/.well-known/openid-configuration';
    const calls = [
      `GET http://127.0.0.1:35601${path} → 404 (The login domain has no discovery (${path}). Name the endpoints.)`,
      'POST http://127.0.0.1:35601/api/v1/oauth2/token → 400 invalid_grant (redirect_uri is not the registered one: a slash at the end differs)',
    ];
    expect(shortenList(calls.join('\n'), { columns: 80, about: '' }).lines).toEqual([
      `GET http://127.0.0.1:35601${path} → 404`,
      `  (The login domain has no discovery (${path}). Name `,
      '  the endpoints.)',
      'POST http://127.0.0.1:35601/api/v1/oauth2/token → 400',
      '  invalid_grant (redirect_uri is not the registered one: a slash at the end ',
      '  differs)',
    ]);
  });
});

describe('shortenResponse', () => {
  const response = (headers: readonly string[], body: string) =>
    ['HTTP 200', ...headers, '', body].join('\n');

  test('the status, the headers that matter and the body', () => {
    const headers = ['Server: nginx', 'content-type: text/html', 'ETag: "1"', `Body-Sign: x="${hex}"`];
    const about = 'Check the server log; Content-Length';
    expect(
      shortenResponse(response([...headers, 'Content-Length: 2'], '{}'), { columns: 40, about }),
    ).toEqual({
      isWhole: false,
      lines: [
        'HTTP 200',
        'content-type: text/html',
        'Body-Sign: x="0123…CDEF"',
        'Content-Length: 2',
        '',
        '{}',
      ],
    });
  });

  test('a body of three lines is whole, and a longer one loses its middle', () => {
    const [three, more] = [response([], '{\n"a": 1\n}'), response([], `{\n${'"a": 1,\n'.repeat(40)}"z": 2}`)];
    expect(shortenResponse(three, room)).toEqual({ isWhole: true, lines: three.split('\n') });
    const { lines, isWhole } = shortenResponse(more, room);
    expect(isWhole).toBe(false);
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^\{ "a": 1, "a": 1/);
    expect(lines.join('')).toMatch(/…/);
    expect(lines.at(-1)).toMatch(/"z": 2\}$/);
  });

  test('why there is no response, and a response without a body', () => {
    expect(shortenResponse('No response within 20 s', room).lines).toEqual(['No response within 20 s']);
    expect(shortenResponse(response([], ''), room).lines).toEqual(['HTTP 200']);
  });
});

test('never more than a few lines, and none wider than its room', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyText, fc.constantFrom('\n\n', hex, '中文😀'.repeat(9), ' \\\n  ')), {
        maxLength: 30,
      }),
      fc.integer({ min: 20, max: 120 }),
      (parts, columns) => {
        const text = parts.join('').replaceAll('\t', ' ');
        const { lines } = shortenResponse(`HTTP 200\n\n${text}`, { columns, about: '' });
        expect(lines.length).toBeLessThanOrEqual(5);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        const short = shortenCommand(command('https://x.example/', `--data-binary '${text}'`), {
          columns,
          about: '',
        });
        if (!short.isWhole)
          for (const line of short.lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

test.each([' ', '\t', '\n', '\u3000', 'é', '\u0301', '"', 'a&'])(
  'a long text of %j is shortened, too',
  (unit) => {
    const text = unit.repeat(500_000);
    const { lines, isWhole } = shortenResponse(`HTTP 200\nA: b\n\n${text}end`, room);
    expect(isWhole).toBe(false);
    expect(lines.length).toBeLessThanOrEqual(5);
    expect(lines.at(-1)?.endsWith('end')).toBe(true);
  },
);
