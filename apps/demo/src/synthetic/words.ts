import type { Random } from './random.js';
import { marked } from './synthetic-mark.js';

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹'];
const GIVEN_NAMES = '建国 秀英 志强 丽华 春生 玉兰 海燕 晓东 文静 国庆 桂芳 永红 俊杰 雪梅 长青 慧敏'.split(
  ' ',
);
const ROADS = '凤台 黄华 泽州 新市 文昌 红星 前进 建设 迎宾 太行 景西 书院'.split(' ');

export function personName(random: Random): string {
  return marked(`${random.pick(SURNAMES)}${random.pick(GIVEN_NAMES)}`);
}

export function address(random: Random): string {
  return `${random.pick(ROADS)}街${random.integer(1, 300)}号${random.integer(1, 30)}号楼`;
}

/** A telephone number that no exchange assigns: a subscriber's number never begins with 0. */
export function telephone(random: Random): string {
  return `0356-0${String(random.integer(0, 999_999)).padStart(6, '0')}`;
}

/** Eighteen digits in a division that does not exist, so never the number of a person. */
export function identityNumber(random: Random, birthYear: number): string {
  return `000000${birthYear}${String(random.integer(0, 99_999_999)).padStart(8, '0')}`;
}

export function hexDigits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.integer(0, 15).toString(16)).join('');
}
