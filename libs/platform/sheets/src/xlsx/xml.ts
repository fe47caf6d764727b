import { SaxesParser } from 'saxes';
import { SilianError } from '#core/kernel';
import { XML_DEPTH_MAX, XML_TOKEN_CHARACTERS_MAX } from '../limits.js';

export interface XmlHandlers {
  /** Names come without their prefix: producers of sheets differ in them. */
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

/**
 * Reads XML as it comes and yields after each chunk, so that the caller can hand on what its handlers have collected.
 * Document types are refused: no sheet has one, and entities come with them. No more than one token is held in memory.
 */
export async function* readXml(
  part: string,
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = guardedParser(part, handlers);
  try {
    for await (const chunk of bytes) {
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.end(decoder.decode());
    yield;
  } catch (error) {
    throw error instanceof SilianError
      ? error
      : new SilianError('sheet_damaged', { part }, undefined, { cause: error });
  }
}

function guardedParser(
  part: string,
  handlers: XmlHandlers,
): { write(text: string): void; end(text: string): void } {
  const parser = new SaxesParser({ position: false, xmlns: false as const });
  let depth = 0;
  let pending = 0;
  const refuse = (): never => {
    throw new SilianError('sheet_damaged', { part });
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('opentag', ({ name, attributes }) => {
    pending = 0;
    if (++depth > XML_DEPTH_MAX) refuse();
    handlers.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    pending = 0;
    depth -= 1;
    handlers.close(localName(name));
  });
  for (const event of ['text', 'cdata'] as const) {
    parser.on(event, (text: string) => {
      pending = 0;
      handlers.text(text);
    });
  }
  return {
    write(text) {
      // What has come since the last event is what the parser holds; an event in between sets it back.
      pending += text.length;
      parser.write(text);
      if (pending > XML_TOKEN_CHARACTERS_MAX) refuse();
    },
    end(text) {
      parser.write(text).close();
    },
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
