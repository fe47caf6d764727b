import fc from 'fast-check';

/** Longer than any property needs. Without it, making a large counterexample smaller can take hours, and nobody sees it. */
const PROPERTY_MS_MAX = 60_000;

fc.configureGlobal({ interruptAfterTimeLimit: PROPERTY_MS_MAX, markInterruptAsFailure: true });
