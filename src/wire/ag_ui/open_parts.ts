/** An event of the protocol. */
export type AgUiEvent = { type: string } & Record<string, unknown>;

/** A part of an answer, and the node of the graph that it is from; `null` without a graph. */
export interface Part {
  kind: "text" | "reasoning" | "call";
  /** The id of the message, or of the tool call. */
  id: string;
  node: string | null;
}

/**
 * The messages, tool calls and steps that are open. The client refuses an end of the run before
 * theirs. Nodes that run side by side have several messages open at the same time.
 */
export class OpenParts {
  readonly #parts = new Map<string, Part>();
  /** The steps, and the node of the graph that each is in. */
  readonly #steps = new Map<string, string>();

  /** Opens a part, with the events that begin it. */
  begin(part: Part, ...events: AgUiEvent[]): AgUiEvent[] {
    if (this.#parts.has(part.id)) return [];
    this.#parts.set(part.id, part);
    return events;
  }

  /** Whether a message or call is open. */
  has(id: string): boolean {
    return this.#parts.has(id);
  }

  /** Closes the parts that are done. */
  end(isDone: (part: Part) => boolean = () => true): AgUiEvent[] {
    return [...this.#parts.values()].filter(isDone).flatMap(({ kind, id }): AgUiEvent[] => {
      this.#parts.delete(id);
      if (kind === "call") return [{ type: "TOOL_CALL_END", toolCallId: id }];
      if (kind === "text") return [{ type: "TEXT_MESSAGE_END", messageId: id }];
      return [
        { type: "REASONING_MESSAGE_END", messageId: id },
        { type: "REASONING_END", messageId: id },
      ];
    });
  }

  /** Opens a step in a node of the graph. */
  beginStep(stepName: string, node: string): AgUiEvent[] {
    if (this.#steps.has(stepName)) return [];
    this.#steps.set(stepName, node);
    return [{ type: "STEP_STARTED", stepName }];
  }

  /** Whether a step in this node is open. */
  isIn(node: string): boolean {
    return [...this.#steps.values()].includes(node);
  }

  /** Closes the steps in a node, or all. */
  endSteps(node?: string): AgUiEvent[] {
    return [...this.#steps].filter(([, it]) => node === undefined || it === node)
      .map(([stepName]) => {
        this.#steps.delete(stepName);
        return { type: "STEP_FINISHED", stepName };
      });
  }
}
