import { indicatorInWords } from '../index.js';
import { jincheng as catalogue } from '../testing/jincheng.js';

function wordsOf(code: string) {
  const indicator = catalogue.indicators.get(code);
  if (!indicator) throw new Error(`no indicator ${code}`);
  return indicatorInWords(indicator, catalogue);
}

describe('an indicator in words', () => {
  it('says what is counted, where, when and under which conditions', () => {
    expect(wordsOf('green-quarters')).toMatchInlineSnapshot(`
     {
       "en": "100 × n ÷ d, where n = number of “Residential quarter” (Greening meets the standard = yes, Beautification meets the standard = yes), at the end; d = number of “Residential quarter”, at the end; within: urban = yes",
       "zh": "100 × n ÷ d,其中 n = 居住小区数(绿化达标 = 是,美化达标 = 是),期末在册;d = 居住小区数,期末在册;范围:城镇 = 是",
     }
    `);
    expect(wordsOf('cadre-benefits')).toMatchInlineSnapshot(`
     {
       "en": "100 × n ÷ d, where n = number of “Community worker” (Engagement = Full-time, Pension = yes, Medical insurance = yes, Unemployment insurance = yes, Monthly pay ≥ parameter pay.min_month), at the end; d = number of “Community worker” (Engagement = Full-time), at the end; within: urban = yes",
       "zh": "100 × n ÷ d,其中 n = 社区工作者数(用工形式 = 专职,养老保险 = 是,医疗保险 = 是,失业保险 = 是,月工资 ≥ 参数 pay.min_month),期末在册;d = 社区工作者数(用工形式 = 专职),期末在册;范围:城镇 = 是",
     }
    `);
    expect(wordsOf('case-change')).toMatchInlineSnapshot(`
     {
       "en": "100 × a ÷ b, where a = sum of “Cases” of “Security report”, this year; b = sum of “Cases” of “Security report”, this year, a year before",
       "zh": "100 × a ÷ b,其中 a = 社区治安月报的发案数合计,本年累计;b = 社区治安月报的发案数合计,本年累计,上年同期",
     }
    `);
    expect(wordsOf('house-ok')).toMatchInlineSnapshot(`
     {
       "en": "100 × n ÷ d, where n = number of communities where “Supporting house meets the standard”; d = number of communities to which “Supporting house meets the standard” applies. “Supporting house meets the standard” means: a ≥ the larger of parameter house.floor_m2 and hh × parameter house.m2_per_block ÷ parameter house.block_households, where a = sum of “Floor area” of “Facility” (Counts as supporting service house = yes, Status = In use), at the end; hh = newest “Households” of “Population report”, at the end; within: urban = yes",
       "zh": "100 × n ÷ d,其中 n = “配套服务用房达标”的社区数;d = 适用“配套服务用房达标”的社区数。“配套服务用房达标”指:a ≥ 参数 house.floor_m2 与 hh × 参数 house.m2_per_block ÷ 参数 house.block_households 中较大者,其中 a = 社区设施用房的建筑面积合计(计入配套服务用房 = 是,状态 = 使用中),期末在册;hh = 人口与服务对象季报的最新户数,期末在册;范围:城镇 = 是",
     }
    `);
    expect(wordsOf('house-sync')).toMatchInlineSnapshot(`
     {
       "en": "100 × n ÷ d, where n = number of “Residential quarter” (Build type is one of Rebuilt, New, Completed is filled in, Supporting house area > 0, House in use since ≤ Completed), at the end; d = number of “Residential quarter” (Build type is one of Rebuilt, New, Completed is filled in), at the end",
       "zh": "100 × n ÷ d,其中 n = 居住小区数(建设类型 为 改建、新建 之一,竣工 已填,配套服务用房 > 0,配套用房投用 ≤ 竣工),期末在册;d = 居住小区数(建设类型 为 改建、新建 之一,竣工 已填),期末在册",
     }
    `);
  });

  it('is there for every indicator, in both languages, and names nothing by its code', () => {
    for (const code of catalogue.indicators.keys()) {
      const { zh, en } = wordsOf(code);
      expect([zh, en].filter((text) => text.includes('undefined'))).toEqual([]);
      expect(zh).toMatch(/其中/);
      expect(en).toMatch(/where/);
    }
  });
});
