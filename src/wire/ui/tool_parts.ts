import { type AgentCall, type AgentResult, AgentTools } from "../updates/agent_tools.ts";
import { type Question, questionsOf } from "../updates/questions.ts";
import type { Interrupt, StepUpdates, ToolCall, ToolCallDelta } from "../stream_event.ts";

/** An answer to a question, as the AI SDK's client shows it. */
export interface UIAnswer {
  /** The tool call that was asked about. */
  readonly toolCallId: string;
  /** Whether the tool is run. */
  readonly isApproved: boolean;
  /** Whether the call is the question itself, so that nothing else completes it. */
  readonly isQuestion: boolean;
}

/** Makes the AI SDK's parts for tool calls: the client's, an agent's own, and a graph's questions. */
export class ToolParts {
  readonly #answers: readonly UIAnswer[];
  readonly #tools = new AgentTools();
  /** The ids of the client's calls, by their indices. */
  readonly #callIds = new Map<number, string>();

  /** @param answers the answers that the run goes on with */
  constructor(answers: readonly UIAnswer[]) {
    this.#answers = answers;
  }

  /** Returns what completes the questions that have been answered. */
  answered(): unknown[] {
    return this.#answers.filter(({ isQuestion }) => isQuestion).map(({ toolCallId, isApproved }) =>
      isApproved
        ? { type: "tool-output-available", toolCallId, output: true, dynamic: true }
        : { type: "tool-output-denied", toolCallId }
    );
  }

  /** Returns a piece of a call for the client. The first one opens the part. */
  input({ index, id, name, args }: ToolCallDelta): unknown[] {
    const known = this.#callIds.get(index);
    const toolCallId = known ?? id ?? crypto.randomUUID();
    this.#callIds.set(index, toolCallId);
    this.#tools.skip(toolCallId);
    return [
      ...(known === undefined
        ? [{ type: "tool-input-start", toolCallId, toolName: name ?? "" }]
        : []),
      ...(args ? [{ type: "tool-input-delta", toolCallId, inputTextDelta: args }] : []),
    ];
  }

  /** Returns the ends of the calls for the client, which must not make one that is not whole. */
  inputEnds(calls: readonly ToolCall[]): unknown[] {
    const ids = [...this.#callIds.values()];
    return calls.map(({ id, name: toolName, args: input }, i) => {
      const call = { toolCallId: ids[i] ?? id ?? crypto.randomUUID(), toolName, input };
      if (typeof input !== "string") return { type: "tool-input-available", ...call };
      const errorText = "The model did not complete the arguments of the call.";
      return { type: "tool-input-error", ...call, errorText };
    });
  }

  /** Returns the calls and results in an update. */
  of(updates: StepUpdates): unknown[] {
    const { calls, results } = this.#tools.read(updates);
    // Tool results end the step of a model.
    const steps = results.length === 0 ? [] : [{ type: "finish-step" }, { type: "start-step" }];
    return [...calls.map(toCall), ...results.map((it) => this.#toResult(it)), ...steps];
  }

  /**
   * Returns requests to approve: of calls that the client knows, or of those that are the questions.
   *
   * @param threadId the thread in which the graph waits
   */
  questions(interrupts: readonly Interrupt[], threadId: string): unknown[] {
    return questionsOf(interrupts, threadId).flatMap((question) => this.#ask(question));
  }

  #ask({ id, call, value }: Question): unknown[] {
    const known = call === null ? undefined : this.#tools.takeOpen(call);
    const { name: toolName, args: input } = call ?? { name: "interrupt", args: value };
    const own = { type: "tool-input-available", toolCallId: id, toolName, input, dynamic: true };
    return [
      ...(known === undefined ? [own] : []),
      { type: "tool-approval-request", approvalId: id, toolCallId: known ?? id },
    ];
  }

  #toResult({ callId: toolCallId, isError, content }: AgentResult): unknown {
    if (!isError) {
      return { type: "tool-output-available", toolCallId, output: content, dynamic: true };
    }
    const isDenied = this.#answers.some((it) => it.toolCallId === toolCallId && !it.isApproved);
    return isDenied
      ? { type: "tool-output-denied", toolCallId }
      : { type: "tool-output-error", toolCallId, errorText: String(content), dynamic: true };
  }
}

function toCall({ id: toolCallId, name: toolName, args: input }: AgentCall): unknown {
  return { type: "tool-input-available", toolCallId, toolName, input, dynamic: true };
}
