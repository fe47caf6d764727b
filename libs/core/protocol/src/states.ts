import type { ErrorCode } from '#core/kernel';
import type { Continuity } from './continuity.js';

/**
 * A log on its way up, as its sender sees it. SPEC.md holds the same tables, and a test compares them. The tables are
 * total: a state or an event that is added without its cells does not compile.
 *
 * following    the parent knows the signer; what lies behind its head is sent
 * introducing  the same, and the next frame carries the signer's certificates
 * stopped      refused: tried again after a while, or when an operator says so
 */
export type SenderState = 'following' | 'introducing' | 'stopped';

/**
 * What the parent's answer means for one log.
 *
 * advanced        its head lies further on this node's own chain, or this node has no more
 * unmoved         its head is where it was, without a refusal
 * went_back       its head lies behind where it had been, on this node's own chain: it lacks what was sent before
 * gap_unmoved     it misses what it says that it has
 * signer_unknown  it wants the signer's certificates
 * damaged         it has to mend what it holds of the log before it can say where it stands
 * forked          its head is not on this node's chain
 * refused         anything else that it refuses
 */
export type SenderEvent =
  'advanced' | 'unmoved' | 'went_back' | 'gap_unmoved' | 'signer_unknown' | 'damaged' | 'forked' | 'refused';

export const SENDER_STATES: Readonly<Record<SenderState, Readonly<Record<SenderEvent, SenderState>>>> = {
  following: {
    advanced: 'following',
    unmoved: 'following',
    went_back: 'following',
    gap_unmoved: 'stopped',
    signer_unknown: 'introducing',
    damaged: 'stopped',
    forked: 'stopped',
    refused: 'stopped',
  },
  introducing: {
    advanced: 'following',
    unmoved: 'following',
    went_back: 'introducing',
    gap_unmoved: 'stopped',
    // The certificates were sent and not taken: the same again would be sent for ever.
    signer_unknown: 'stopped',
    damaged: 'stopped',
    forked: 'stopped',
    refused: 'stopped',
  },
  stopped: {
    advanced: 'following',
    unmoved: 'following',
    went_back: 'following',
    gap_unmoved: 'stopped',
    signer_unknown: 'introducing',
    damaged: 'stopped',
    forked: 'stopped',
    refused: 'stopped',
  },
};

/**
 * A log at its receiver.
 *
 * absent  not here at all
 * held    taken from below
 * local   written here
 * frozen  nothing is taken until an operator has decided
 */
export type ReceiverState = 'absent' | 'held' | 'local' | 'frozen';

/** Stores what is new, has nothing to do, or refuses the log with this code. */
export type ReceiverAction = 'store' | 'nothing' | ErrorCode;

export const RECEIVER_STATES: Readonly<
  Record<ReceiverState, Readonly<Record<Continuity['kind'], ReceiverAction>>>
> = {
  absent: { continues: 'store', repeats: 'nothing', gap: 'frame_gap', fork: 'frame_fork' },
  held: { continues: 'store', repeats: 'nothing', gap: 'frame_gap', fork: 'frame_fork' },
  local: {
    continues: 'origin_hosted_here',
    repeats: 'origin_hosted_here',
    gap: 'origin_hosted_here',
    fork: 'origin_hosted_here',
  },
  frozen: {
    continues: 'origin_frozen',
    repeats: 'origin_frozen',
    gap: 'origin_frozen',
    fork: 'origin_frozen',
  },
};
