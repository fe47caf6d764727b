import { posix } from 'node:path';
import { SilianError } from '#core/kernel';
import { SMALL_PART_BYTES_MAX } from '../limits.js';
import type { Archive } from './archive.js';
import { readXml, type XmlHandlers } from './xml.js';

export interface WorkbookSheet {
  readonly name: string;
  readonly part: string;
}

/** What has to be known of a workbook before one of its sheets is read. */
export interface Workbook {
  /** In their order; those that somebody has hidden are left out. */
  readonly sheets: readonly WorkbookSheet[];
  readonly sharedTexts: string;
  /** Days are counted from 1904. */
  readonly from1904: boolean;
  /** Numbers of the styles whose numbers are days or instants. */
  readonly dayStyles: ReadonlySet<number>;
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const [root] = await relationsOf(archive, '', '_rels/.rels', 'officeDocument');
  const part = root?.target;
  if (part === undefined) throw new SilianError('sheet_format_unknown');
  const folder = posix.dirname(part);
  const relations = await relationsOf(archive, folder, `${folder}/_rels/${posix.basename(part)}.rels`);
  const listed: { name: string; id: string }[] = [];
  let from1904 = false;
  await readSmall(archive, part, (name, attributes) => {
    if (name === 'workbookPr') from1904 = isTrue(attributes['date1904']);
    if (name !== 'sheet' || !['visible', undefined].includes(attributes['state'])) return;
    listed.push({ name: attributes['name'] ?? '', id: withoutPrefix(attributes, 'id') ?? '' });
  });
  const target = (type: string): string | undefined =>
    relations.find((relation) => relation.type === type)?.target;
  const styles = target('styles');
  return {
    sheets: listed.flatMap(({ name, id }) => {
      const found = relations.find((relation) => relation.id === id && relation.type === 'worksheet');
      return found ? [{ name, part: found.target }] : [];
    }),
    sharedTexts: target('sharedStrings') ?? '',
    from1904,
    dayStyles:
      styles === undefined || !archive.has(styles) ? new Set() : await readDayStyles(archive, styles),
  };
}

async function relationsOf(
  archive: Archive,
  folder: string,
  part: string,
  only?: string,
): Promise<Relation[]> {
  const relations: Relation[] = [];
  await readSmall(archive, part, (name, { Id: id = '', Type = '', Target = '' }) => {
    const type = Type.slice(Type.lastIndexOf('/') + 1);
    if (name !== 'Relationship' || (only !== undefined && type !== only)) return;
    // A target is below the folder of the part that names it, or absolute within the archive.
    const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
    relations.push({ id, type, target });
  });
  return relations;
}

/** Formats that every spreadsheet has by number: 14–22 and 45–47 everywhere, 27–36 and 50–58 in East Asia. */
function isBuiltInDay(format: number): boolean {
  const within = (from: number, to: number): boolean => format >= from && format <= to;
  return within(14, 22) || within(27, 36) || within(45, 47) || within(50, 58);
}

async function readDayStyles(archive: Archive, part: string): Promise<Set<number>> {
  const formats = new Map<number, string>();
  const days = new Set<number>();
  let [inCells, style] = [false, 0];
  await readSmall(
    archive,
    part,
    (name, attributes) => {
      if (name === 'numFmt') formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const format = Number(attributes['numFmtId'] ?? 0);
      const code = formats.get(format);
      if (code === undefined ? isBuiltInDay(format) : isDayFormat(code)) days.add(style);
      style += 1;
    },
    (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  );
  return days;
}

/** True for a format with a year, month or day outside of quoted texts, escapes, colours and locales. */
function isDayFormat(code: string): boolean {
  const [positive = ''] = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').split(';');
  return /[ymdhs]/i.test(positive) && !/general/i.test(positive);
}

async function readSmall(
  archive: Archive,
  part: string,
  open: XmlHandlers['open'],
  close: XmlHandlers['close'] = () => undefined,
): Promise<void> {
  const handlers = { open, close, text: () => undefined };
  for await (const _ of readXml(part, archive.read(part, SMALL_PART_BYTES_MAX), handlers));
}

function withoutPrefix(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  const [, value] = Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`)) ?? [];
  return value;
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
