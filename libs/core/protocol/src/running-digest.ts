import { digest } from './digest.js';

/** A digest over a beginning and all texts after it, in their order: `running[n] = digest(running[n-1] ‖ LF ‖ n ‖ LF ‖ digest(text[n]))`. */
export class RunningDigest {
  private value: string;
  private texts = 0;

  constructor(beginning: string) {
    this.value = digest(beginning);
  }

  get count(): number {
    return this.texts;
  }

  get current(): string {
    return this.value;
  }

  take(text: string): void {
    this.texts += 1;
    this.value = digest(`${this.value}\n${this.texts}\n${digest(text)}`);
  }
}
