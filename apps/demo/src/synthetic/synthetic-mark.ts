/**
 * Stands in every generated record that has a text of its own, in both the name that people see and the exports, so
 * that sample data can never be taken for a real person, place or decision.
 */
export const SYNTHETIC_MARK = '示例';

/** The field that carries the mark. Reports of plain numbers have no text to carry it. */
export const MARKED_FIELDS: Readonly<Record<string, string>> = {
  'community-profile': 'name',
  person: 'name',
  org: 'name',
  cadre: 'name',
  meeting: 'topic',
  publication: 'title',
  unit: 'name',
  facility: 'name',
  'construction-project': 'name',
  'residential-quarter': 'name',
  'service-outlet': 'name',
  'service-project': 'name',
  'service-request': 'title',
  'request-step': 'note',
  'employment-event': 'name',
  assistance: 'name',
  activity: 'title',
  award: 'subject_name',
  plan: 'title',
  'plan-task': 'title',
  inspection: 'findings',
  'contact-point': 'leader_name',
};

export function marked(text: string): string {
  return `${text}(${SYNTHETIC_MARK})`;
}
