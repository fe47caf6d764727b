import type { Cell } from '#platform/sheets';
import type { Certificate, Reading } from '#features/reporting';

/** What a person has to know of the figures below: a line for each fact that there is. */
export function certificateLines({ reason, unknown }: Reading, certificate: Certificate): Cell[][] {
  const { formula, coverage, quarantined } = certificate;
  const { expected, reported, oldest } = coverage;
  return [
    ['定义 Definition', `${formula.zh} / ${formula.en}`],
    ['完整程度 Coverage', `${reported} / ${expected}`],
    ...(oldest ? [['最久未更新 Silent for longest', `${oldest.unit} ${oldest.at.toISOString()}`]] : []),
    ['未知单位 Units not known', unknown],
    ['待更正 Waiting for a correction', quarantined],
    ...(reason ? [['没有数值的原因 Why there is no figure', `${reason.zh} / ${reason.en}`]] : []),
  ];
}
