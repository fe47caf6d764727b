import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { CurrentCatalogue } from '#features/ledger';
import { PersonKeys } from '#features/persons';
import type { KnownRecord } from './drafter.js';
import type { WriteOperation } from './operation.js';

/** Adds the person's key to what is entered with the person's number: nobody types it. */
@Injectable()
export class PersonCompletion {
  constructor(
    @Inject(PersonKeys) private readonly keys: PersonKeys,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  /** One result for each operation, in the same order. */
  async complete(
    operations: readonly WriteOperation[],
    known: ReadonlyMap<string, KnownRecord>,
  ): Promise<(WriteOperation | { readonly error: SilianError })[]> {
    const completed: (WriteOperation | { readonly error: SilianError })[] = [];
    for (const operation of operations) completed.push(await this.completeOne(operation, known));
    return completed;
  }

  private async completeOne(
    operation: WriteOperation,
    known: ReadonlyMap<string, KnownRecord>,
  ): Promise<WriteOperation | { readonly error: SilianError }> {
    if (operation.op !== 'create' && operation.op !== 'correct') return operation;
    const type = operation.op === 'create' ? operation.type : known.get(operation.record)?.row.type;
    try {
      const fields = await this.keys.complete(type ?? '', operation.fields, this.current.catalogue);
      return { ...operation, fields };
    } catch (error) {
      if (error instanceof SilianError) return { error };
      throw error;
    }
  }
}
