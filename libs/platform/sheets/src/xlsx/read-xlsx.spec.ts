import { rowsOf, sheetPart, zipOf } from '../testing/files.js';

const SHEET = 'xl/worksheets/sheet1.xml';
const HEAD = '<?xml version="1.0"?>';

const cellsOf = async (parts: Readonly<Record<string, string>>) =>
  (await rowsOf(await zipOf(parts))).map((row) => row.cells);
const sheetOf = (rows: string, behind = '') => cellsOf({ [SHEET]: sheetPart(rows, behind) });
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );

describe('the cells of an XLSX sheet', () => {
  it('are read whatever program wrote them', async () => {
    expect(
      await sheetOf(
        '<row><c><v>1</v></c><c t="inlineStr"><is><r><t>晋</t></r><r><t xml:space="preserve"> 城</t></r></is></c></row>' +
          '<row r="4"><c r="C4" t="b"><v>1</v></c><c r="E4" t="str"><f>A1</f><v>甲</v></c><c r="F4" t="e"><v>#N/A</v></c><c r="G4"/></row>' +
          '<row r="5"><c r="A5"><v>0.30000000000000004</v></c><c r="B5"><v>1.5E3</v></c></row>',
      ),
    ).toEqual([
      [1, '晋 城'],
      [null, null, true, null, '甲', '#N/A'],
      [0.3, 1500],
    ]);
  });

  it('are read with prefixed names, shared texts, and without how they are pronounced', async () => {
    const rows = await cellsOf({
      [SHEET]: `${HEAD}<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
      'xl/sharedStrings.xml': `${HEAD}<sst><si><t>零</t></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>`,
    });
    expect(rows).toEqual([['東京']]);
  });

  it('are days where their style says so, also where a workbook counts from 1904', async () => {
    const styles =
      `${HEAD}<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;"/>` +
      '<numFmt numFmtId="171" formatCode="[Red]0.00&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="57"/></cellXfs></styleSheet>';
    const row =
      '<row r="1">' + [0, 1, 2, 3, 4].map((s) => `<c s="${s}"><v>38719</v></c>`).join('') + '</row>';
    const day = { serial: 38719 };
    expect(await cellsOf({ [SHEET]: sheetPart(row), 'xl/styles.xml': styles })).toEqual([
      [38719, day, day, 38719, day],
    ]);
    const workbook = `${HEAD}<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="甲" r:id="r1"/></sheets></workbook>`;
    const from1904 = '<row r="1"><c s="1"><v>37257</v></c></row>';
    expect(
      await cellsOf({ [SHEET]: sheetPart(from1904), 'xl/styles.xml': styles, 'xl/workbook.xml': workbook }),
    ).toEqual([[day]]);
  });

  it('come from the sheet that is named, or the first that is shown', async () => {
    const parts = {
      'xl/workbook.xml': `${HEAD}<workbook xmlns:r="r"><sheets><sheet name="藏" state="hidden" r:id="r9"/><sheet name="甲" r:id="r1"/><sheet name="乙" r:id="r9"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r9" Type="x/worksheet" Target="/xl/other.xml"/></Relationships>`,
      'xl/other.xml': sheetPart('<row r="1"><c><v>2</v></c></row>'),
    };
    const bytes = await zipOf(parts);
    expect((await rowsOf(bytes)).map((row) => row.cells)).toEqual([[1]]);
    expect((await rowsOf(bytes, '乙')).map((row) => row.cells)).toEqual([[2]]);
    expect(await refusal(rowsOf(bytes, '丙'))).toMatchObject({ code: 'sheet_unknown' });
  });
});

const LAUGHS = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`;

describe('an XLSX file that would do harm', () => {
  it.each([
    ['entities that multiply', LAUGHS, 'sheet_damaged'],
    [
      'an entity without a document type',
      sheetPart('<row r="1"><c t="inlineStr"><is><t>&xxe;</t></is></c></row>'),
      'sheet_damaged',
    ],
    [
      'a document type that reads files',
      '<!DOCTYPE w SYSTEM "file:///etc/passwd"><worksheet/>',
      'sheet_damaged',
    ],
    ['tags without end', '<a>'.repeat(100_000), 'sheet_damaged'],
    [
      'a text without end',
      `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>${'x'.repeat(9_000_000)}`,
      'sheet_damaged',
    ],
    ['an attribute without end', `<worksheet a="${'x'.repeat(9_000_000)}"/>`, 'sheet_damaged'],
    ['a comment without end', `<worksheet><!--${'x'.repeat(9_000_000)}--></worksheet>`, 'sheet_damaged'],
    ['XML that is cut off', '<worksheet><sheetData><row r="1">', 'sheet_damaged'],
    [
      'rows that go back',
      sheetPart('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>'),
      'sheet_damaged',
    ],
    [
      'cells that go back',
      sheetPart('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'),
      'sheet_damaged',
    ],
    ['a place that is none', sheetPart('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), 'sheet_damaged'],
    ['a shared text that is not there', sheetPart('<row r="1"><c t="s"><v>7</v></c></row>'), 'sheet_damaged'],
    [
      'a shared text that is no number',
      sheetPart('<row r="1"><c t="s"><v>-1</v></c></row>'),
      'sheet_damaged',
    ],
    ['a number that is none', sheetPart('<row r="1"><c><v>1e999</v></c></row>'), 'sheet_damaged'],
    ['column 16,384', sheetPart('<row r="1"><c r="XFD1"><v>1</v></c></row>'), 'sheet_columns_max'],
    [
      'a cell that is too long',
      sheetPart(`<row r="1"><c t="inlineStr"><is><t>${'x'.repeat(40_000)}</t></is></c></row>`),
      'sheet_cell_too_long',
    ],
    [
      'too many merged cells',
      sheetPart(
        '<row r="1"><c><v>1</v></c></row>',
        `<mergeCells>${'<mergeCell ref="A1:B1"/>'.repeat(10_001)}</mergeCells>`,
      ),
      'sheet_damaged',
    ],
  ])('is refused: %s', async (_, xml, code) => {
    expect(await refusal(cellsOf({ [SHEET]: xml }))).toMatchObject({ code });
  });

  it('is refused where a part unpacks to more than its bound', async () => {
    const blank = `${HEAD}<styleSheet>${'<x/>'.repeat(2_500_000)}`;
    expect(await refusal(rowsOf(await zipOf({ 'xl/styles.xml': blank })))).toMatchObject({
      code: 'sheet_inflates',
      params: { part: 'xl/styles.xml' },
    });
  });

  it('is refused where its shared texts would fill the memory, long before they do', async () => {
    const item = `<si><t>${'晋'.repeat(30_000)}</t></si>`;
    const texts = Buffer.concat([Buffer.from(`${HEAD}<sst>`), ...Array<Buffer>(800).fill(Buffer.from(item))]);
    const before = process.memoryUsage.rss();
    expect(await refusal(rowsOf(await zipOf({ 'xl/sharedStrings.xml': texts })))).toMatchObject({
      code: 'sheet_inflates',
      params: { part: 'xl/sharedStrings.xml' },
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('is refused where a bit of it has changed or its end is missing', async () => {
    const bytes = await zipOf({ [SHEET]: sheetPart('<row r="1"><c><v>1</v></c></row>'.repeat(1)) });
    expect(await refusal(rowsOf(bytes.subarray(0, bytes.length - 30)))).toMatchObject({
      code: 'sheet_damaged',
    });
    for (let at = 4; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const outcome = await refusal(rowsOf(changed));
      if (outcome === 'nothing was refused') continue;
      expect((outcome as { code: string }).code).toMatch(/^sheet_/);
    }
  });

  it('is refused where it is a ZIP file of something else', async () => {
    expect(await refusal(cellsOf({ '_rels/.rels': `${HEAD}<Relationships/>` }))).toMatchObject({
      code: 'sheet_format_unknown',
    });
    expect(await refusal(cellsOf({ 'xl/workbook.xml': `${HEAD}<workbook/>` }))).toMatchObject({
      code: 'sheet_unknown',
    });
  });

  it('holds rows without values for nothing, a million of them', async () => {
    const rows = Array.from(
      { length: 200_000 },
      (_, index) => `<row r="${index + 1}" s="1"><c r="A${index + 1}" s="1"/></row>`,
    );
    expect(await sheetOf(`${rows.join('')}<row r="1048576"><c><v>1</v></c></row>`)).toEqual([[1]]);
  }, 20_000);
});
