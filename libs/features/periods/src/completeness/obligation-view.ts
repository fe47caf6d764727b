import { nextStep, periodName } from '#core/obligations';
import type { Obligation } from '#features/obligations';
import type { ObligationDto } from './completeness.dto.js';

/** One owed report as people see it. */
export function obligationView(obligation: Obligation): ObligationDto {
  const { unit, type, period, deadlines, evidence, state } = obligation;
  return {
    unit: unit.code,
    name: unit.name,
    type: type.code,
    typeName: { zh: type.zh, en: type.en },
    period: periodName(period),
    lastDay: period.to,
    ...deadlines,
    stage: state.stage,
    receivedOn: evidence.receivedOn,
    complete: state.complete,
    declaration: evidence.declaration,
    locked: state.locked,
    unlockedUntil: evidence.unlockedUntil,
    next: nextStep(state, deadlines, evidence.unlockedUntil),
  };
}
