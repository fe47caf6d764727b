import type { NewRecord, NodeApi } from './node-api.js';
import { randomDraft, TRIED_TYPES } from './random-drafts.js';
import type { SeededRandom } from './seeded-random.js';

/** A clerk without a plan: enters, corrects and withdraws, and remembers what should be there. */
export class RandomClerk {
  private readonly live = new Map<string, { readonly draft: NewRecord; readonly version: number }>();
  private drafted = 0;
  readonly done = { entered: 0, corrected: 0, withdrawn: 0, refused: 0 };

  constructor(
    private readonly api: NodeApi,
    private readonly random: SeededRandom,
  ) {}

  get records(): readonly NewRecord[] {
    return [...this.live.values()].map(({ draft }) => draft);
  }

  /** One operation. The only refusal that may happen is that of a natural key that is taken. */
  async act(): Promise<void> {
    const choice = this.random.next();
    if (this.live.size === 0 || choice < 0.6) return this.enter();
    const record = this.random.pick([...this.live.keys()]);
    return choice < 0.85 ? this.correct(record) : this.withdraw(record);
  }

  private async enter(): Promise<void> {
    const draft = this.draft(this.random.pick(TRIED_TYPES));
    const { status, body } = await this.api.create(draft);
    if (!this.accepted(status, 201, body)) return;
    this.live.set(body.record, { draft, version: body.version });
    this.done.entered += 1;
  }

  private async correct(record: string): Promise<void> {
    const held = this.held(record);
    const { fields, period } = this.draft(held.draft.type);
    const content = { fields, ...(period === undefined ? {} : { period }) };
    const { status, body } = await this.api.correct(record, { expectedVersion: held.version, ...content });
    if (!this.accepted(status, 200, body)) return;
    // A record stays with its unit, wherever the new draft would have put it.
    this.live.set(record, { draft: { ...held.draft, ...content }, version: body.version });
    this.done.corrected += 1;
  }

  private async withdraw(record: string): Promise<void> {
    const { status, body } = await this.api.remove(record, { expectedVersion: this.held(record).version });
    if (!this.accepted(status, 200, body)) return;
    this.live.delete(record);
    this.done.withdrawn += 1;
  }

  private draft(type: string): NewRecord {
    this.drafted += 1;
    return randomDraft(this.random, type, `第 ${this.drafted} 稿`);
  }

  private held(record: string) {
    const held = this.live.get(record);
    if (!held) throw new TypeError('only what is held is changed');
    return held;
  }

  private accepted(status: number, expected: number, body: unknown): boolean {
    if (status === expected) return true;
    if ((body as { code?: string }).code !== 'record_exists') {
      throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
    }
    this.done.refused += 1;
    return false;
  }
}
