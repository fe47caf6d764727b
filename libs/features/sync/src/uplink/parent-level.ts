import { isLevel, type Level } from '#core/kernel';
import type { NodeIdentity } from '#platform/identity';

/**
 * What the parent may see is the business of its level, and where a tier is skipped that is not the one right above: the
 * parent is the node that issued this node's certificate.
 */
export function parentLevel({ chain }: Pick<NodeIdentity, 'chain'>, above: Level): Level {
  const issuer = chain[1];
  const level = issuer && (JSON.parse(issuer.claims) as { level?: unknown }).level;
  return isLevel(level) ? level : above;
}
