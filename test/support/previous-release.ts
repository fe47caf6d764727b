import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { productFile } from '#platform/config';

const run = promisify(execFile);

const ARCHIVE = ['test', 'fixtures', 'silian-0.1.0.tar.gz'] as const;

/** The release before this one, ready to run beside it. */
export class PreviousRelease {
  private constructor(private readonly directory: string) {}

  /** Unpacked below this package, so that it finds the installed dependencies. */
  static async unpack(): Promise<PreviousRelease> {
    const above = productFile('dist', 'previous');
    await mkdir(above, { recursive: true });
    const directory = await mkdtemp(join(above, 'release-'));
    await run('tar', ['-xzf', productFile(...ARCHIVE), '-C', directory]);
    return new PreviousRelease(directory);
  }

  get mainFile(): string {
    return join(this.directory, 'dist', 'apps', 'node', 'src', 'main.js');
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}
