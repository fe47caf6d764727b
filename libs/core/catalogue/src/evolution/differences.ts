import type { Catalogue } from '../model.js';
import type { Change, Difference } from './difference.js';
import { partsOf, type Part } from './parts.js';
import { sayDifference } from './difference-words.js';

/**
 * What a new catalogue says otherwise than the old one. What was added or removed as a whole is named once, without its parts.
 */
export function compareCatalogues(before: Catalogue, after: Catalogue): readonly Difference[] {
  const [old, next] = [partsOf(before), partsOf(after)];
  const paths = [...new Set([...next.keys(), ...old.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [old.get(path), next.get(path)];
    if (was && is) return changed(was, is, next);
    const part = was ?? is;
    const [here, there] = was ? [old, next] : [next, old];
    if (!part || (part.owner !== undefined && !there.has(part.owner))) return [];
    return [made(was ? 'removed' : 'added', part, here, [])];
  });
}

function changed(was: Part, is: Part, parts: ReadonlyMap<string, Part>): Difference[] {
  const names = [...new Set([...Object.keys(was.aspects), ...Object.keys(is.aspects)])].sort();
  const changes = names.flatMap((aspect): Change[] => {
    const [before, after] = [was.aspects[aspect] ?? null, is.aspects[aspect] ?? null];
    return before === after ? [] : [{ aspect, before, after }];
  });
  return changes.length === 0 ? [] : [made('changed', is, parts, changes)];
}

function made(
  what: Difference['what'],
  part: Part,
  parts: ReadonlyMap<string, Part>,
  changes: readonly Change[],
): Difference {
  const owner = part.owner === undefined ? undefined : parts.get(part.owner);
  const message = sayDifference(what, part, owner, changes);
  return { what, part: part.kind, path: part.path, changes, message };
}
