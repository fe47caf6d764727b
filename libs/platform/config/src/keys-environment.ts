import { IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { AbsentBeside } from './absent-beside.js';
import { DATA_DIR } from './paired-parent.js';

/** A program and its arguments, without what only a shell would understand. */
export const PROGRAM = /^[^'"`$\\|&;<>]*[^'"`$\\|&;<>\s][^'"`$\\|&;<>]*$/;

/** Where a node's keys lie and what opens them: all that the commands on keys need to know. */
export class KeysEnvironment {
  /** Where the node keeps its keys and its embedded database. */
  @IsString()
  @MinLength(1)
  DATA_DIR: string = DATA_DIR;

  /** File with the node's Ed25519 private key, as PEM or sealed. Default: node.key in the data directory. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  NODE_KEY_FILE?: string;

  /** File with the key that secrets in the database are encrypted with; made where there is none. Default: secrets.key in the data directory. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  SECRETS_KEY_FILE?: string;

  /** File with the passphrase that seals the files of keys, such as a mounted secret. Without a passphrase they lie open. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  KEYS_PASSPHRASE_FILE?: string;

  /** Program that prints this passphrase, such as the client of a key service, with its arguments. No shell reads it. */
  @IsOptional()
  @Matches(PROGRAM, {
    message:
      'must be a program and its arguments, separated by spaces: no shell reads it, and a script may hold quotes, pipes and variables',
  })
  @AbsentBeside('KEYS_PASSPHRASE_FILE')
  KEYS_PASSPHRASE_COMMAND?: string;
}
