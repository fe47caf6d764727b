import { SilianError } from '#core/kernel';
import { SHARED_TEXT_BYTES_MAX, SHARED_XML_BYTES_MAX } from '../limits.js';
import type { Archive } from './archive.js';
import { SharedItems } from './text-runs.js';
import { readXml } from './xml.js';

/** Grows by blocks of this size: half a million short texts are then not half a million objects. */
const BLOCK_BYTES = 1024 * 1024;

/** Texts that cells name by their number, kept as bytes outside of the heap: 64 MB at most. */
export class SharedTexts {
  private readonly blocks: Buffer[] = [];
  /** For each text the block that it stands in, and where it begins and ends there. */
  private readonly places: number[] = [];
  private filled = BLOCK_BYTES;
  private bytes = 0;

  static async read(archive: Archive, part: string): Promise<SharedTexts> {
    const texts = new SharedTexts();
    if (!archive.has(part)) return texts;
    const items = new SharedItems((text) => texts.add(text, part));
    for await (const _ of readXml(part, archive.read(part, SHARED_XML_BYTES_MAX), items));
    return texts;
  }

  /** undefined where there is no text of this number. */
  at(index: number): string | undefined {
    const [block, from, to] = this.places.slice(index * 3, index * 3 + 3);
    if (block === undefined || from === undefined || to === undefined) return undefined;
    return this.blocks[block]?.toString('utf8', from, to);
  }

  private add(text: string, part: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.bytes += bytes.length;
    if (this.bytes > SHARED_TEXT_BYTES_MAX) {
      throw new SilianError('sheet_inflates', { limit: SHARED_TEXT_BYTES_MAX, part });
    }
    if (this.filled + bytes.length > BLOCK_BYTES) {
      this.blocks.push(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytes.length)));
      this.filled = 0;
    }
    bytes.copy(this.blocks.at(-1) as Buffer, this.filled);
    this.places.push(this.blocks.length - 1, this.filled, this.filled + bytes.length);
    this.filled += bytes.length;
  }
}
