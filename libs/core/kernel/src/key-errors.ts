/** What keeps a node from its own keys. Operators meet these at a start or a command. Part of the one registry of errors. */
export const KEY_ERRORS = {
  passphrase_unreadable: {
    status: 500,
    zh: '无法读取 {setting} 指定的口令文件',
    en: 'The file that {setting} names cannot be read',
  },
  passphrase_length: {
    status: 500,
    zh: '{setting} 给出的口令应为 {min} 至 {max} 字节',
    en: 'The passphrase that {setting} gives must have {min} to {max} bytes',
  },
  passphrase_program_failed: {
    status: 500,
    zh: '{setting} 指定的程序没有给出口令({outcome}),请手工运行查看原因',
    en: 'The program that {setting} names gave no passphrase ({outcome}); run it by hand to see why',
  },
  passphrase_program_late: {
    status: 500,
    zh: '{setting} 指定的程序在 {seconds} 秒内没有给出口令',
    en: 'The program that {setting} names gave no passphrase within {seconds} seconds',
  },
  keys_passphrase_needed: {
    status: 500,
    zh: '密钥文件 {file} 已加密,请设置 KEYS_PASSPHRASE_FILE 或 KEYS_PASSPHRASE_COMMAND',
    en: 'The key file {file} is sealed; set KEYS_PASSPHRASE_FILE or KEYS_PASSPHRASE_COMMAND',
  },
  keys_passphrase_wrong: {
    status: 500,
    zh: '密钥文件 {file} 不能用所给口令打开;没有改动任何文件',
    en: 'The key file {file} was sealed with another passphrase; nothing was changed',
  },
  key_file_damaged: {
    status: 500,
    zh: '密钥文件 {file} 已损坏,或被换成了另一用途的文件;请从备份恢复',
    en: 'The key file {file} is damaged, or one for another purpose lies in its place; restore it from a copy',
  },
  key_file_version: {
    status: 500,
    zh: '密钥文件 {file} 由本程序不认识的版本加密',
    en: 'The key file {file} was sealed by a version that this program does not know',
  },
  key_file_unwritable: {
    status: 500,
    zh: '密钥文件 {file} 无法改写({reason});请在可写处用 keys 命令处理后再放回',
    en: 'The key file {file} cannot be replaced ({reason}); use the command keys where it can, and put it back',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
