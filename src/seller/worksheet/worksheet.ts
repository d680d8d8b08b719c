import type { SiteId } from '../../openapi/sites.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { sourceLink } from '../../text/source-words.ts';
import { both, t } from '../../text/translate.ts';
import type { Section } from '../changes/kind.ts';
import { diffSummary, impactOf, sectionOf, stepsOf } from '../changes/table.ts';
import { type Change, type ProductState, sellerAttributes } from '../plan.ts';
import { consoleOf, labelOf, menuOf, type PageId, pageOf, type WordId } from './console.ts';
import { bold, code, sentence, tools, type Wording } from './wording.ts';

/** What a worksheet is written from. */
export interface WorksheetInput {
  /** `sellerAttributes` for the seller's attributes. */
  readonly product: string;
  readonly site: SiteId;
  readonly changes: readonly Change[];
  /** What it was computed from. */
  readonly basis: WorksheetBasis;
  readonly notes: readonly Localized[];
  /** What has to be done that only the pages tell, since the present state was not given. */
  readonly remaining: readonly Localized[];
  readonly madeAt: Date;
  /** The command that checks whether it is done: by what the server has, or by what the console shows and is given to it. */
  readonly check?: { readonly of: 'server' | 'list' | 'document'; readonly command: string };
}

/** The state that a worksheet was computed from, and what is known of it. */
export interface WorksheetBasis extends Pick<ProductState, 'configuration' | 'product'> {
  readonly kind: 'live' | 'file' | 'unknown';
}

/** A worksheet as Markdown: a checklist that a colleague can follow click by click. */
export function worksheet(input: WorksheetInput, language: Language): string {
  const steps = stepsOf(input.changes);
  const parts = [
    heading(input),
    facts(input, language),
    ...warnings(input, language),
    ...steps.map((change, index) => sectionText(change, index + 1, input, language)),
    ...remains(input, steps.length + 1, language),
    closing(input, steps.length + (input.remaining.length > 0 ? 2 : 1), language),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A step of a worksheet as data. */
export interface WorksheetStep {
  readonly title: Localized;
  /** What is to be so in the end. */
  readonly goal: Localized;
  /** What to click to open the page; `null` where Huawei's documents of the site describe none. */
  readonly menu: Localized | null;
  /** The page of the documents that describes it. */
  readonly source: string | null;
  /** Labels of what is clicked and filled in, in the order they come up. */
  readonly labels: readonly Localized[];
  /** What to enter or choose, in the words of the contract. */
  readonly values: object;
  /** What to do on the page, one after the other. */
  readonly actions: readonly Localized[];
  /** What the page shows afterwards. */
  readonly expect: Localized;
  readonly undo: Localized;
  /** What it takes away from buyers. */
  readonly impact: readonly Localized[];
}

/** A worksheet as data: its steps in the order that is safe, with texts in both languages and without Markdown. */
export function worksheetSteps(
  input: Omit<WorksheetInput, 'madeAt' | 'notes' | 'remaining'>,
): WorksheetStep[] {
  const { changes, basis, site } = input;
  const on = consoleOf(site);
  return stepsOf(changes).map((change): WorksheetStep => {
    const used = new Set<WordId>();
    const wording = { on, product: basis.product, plain: true, used };
    const en = sectionOf(change, { ...wording, language: 'en' });
    const zh = sectionOf(change, { ...wording, language: 'zh' });
    const bilingual = (of: (section: Section) => string): Localized => ({ en: of(en), zh: of(zh) });
    return {
      title: bilingual(({ title }) => title),
      goal: bilingual(({ goal }) => goal),
      menu: menuOf(on, en.page),
      source: pageOf(on, en.page)?.source ?? null,
      labels: [...used].map(labelOf),
      values: en.values,
      actions: [
        ...recordStep(change, basis),
        ...en.steps.map((text, index) => ({ en: text, zh: zh.steps[index] ?? '' })),
      ],
      expect: bilingual(({ expect }) => expect),
      undo: bilingual(({ undo }) => undo),
      impact: impactOf([change], stateOf(input)),
    };
  });
}

function stateOf({ basis, product }: Pick<WorksheetInput, 'basis' | 'product'>): ProductState {
  return { product_id: product, configuration: basis.configuration, product: basis.product };
}

const siteNames: Readonly<Record<SiteId, Localized>> = {
  cn: both('KooGallery, Chinese site'),
  intl: both('KooGallery, international site'),
  eu: both('KooGallery, European site'),
  sandbox: both('sandbox'),
  custom: both('custom address'),
};

function heading({ product, site }: WorksheetInput): string {
  const subject = product === sellerAttributes ? t('product attributes') : code(product);
  return t('# Worksheet: {subject} ({siteNames})', { subject, siteNames: siteNames[site] });
}

function facts({ basis, madeAt, site, changes }: WorksheetInput, language: Language): string {
  const { en, zh } = basisText(basis);
  const summary = diffSummary(changes);
  const isConsole = site !== 'sandbox' && site !== 'custom';
  const lines: Localized[] = [
    both('Made by koo on {madeAt} UTC. Nothing was sent.', { madeAt: minute(madeAt.toISOString()) }),
    { en: `Computed from ${en}`, zh: `计算依据：${zh}` },
    both('Changes: {summary}.', { summary }),
    both(
      'Huawei publishes no API for this; the steps are those of its documents. Where a page looks different, the console has the last word.',
    ),
  ];
  if (!isConsole) {
    lines.push(
      both('This site has no seller console: menus are named as on the Chinese site, for practice.'),
    );
  }
  return lines.map((line) => `- ${line[language]}`).join('\n');
}

function basisText(basis: WorksheetBasis): Localized {
  switch (basis.kind) {
    case 'live': {
      const version = basis.configuration?.version;
      return both('the state of the server{note}.', {
        note: version === undefined ? '' : both(', version {version}', { version: code(version) }),
      });
    }
    case 'file':
      return both(
        'the present state that was given with --from: if a page shows something else, stop and ask.',
      );
    case 'unknown':
      return both(
        'what is wanted alone. The present state was not given (--from), so some of it may be so already.',
      );
  }
}

function warnings(input: WorksheetInput, language: Language): string[] {
  const { changes, notes } = input;
  const cuts = impactOf(changes, stateOf(input)).map((text) => sentence(text[language]));
  const others = notes.map((text) => sentence(text[language]));
  const title = t('Buyers are cut off');
  return [
    ...(cuts.length > 0 ? [[`> ⚠ ${bold(title)}`, ...cuts.map((text) => `> - ${text}`)].join('\n')] : []),
    ...(others.length > 0 ? [others.map((text) => `> ${text}`).join('\n>\n')] : []),
  ];
}

function sectionText(change: Change, index: number, input: WorksheetInput, language: Language): string {
  const on = consoleOf(input.site);
  const wording: Wording = { on, language, product: input.basis.product };
  const section = sectionOf(change, wording);
  const { title, page, users = [], notes = [], expect, undo } = section;
  const isCut = impactOf([change], stateOf(input)).length > 0;
  const steps = pageOf(on, page) ? section.steps : [section.goal];
  const after = t('Afterwards: {expect}', { expect });
  const record = recordStep(change, input.basis).map((step) => step[language]);
  return [
    `## ${index}. ${isCut ? '⚠ ' : ''}${title}`,
    ...(notes.length > 0 ? [notes.join(language === 'zh' ? '' : ' ')] : []),
    checklist([openStep(page, input, language), ...record, ...steps, after]),
    ...(users.length > 0 ? [tableOf(section, wording)] : []),
    t('To undo it: {undo}', { undo }),
  ].join('\n\n');
}

/** Without the present state, how to undo a step is known by the page alone, and only before the step. */
function recordStep({ kind }: Change, basis: WorksheetBasis): Localized[] {
  // A number that is added is undone by its opposite.
  if (basis.kind !== 'unknown' || kind === 'stock') return [];
  return kind === 'users' ? [copyList] : [copySetting];
}

const copyList: Localized = both(
  'Copy the table of the list as it is now into a file: it is needed to undo this.',
);

const copySetting: Localized = both('Write down what the page shows now: it is needed to undo this.');

function checklist(steps: readonly string[]): string {
  return steps.map((step) => `- [ ] ${step}`).join('\n');
}

function remains({ remaining }: WorksheetInput, index: number, language: Language): string[] {
  if (remaining.length === 0) return [];
  const [title, about] = {
    en: [
      'Still to check in the console',
      'The present state was not given (--from), so these are no steps with names and a way back. Copy what the page shows before you remove anything from it.',
    ],
    zh: [
      '仍需在控制台核对的内容',
      '未给出当前状态（--from），因此以下内容无法列为含名称和撤销方法的步骤。移除前请先复制页面显示的内容。',
    ],
  }[language];
  const steps = checklist(remaining.map((text) => sentence(text[language])));
  return [[`## ${index}. ⚠ ${title}`, about, steps].join('\n\n')];
}

/** Users with a box for each to be ticked, numbered: a long table is done in more than one sitting. */
function tableOf({ users = [], formerNames }: Section, wording: Wording): string {
  const { t, w, code } = tools(wording);
  const former = formerNames ? [t('on the list as')] : [];
  const headings = [...former, w('accountName'), w('accountId')];
  const rows = users.map(({ account_name, account_id }, index) => {
    const names = formerNames ? [formerNames[index] ?? '', account_name] : [account_name];
    return `| ☐ | ${index + 1} | ${[...names, account_id].map(code).join(' | ')} |`;
  });
  return [`| | | ${headings.join(' | ')} |`, `|---|---:|${'---|'.repeat(headings.length)}`, ...rows].join(
    '\n',
  );
}

function openStep(id: PageId, { product, site }: WorksheetInput, language: Language): string {
  const find =
    product === sellerAttributes || id === 'attributes'
      ? { en: '', zh: '' }
      : both(', and find the product {product}', { product: code(product) });
  const known = pageOf(consoleOf(site), id);
  if (!known) {
    const { en, zh } = undocumented[id];
    return {
      en: `Huawei's documents of this site describe no page for ${en}: check in the console whether there is one${find.en}. What is wanted:`,
      zh: `该站点的文档未描述${zh}页面：请在控制台确认是否提供${find.zh}。目标：`,
    }[language];
  }
  const { menu, gloss, source } = known;
  const meaning = gloss[language];
  const basis = sourceLink(source, sourceLabel(site, source));
  return t('Open {menu}{meaning}{find}. Source: {basis}.', {
    menu: bold(menu),
    find,
    basis,
    meaning: meaning && both(' ({meaning})', { meaning }),
  });
}

/** The menus of the Chinese site may have the page of another one for a source. */
function sourceLabel(site: SiteId, source: string): Localized {
  return consoleOf(site) === 'cn' && source.includes('/intl/')
    ? both("Huawei's page for the international site")
    : both("Huawei's page");
}

const undocumented: Readonly<Record<PageId, Localized>> = {
  audience: both('target customers'),
  credit: both('credit control'),
  stock: both('stock'),
  limits: both('purchase limits'),
  trial: both('SaaS trials'),
  attributes: both('product attributes'),
};

const checks: Readonly<Record<NonNullable<WorksheetInput['check']>['of'], Localized>> = {
  server: both('Compare with the server'),
  list: both(
    'Copy the table of the list in the console, all its pages, with the headings, and paste it into this command, which tells whether the list is as wanted',
  ),
  document: both(
    'Write what the pages actually show into a document of the same form, now.yaml, and see whether a difference is left',
  ),
};

function closing({ check }: WorksheetInput, index: number, language: Language): string {
  const title = both('## {index}. When all of it is done', { index });
  const again = both('Open the pages again and compare them with this sheet.');
  const steps = check ? [again, checkStep(check)] : [again];
  return [title[language], checklist(steps.map((step) => step[language]))].join('\n\n');
}

function checkStep({ of, command }: NonNullable<WorksheetInput['check']>): Localized {
  const { en, zh } = checks[of];
  return { en: `${en}: ${code(command)}`, zh: `${zh}：${code(command)}` };
}

/** A time in ISO 8601 to the minute, for people: `2026-01-31 08:00`. */
function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
