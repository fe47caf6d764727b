import { Injectable } from '@nestjs/common';
import type { VerifiedSigner } from '#core/protocol';

/** What one part of the node asks of its parent with every heartbeat, and does with the answer. */
export interface AskingPart {
  readonly ask: () => Promise<unknown>;
  /** Gets whatever the parent answered, undefined where it knows no such part: an older parent. */
  readonly take: (answer: unknown) => Promise<void>;
}

/** What one part of the node answers to the heartbeat of a child. The question is whatever the child sent. */
export type AnsweringPart = (sender: VerifiedSigner, question: unknown) => Promise<unknown>;

/**
 * A heartbeat has parts, each of which belongs to a feature that registers it when it starts. Parts that the other side
 * does not know are passed over, so that versions may differ.
 */
@Injectable()
export class Heartbeats {
  private readonly asking = new Map<string, AskingPart>();
  private readonly answering = new Map<string, AnsweringPart>();

  asks(name: string, part: AskingPart): void {
    this.asking.set(name, part);
  }

  answers(name: string, part: AnsweringPart): void {
    this.answering.set(name, part);
  }

  /** The questions of all parts, by name. */
  async questions(): Promise<Record<string, unknown>> {
    const parts = await Promise.all(
      [...this.asking].map(async ([name, part]) => [name, await part.ask()] as const),
    );
    return Object.fromEntries(parts);
  }

  /** Hands each part its answer. One that fails keeps no other from its own; then the first failure is thrown. */
  async take(answers: Readonly<Record<string, unknown>>): Promise<void> {
    const failures: Error[] = [];
    for (const [name, part] of this.asking) {
      try {
        await part.take(answers[name]);
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      }
    }
    if (failures[0]) throw failures[0];
  }

  /** The answers of all parts that were asked and are known here. */
  async answer(
    sender: VerifiedSigner,
    questions: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    for (const [name, part] of this.answering) {
      if (Object.hasOwn(questions, name)) answers[name] = await part(sender, questions[name]);
    }
    return answers;
  }
}
