/** What can be wrong with a sheet that somebody uploads, and with its import. Part of the one registry of errors. */
export const SHEET_ERRORS = {
  sheet_format_unknown: {
    status: 400,
    zh: '文件既不是 CSV 也不是 XLSX 表格',
    en: 'The file is neither a CSV nor an XLSX sheet',
  },
  sheet_legacy: {
    status: 400,
    zh: '文件是旧版 .xls 或带密码的表格,请另存为不带密码的 .xlsx',
    en: 'The file is an old .xls or has a password; save it as .xlsx without one',
  },
  sheet_encoding: {
    status: 400,
    zh: '文件的文字编码既不是 UTF-8 也不是 GB18030',
    en: 'The text of the file is neither UTF-8 nor GB18030',
  },
  sheet_quote_open: {
    status: 400,
    zh: '第 {row} 行的引号没有闭合',
    en: 'A quote in row {row} is not closed',
  },
  sheet_row_broken: { status: 400, zh: '第 {row} 行无法读取', en: 'Row {row} cannot be read' },
  sheet_damaged: {
    status: 400,
    zh: '表格文件已损坏,位置:{part}',
    en: 'The sheet file is damaged at {part}',
  },
  sheet_inflates: {
    status: 400,
    zh: '表格文件解压后超过 {limit} 字节({part})',
    en: 'The sheet file unpacks to more than {limit} bytes ({part})',
  },
  sheet_too_large: {
    status: 413,
    zh: '文件超过 {limit} 字节,请分成几个文件',
    en: 'The file is larger than {limit} bytes; split it into several',
  },
  sheet_rows_max: {
    status: 400,
    zh: '表格超过 {limit} 行,请分成几个文件',
    en: 'The sheet has more than {limit} rows; split it into several',
  },
  sheet_columns_max: {
    status: 400,
    zh: '第 {row} 行超过 {limit} 列',
    en: 'Row {row} has more than {limit} columns',
  },
  sheet_cell_too_long: {
    status: 400,
    zh: '第 {row} 行有单元格超过 {limit} 个字符',
    en: 'A cell of row {row} has more than {limit} characters',
  },
  sheet_row_too_long: {
    status: 400,
    zh: '第 {row} 行超过 {limit} 个字符',
    en: 'Row {row} has more than {limit} characters',
  },
  sheet_merged: {
    status: 400,
    zh: '数据区有合并单元格 {range},请先取消合并',
    en: 'Cells {range} are merged within the data; unmerge them first',
  },
  sheet_unknown: { status: 400, zh: '文件里没有这个工作表', en: 'The file has no such sheet' },
  sheet_empty: {
    status: 400,
    zh: '表格里没有表头或没有数据行',
    en: 'The sheet has no heading or no row of data',
  },
  upload_interrupted: {
    status: 400,
    zh: '上传中断,没有保存任何内容,请重新上传',
    en: 'The upload was interrupted and nothing was kept; upload it again',
  },

  import_unknown: { status: 404, zh: '没有这个导入', en: 'There is no such import' },
  import_state: {
    status: 409,
    zh: '导入处于“{state}”状态,现在不能这样做',
    en: 'The import is in state “{state}”, in which this cannot be done',
  },
  import_mapping_invalid: {
    status: 400,
    zh: '列对应有误:{place}',
    en: 'The mapping of columns is not valid: {place}',
  },
  import_mapping_incomplete: {
    status: 409,
    zh: '请先指定这些内容所在的列:{missing}',
    en: 'Say first in which columns these stand: {missing}',
  },
  import_has_wrong_rows: {
    status: 409,
    zh: '有 {count} 行有误,没有写入任何记录',
    en: 'Of the rows {count} are wrong; no record was written',
  },
  imports_too_many: {
    status: 409,
    zh: '本单位保留的导入已达 {limit} 个,请先删除一些',
    en: 'Your unit keeps {limit} imports already; delete some first',
  },
  row_repeated: {
    status: 409,
    zh: '与第 {row} 行是同一条记录',
    en: 'This is the same record as in row {row}',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
