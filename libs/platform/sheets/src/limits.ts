/** One uploaded file. 100,000 rows of twenty columns are some 15 MB of CSV, and 6 MB of XLSX. */
export const SHEET_BYTES_MAX = 48 * 1024 * 1024;

/** Rows of one sheet: more than any district has records of one type, and bounded time for who reads them. */
export const SHEET_ROWS_MAX = 200_000;

/** Columns with content. A type has a hundred fields at most; a spreadsheet may have 16,384 columns. */
export const SHEET_COLUMNS_MAX = 256;

/** What a spreadsheet allows in one cell. */
export const CELL_LENGTH_MAX = 32_767;

/** All cells of a row together. No record is as large, and pages of rows are held in memory. */
export const ROW_LENGTH_MAX = 65_536;

/** Characters of one CSV row, so that a quote that nobody closes does not swallow the rest of the file into memory. */
export const CSV_ROW_CHARACTERS_MAX = 1024 * 1024;

/** The parts of an XLSX file unpacked. A sheet of 200,000 rows and 20 columns has some 200 MB; a bomb has thousands. */
export const SHEET_XML_BYTES_MAX = 400 * 1024 * 1024;

/** Texts that a sheet's cells share: they are held in memory, outside of the heap. */
export const SHARED_TEXT_BYTES_MAX = 64 * 1024 * 1024;

/** Unpacked bytes of the XML around the shared texts: a tag or two for each of them. */
export const SHARED_XML_BYTES_MAX = 4 * SHARED_TEXT_BYTES_MAX;

/** Workbook, relations, styles: some kilobytes, or somebody's mistake. */
export const SMALL_PART_BYTES_MAX = 8 * 1024 * 1024;

/** Characters between two events of the XML parser: it holds an unfinished text, tag or comment in memory. */
export const XML_TOKEN_CHARACTERS_MAX = 1024 * 1024;

/** Nesting of XML. A cell's text stands seven deep. */
export const XML_DEPTH_MAX = 64;

/** Parts of one XLSX file: sheets, drawings, pictures. */
export const ARCHIVE_ENTRIES_MAX = 2_000;

/** Merged ranges that are remembered until it is known whether they touch the data. */
export const MERGES_MAX = 10_000;
