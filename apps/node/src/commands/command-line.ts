type Options = Readonly<Record<string, string | boolean | undefined>>;

/** What stands behind a command: words and options. What is wrong with them is told with the usage. */
export class CommandLine {
  constructor(
    readonly words: readonly string[],
    private readonly options: Options,
    private readonly usageError: new (problem: string) => Error,
  ) {}

  required(name: string): string {
    return this.optional(name) ?? this.refuse(`--${name} is needed`);
  }

  optional(name: string): string | undefined {
    const value = this.options[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  has(flag: string): boolean {
    return this.options[flag] === true;
  }

  refuse(problem: string): never {
    throw new this.usageError(problem);
  }
}
