/**
 * The record by which a unit says that one of its reports is complete: an event of the period's last day, with the
 * report's type.
 */
export const COMPLETION = { type: 'report-completion', report: 'report', periodEnd: 'period_end' } as const;
