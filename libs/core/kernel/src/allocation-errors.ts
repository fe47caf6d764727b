/** What is wrong with a target that is shared out. Part of the one registry of errors. */
export const ALLOCATION_ERRORS = {
  allocation_not_additive: {
    status: 422,
    zh: '指标“{code}”的数值不是下级之和,不能分解,请分别下达目标',
    en: 'Figures of indicator “{code}” do not add up over units: set a target for each unit instead',
  },
  allocation_unit: {
    status: 422,
    zh: '单位 {unit} 不是直接下级,或重复出现',
    en: 'Unit {unit} is not right below this one, or comes twice',
  },
  allocation_sum: {
    status: 422,
    zh: '各单位之和 {sum} 与目标 {value} 不符,相差 {difference}',
    en: 'The shares come to {sum}, not to {value}: {difference} are missing',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
