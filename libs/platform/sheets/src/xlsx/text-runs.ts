import type { XmlHandlers } from './xml.js';

/** Puts the runs of a text together; how Chinese or Japanese is pronounced (`rPh`) is no part of it. */
export class TextRuns {
  private text = '';
  private inText = false;
  private inPhonetic = false;

  open(name: string): void {
    if (name === 'rPh') this.inPhonetic = true;
    if (name === 't') this.inText = true;
  }

  close(name: string): void {
    if (name === 'rPh') this.inPhonetic = false;
    if (name === 't') this.inText = false;
  }

  add(text: string): void {
    if (this.inText && !this.inPhonetic) this.text += text;
  }

  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

/** Hands on the text of each shared item. */
export class SharedItems implements XmlHandlers {
  private readonly runs = new TextRuns();

  constructor(private readonly found: (text: string) => void) {}

  open(name: string): void {
    this.runs.open(name);
  }

  close(name: string): void {
    this.runs.close(name);
    if (name === 'si') this.found(this.runs.take());
  }

  text(text: string): void {
    this.runs.add(text);
  }
}
