import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/** Says which variables break which rule. Values are left out: they may be secrets. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** The variables as `kind` describes them; throws a ConfigError that names all that break a rule. */
export function validated<T extends object>(kind: new () => T, variables: NodeJS.ProcessEnv): T {
  const environment = plainToInstance(kind, variables, { exposeDefaultValues: true });
  const problems = validateSync(environment, { stopAtFirstError: true }).map(
    ({ property, constraints }) => `${property} ${ruleOf(property, constraints)}`,
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return environment;
}

/** The library's own messages begin with the property's name, ours do not. */
function ruleOf(property: string, constraints: Readonly<Record<string, string>> | undefined): string {
  const rule = Object.values(constraints ?? {}).join(' and ');
  return rule.startsWith(`${property} `) ? rule.slice(property.length + 1) : rule;
}

/** An empty variable means unset: compose files and unit files often carry `KEY=`. */
export function withoutEmpty(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
}
