/** Tools of the caller, and how the model may call them, in the form of OpenAI's chat completions. */
export interface CallerTools {
  /** The tools: `{"type":"function","function":{"name","description"?,"parameters"?,"strict"?}}`. */
  readonly tools: readonly unknown[];
  /** `none`, `required`, or the one tool that must be called. Missing if the model may choose. */
  readonly tool_choice?: unknown;
  /** Whether the model may make several calls at once. Missing for its own default. */
  readonly parallel_tool_calls?: unknown;
}

/** Sampling parameters, and the caller's tools among them. */
export interface SplitSampling {
  /** The tools; `null` if there are none. */
  readonly tools: CallerTools | null;
  /** The parameters that are left; `undefined` if there are none. */
  readonly sampling: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Takes the caller's tools out of the sampling parameters. They are bound to the model that answers;
 * the other models of a chain, and an agent with tools of its own, must not get them.
 */
export function splitSampling(
  parameters: Readonly<Record<string, unknown>> | undefined,
): SplitSampling {
  const { tools, tool_choice, parallel_tool_calls, ...sampling } = parameters ?? {};
  const rest = Object.keys(sampling).length === 0 ? undefined : sampling;
  if (!Array.isArray(tools) || tools.length === 0) return { tools: null, sampling: rest };
  return {
    tools: {
      tools,
      ...(tool_choice == null || tool_choice === "auto" ? {} : { tool_choice }),
      ...(parallel_tool_calls == null ? {} : { parallel_tool_calls }),
    },
    sampling: rest,
  };
}
