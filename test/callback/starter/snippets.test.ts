import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSnippet, snippetLines } from '../../../src/callback/starter/snippets.ts';

/** A folder `templates` with these files. */
function templatesOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'koo-templates-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const java = `package merchant;

final class Signing {
    // koo:snippet v1-body-sign v2-base
    static byte[] hmac(byte[] key, byte[] text) {
        return mac(key).doFinal(text);
    }
    // koo:end

    // koo:if v2-base
    // koo:snippet v2-base
    static String v2Signature() {

        return hmac();
    }
    // koo:end
    // koo:end
}
`;

describe('snippets of a starter', () => {
  it('are cut out of the files of the language, without markers and without the indentation of all lines', () => {
    const templates = templatesOf({
      'java/src/Signing.java': java,
      'java/src/Client.java': '// koo:snippet v2-base\nclass Client {}\n// koo:end\n',
      'java/README.md': '<!-- koo:snippet v2-base -->\nprose\n<!-- koo:end -->\n',
      'java/node_modules/x/X.java': '// koo:snippet v2-base\nclass Foreign {}\n// koo:end\n',
      'go/signing.go': '// koo:snippet v2-base\nfunc other() {}\n// koo:end\n',
    });
    expect(readSnippet(templates, 'java', 'v2-base').files).toEqual([
      { path: 'src/Client.java', code: 'class Client {}\n' },
      {
        path: 'src/Signing.java',
        code: 'static byte[] hmac(byte[] key, byte[] text) {\n    return mac(key).doFinal(text);\n}\n\nstatic String v2Signature() {\n\n    return hmac();\n}\n',
      },
    ]);
    expect(readSnippet(templates, 'java', 'v1-body-sign')).toEqual({
      language: 'java',
      scheme: 'v1-body-sign',
      files: [
        {
          path: 'src/Signing.java',
          code: 'static byte[] hmac(byte[] key, byte[] text) {\n    return mac(key).doFinal(text);\n}\n',
        },
      ],
    });
  });

  it('are absent where the language does not show the scheme', () => {
    const templates = templatesOf({ 'java/Signing.java': java });
    expect(readSnippet(templates, 'java', 'ak-sk').files).toEqual([]);
  });

  it('keep tabs that only some lines have', () => {
    const go = '// koo:snippet ak-sk\n\nfunc sign() {\n\treturn\n}\n// koo:end\n';
    expect(readSnippet(templatesOf({ 'go/a.go': go }), 'go', 'ak-sk').files).toEqual([
      { path: 'a.go', code: 'func sign() {\n\treturn\n}\n' },
    ]);
  });

  it('are shown below a heading', () => {
    const files = [
      { path: 'a.go', code: 'a {\n\tb\n\n}\n' },
      { path: 'b/c.go', code: 'c\n' },
    ];
    const snippet = { language: 'go', scheme: 'v2-kit', files } as const;
    expect(snippetLines(snippet, (style, text) => `<${style}>${text}`)).toEqual([
      '<bold>Code in Go: V2 signature, kit interfaces',
      '  <dim>a.go',
      '    a {',
      '    \tb',
      '',
      '    }',
      '',
      '  <dim>b/c.go',
      '    c',
      '',
      '  <dim>The whole files, with their imports: koo init --template go',
    ]);
  });
});
