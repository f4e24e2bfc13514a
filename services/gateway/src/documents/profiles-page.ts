import type { Profile, ProfileVersion } from '@watchfloor/contracts/profile';
import { PROFILES } from '@watchfloor/core/profile/profiles';

type Language = 'en' | 'zh-CN';

const WORDS = {
  en: {
    title: 'Platform profiles',
    made: 'Written from packages/core/src/profile by `npm run docs`: change it there.',
    intro: [
      'What platforms judge differently from [our definitions](metrics.md), as dated versions with their sources. A floor names its profile',
      '(`profile`), a shop may name another (`shops`): see [settings](settings.md). Rules change and sources disagree: a line says where it comes',
      'from. What holds is the version of the time of an event. `GET /api/v1/profiles` gives all of this as data.',
    ],
    version: 'Version',
    always: 'as far back as one looks',
    from: (date: string) => `from ${date}`,
    head: ['rule', 'value', 'meaning', 'source'],
  },
  'zh-CN': {
    title: '平台口径',
    made: '由 packages/core/src/profile 经 `npm run docs` 生成,请在那里修改。',
    intro: [
      '各平台与[我们的定义](metrics.md)不同之处,按日期分版本并注明来源。职场设定 `profile`,店铺可在 `shops` 里另设,见[设置](settings.md)。',
      '规则会变,来源也不一致,所以每一行都写明出处。按事件发生时有效的版本计算。`GET /api/v1/profiles` 以数据形式给出全部内容。',
    ],
    version: '版本',
    always: '一直有效',
    from: (date: string) => `自 ${date} 起`,
    head: ['规则', '值', '含义', '来源'],
  },
};

/** The page about the profiles, Markdown. */
export function profilesPage(language: Language): string {
  const { title, made, intro } = WORDS[language];
  return [`# ${title}`, '', `<!-- ${made} -->`, '', ...intro, '', ...PROFILES.flatMap((profile) => section(profile, language))].join('\n');
}

const section = ({ name, title, about, versions }: Profile, language: Language): string[] => [
  `## ${title[language]} (\`${name}\`)`,
  '',
  about[language],
  '',
  ...versions.toReversed().flatMap((version) => table(version, language)),
];

function table({ version, validFrom, lines }: ProfileVersion, language: Language): string[] {
  const { head, from, always, version: word } = WORDS[language];
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `### ${word} ${version}, ${validFrom === null ? always : from(validFrom)}`,
    '',
    row(head),
    row(head.map(() => '---')),
    ...lines.map(({ key, value, text, source, date }) =>
      row([`\`${key}\``, `\`${JSON.stringify(value)}\``, text[language], `${source} (${date})`]),
    ),
    '',
  ];
}
