import { FrameGate } from './frame-gate.js';

const POOL_MAX = 8;
const [AT_ONCE_MAX, WAITING_MAX] = [4, 64];

interface Visit {
  readonly outcome: Promise<string>;
  end(fails?: boolean): void;
}

function gateWithVisits(poolMax = POOL_MAX): { visit: () => Visit; inside: () => number } {
  const gate = new FrameGate({ database: { url: undefined, poolMax } });
  let inside = 0;
  const visit = (): Visit => {
    let end: Visit['end'] = () => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      end = (fails = false) => (fails ? reject(new Error('fails')) : resolve());
    });
    const work = async (): Promise<string> => {
      inside += 1;
      await ended.finally(() => (inside -= 1));
      return 'done';
    };
    const outcome = gate
      .pass(work)
      .catch((error: { code?: string; message: string }) => error.code ?? error.message);
    return { outcome, end };
  };
  return { visit, inside: () => inside };
}

describe('the gate for frames', () => {
  it('lets half as many in as there are connections, and the others when those have left', async () => {
    const { visit, inside } = gateWithVisits();
    const visits = Array.from({ length: AT_ONCE_MAX + WAITING_MAX }, visit);
    for (const { outcome, end } of visits) {
      await Promise.resolve();
      expect(inside()).toBeLessThanOrEqual(AT_ONCE_MAX);
      end();
      expect(await outcome).toBe('done');
    }
    expect(inside()).toBe(0);
  });

  it('sends away who would have to wait behind too many', async () => {
    const { visit } = gateWithVisits();
    const visits = Array.from({ length: AT_ONCE_MAX + WAITING_MAX }, visit);
    expect(await visit().outcome).toBe('busy');
    for (const { end } of visits) end();
    await Promise.all(visits.map(({ outcome }) => outcome));
    const later = visit();
    later.end();
    expect(await later.outcome).toBe('done');
  });

  it('gives a place back also where the work fails, and has one for the smallest pool', async () => {
    const { visit } = gateWithVisits(1);
    const [first, second] = [visit(), visit()];
    first.end(true);
    second.end();
    expect([await first.outcome, await second.outcome]).toEqual(['fails', 'done']);
  });
});
