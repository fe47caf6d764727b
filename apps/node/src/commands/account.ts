import { ROLES } from '#core/access';
import { unitLevel } from '#core/kernel';
import { migrateDatabase, openDatabase } from '#platform/storage';
import { addAccount, PasswordHashes } from '#features/accounts';
import type { CommandLine } from './command-line.js';

/** Makes the first account of a node, by somebody who may use its database; prints the first password. */
export async function makeAccount(line: CommandLine): Promise<void> {
  const url = line.required('database');
  const name = line.required('name');
  const asked = (line.optional('roles') ?? 'administrator').split(',');
  const roles = ROLES.filter((role) => asked.includes(role));
  if (roles.length !== asked.length)
    line.refuse(`--roles must be some of ${ROLES.join(', ')}, separated by commas`);
  const unit = line.required('unit');
  if (!unitLevel(unit)) line.refuse('--unit is not a unit code');
  await migrateDatabase(url);
  const database = await openDatabase(url);
  try {
    const given = { name, displayName: line.optional('display-name') ?? name, roles, unit };
    const { account, password } = await addAccount(database.sql, new PasswordHashes(), given, 'command');
    process.stdout.write(`${JSON.stringify({ name: account.name, roles: account.roles, unit, password })}\n`);
  } finally {
    await database.close();
  }
}
