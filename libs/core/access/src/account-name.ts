const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,30}[\p{L}\p{N}])$/u;

/**
 * The name of an account as it is kept: one spelling for what looks the same. Two to 32 letters and digits of any script, with
 * dots, dashes and underscores between them; undefined for anything else.
 */
export function accountName(text: string): string | undefined {
  const name = text.normalize('NFKC').trim().toLowerCase();
  return NAME.test(name) ? name : undefined;
}
