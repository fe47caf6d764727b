import fc from 'fast-check';
import { isWithin } from '#core/kernel';
import { Succession, type SuccessionLink } from './index.js';

const CODES = [
  '140502001001',
  '140502001002',
  '140502002001',
  '140581001001',
  '140581001002',
  '140502',
  '140581',
];
const DAYS = ['2025-01-01', '2026-01-01', '2026-07-01', '2027-01-01', '2028-01-01'];

/** Links whose successor stands further on in a list: so there is no circle. */
const LINKS = fc
  .tuple(fc.shuffledSubarray(CODES, { minLength: CODES.length }), fc.infiniteStream(fc.nat()))
  .chain(([order]) =>
    fc.tuple(
      ...order.slice(0, -1).map((code, index) =>
        fc.option(
          fc.record({
            code: fc.constant(code),
            effectiveOn: fc.constantFrom(...DAYS),
            successor: fc.constantFrom(...order.slice(index + 1)),
            alone: fc.boolean(),
          }),
        ),
      ),
    ),
  )
  .map((links) => links.filter((link): link is SuccessionLink => link !== null));

interface Place {
  readonly at: string;
  readonly alone: boolean;
}

/** Link by link, as one would go with a finger on the list: every place that is passed by the day. */
function trail(links: readonly SuccessionLink[], code: string, day: string): readonly Place[] {
  const places: Place[] = [{ at: code, alone: true }];
  for (;;) {
    const here = places.at(-1);
    const next = links.find((link) => link.code === here?.at && link.effectiveOn <= day);
    if (!here || !next) return places;
    places.push({ at: next.successor, alone: here.alone && next.alone });
  }
}

function walk(links: readonly SuccessionLink[], code: string, day: string): Place {
  return trail(links, code, day).at(-1) ?? { at: code, alone: true };
}

/** As they come about: a unit is closed after it began, and goes on alone only where nobody else comes to it. */
const HISTORIES = fc
  .tuple(LINKS, fc.array(fc.constantFrom(...DAYS), { minLength: CODES.length, maxLength: CODES.length }))
  .map(([links, days]) => {
    const sorted = days.toSorted();
    return links.map((link, index) => {
      const alone = link.alone && links.filter(({ successor }) => successor === link.successor).length === 1;
      return { ...link, alone, effectiveOn: sorted[index] ?? '' };
    });
  });

/** Back to what the unit was before it began, where it began as one other unit; else on from there. */
function placeOn(links: readonly SuccessionLink[], code: string, day: string): string {
  const origin = links.find((link) => link.successor === code && link.alone);
  if (origin && day < origin.effectiveOn) return placeOn(links, origin.code, day);
  return walk(links, code, day).at;
}

describe('a succession', () => {
  it('gives what a walk over the links gives, on every day', () => {
    fc.assert(
      fc.property(
        LINKS,
        fc.constantFrom(...CODES, '140599'),
        fc.constantFrom(...DAYS, '2026-12-31'),
        (links, code, day) => {
          const succession = new Succession(links);
          const walked = walk(links, code, day);
          expect(succession.successorOn(code, day)).toBe(walked.at);
          expect(succession.heirOn(code, day)).toBe(walked.alone ? walked.at : undefined);
        },
      ),
    );
  });

  it('covers what lies below by code or goes on below, and relays what ever was', () => {
    fc.assert(
      fc.property(
        LINKS,
        fc.constantFrom(...CODES),
        fc.constantFrom(...CODES),
        fc.constantFrom(...DAYS),
        (links, ancestor, code, day) => {
          const succession = new Succession(links);
          const names = trail(links, ancestor, day).filter(({ alone }) => alone);
          const covered = trail(links, code, day).some((place) =>
            names.some((name) => isWithin(place.at, name.at)),
          );
          expect(succession.covers(ancestor, code, day)).toBe(covered);
          const related = CODES.filter((other) => passes(links, code, other) || passes(links, other, code));
          const relayed = covered || related.some((other) => isWithin(other, ancestor));
          expect(succession.relays(ancestor, code, day)).toBe(relayed);
        },
      ),
    );
  });

  it('tells for every day in which unit the records count, also before their unit began', () => {
    fc.assert(
      fc.property(HISTORIES, fc.constantFrom(...CODES), fc.constantFrom(...DAYS), (links, code, day) => {
        const steps = new Succession(links).stepsOf(code);
        const step = steps.findLast(({ from }) => from === null || from <= day);
        expect(step?.unit).toBe(placeOn(links, code, day));
        const days = steps.map(({ from }) => from ?? '');
        expect(days).toEqual([...new Set(days)].sort());
      }),
    );
  });

  it('without links leaves everything as it is', () => {
    const nothing = new Succession([]);
    expect(nothing.isEmpty).toBe(true);
    expect(nothing.successorOn('140502', '2026-01-01')).toBe('140502');
    expect(nothing.covers('140502', '140502001', '2026-01-01')).toBe(true);
    expect(nothing.covers('140581', '140502001', '2026-01-01')).toBe(false);
  });

  const link = (code: string, successor: string, alone = true): SuccessionLink => {
    return { code, successor, effectiveOn: '2026-01-01', alone };
  };

  it('of a merged unit does not cover what the others brought along', () => {
    const merged = new Succession([
      link('140502001001', '140502001050', false),
      link('140502001002', '140502001050', false),
    ]);
    const covers = (ancestor: string, code: string): boolean => merged.covers(ancestor, code, '2026-01-01');
    expect(covers('140502001001', '140502001050')).toBe(false);
    expect(covers('140502001001', '140502001002')).toBe(false);
    expect(covers('140502001050', '140502001002')).toBe(true);
    expect(covers('140502001001', '140502001001')).toBe(true);
  });

  it('of a unit that moved and was merged later still covers what it signed in between', () => {
    const later = { ...link('140502002050', '140502002060', false), effectiveOn: '2027-01-01' };
    const twice = new Succession([link('140502001001', '140502002050'), later]);
    expect(twice.covers('140502001001', '140502002050', '2028-01-01')).toBe(true);
    expect(twice.covers('140502001001', '140502002060', '2028-01-01')).toBe(false);
    expect(twice.covers('140502002060', '140502001001', '2028-01-01')).toBe(true);
  });

  it.each<[string, SuccessionLink[]]>([
    ['a circle of two', [link('140502', '140581'), link('140581', '140502')]],
    ['a circle behind a way in', [link('1', '2'), link('2', '3'), link('3', '2')]],
    ['a code that is closed twice', [link('1', '2'), link('1', '3')]],
  ])('refuses %s', (_what, links) => {
    expect(() => new Succession(links)).toThrow(
      expect.objectContaining({ code: 'reorganisation_conflict' }) as Error,
    );
  });
});

/** True where one passes through the other on the way. */
function passes(links: readonly SuccessionLink[], from: string, through: string): boolean {
  for (let code: string | undefined = from; code !== undefined;) {
    if (code === through) return true;
    code = links.find((link) => link.code === code)?.successor;
  }
  return false;
}
