import type { Bilingual, Day } from '#core/kernel';
import type { Deadlines } from './deadlines.js';
import type { ObligationState } from './state.js';

/** What a clerk does next about one report that is owed. */
export function nextStep(
  { stage, complete, locked }: ObligationState,
  { dueOn, lockedOn }: Deadlines,
  unlockedUntil: Day | null,
): Bilingual {
  if (complete) return { zh: '已声明完整,无须处理', en: 'Declared complete: nothing is to be done' };
  if (stage === 'on-time' || stage === 'late')
    return { zh: '已报送;请核对后声明完整', en: 'Received: look it over and declare it complete' };
  if (stage === 'open') return { zh: `请于 ${dueOn} 前报送`, en: `Report it by ${dueOn}` };
  if (locked)
    return {
      zh: `已逾期,并自 ${lockedOn} 起锁定;请街道或以上的管理员解锁后补报`,
      en: `Overdue, and locked since ${lockedOn}: ask an administrator of the street or above to unlock it`,
    };
  if (unlockedUntil !== null && lockedOn !== null && lockedOn <= unlockedUntil)
    return {
      zh: `已逾期;已解锁,请于 ${unlockedUntil} 前补报`,
      en: `Overdue, and unlocked: report it by ${unlockedUntil}`,
    };
  if (lockedOn === null)
    return { zh: `已逾期(${dueOn}),请尽快补报`, en: `Overdue since ${dueOn}: report it now` };
  return {
    zh: `已逾期(${dueOn});请在 ${lockedOn} 锁定之前补报`,
    en: `Overdue since ${dueOn}: report it before it is locked on ${lockedOn}`,
  };
}
