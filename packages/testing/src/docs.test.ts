import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EventData, type EventType, eventTypes, isEventType } from '@watchfloor/contracts/event';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const documents = globSync(['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root });
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Names in backticks. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Rows of the table of event types: the types, and the fields with a ? where they may be left out. */
function eventRows(): { types: string[]; fields: string[] }[] {
  const section = read('docs/connecting.md').split('## Event types')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => {
    const [, types = '', data = ''] = row.split('|');
    return { types: quoted(types), fields: quoted(data) };
  });
}

const fieldsOf = (type: EventType): string[] =>
  Object.entries(EventData[type].shape).map(([name, schema]) => (schema.safeParse(undefined).success ? `${name}?` : name));

describe('docs/connecting.md', () => {
  const rows = eventRows();

  test('names every event type once, and none that there is not', () => {
    expect(rows.flatMap(({ types }) => types).sort()).toEqual([...eventTypes].sort());
  });

  test.each(rows)('$types: has the data that is taken', ({ types, fields }) => {
    for (const type of types.filter(isEventType)) {
      // What the refinement of message.sent asks for depends on `from`.
      expect([...fields].sort(), type).toEqual(fieldsOf(type).sort());
    }
  });
});

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/`|\*|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const withoutCode = (text: string): string => text.replace(/^```.*?^```/gms, '');
const anchorsOf = (file: string): string[] =>
  [...withoutCode(read(file)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
const linksOf = (file: string): string[] =>
  [...withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));

describe('links between documents', () => {
  test.each(documents)('%s: every relative link leads somewhere', (file) => {
    const dead = linksOf(file).filter((link) => {
      const [target = '', anchor] = link.split('#');
      const full = target === '' ? file : path.join(path.dirname(file), target);
      if (!existsSync(path.join(root, full))) return true;
      return anchor !== undefined && full.endsWith('.md') && !anchorsOf(full).includes(decodeURIComponent(anchor));
    });
    expect(dead).toEqual([]);
  });
});

test('every decision has its context, its decision and its consequences', () => {
  for (const file of documents.filter((each) => /adr\/\d{4}-/.test(each))) {
    const headings = [...read(file).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings, file).toEqual(['Context', 'Decision', 'Consequences']);
  }
});
