import { context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RunSummary } from "../../run/run.ts";
import { errorName } from "./error_name.ts";

/** What a {@linkcode RunSpan} is told at its start. */
export interface SpanStart {
  runId: string;
  /** The name that the runnable is served under. */
  name: string;
  /** Who answers: `openai`, `demo` or `custom`. */
  provider: string;
  /** The model's name, where it is known. */
  model: string | null;
}

/**
 * A span of OpenTelemetry for a run, in the words of its conventions for
 * generative AI. Deno exports it if `OTEL_DENO` is set, or the platform
 * says so.
 *
 * @see {@link https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ | GenAI spans}
 */
export class RunSpan {
  readonly #span: Span;

  /** Begins it, within what is under way. */
  constructor({ runId, name, provider, model }: SpanStart) {
    this.#span = trace.getTracer("splitstream").startSpan(`chat ${model ?? name}`, {
      kind: SpanKind.INTERNAL,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        ...(model === null ? {} : { "gen_ai.request.model": model }),
        "gen_ai.response.id": runId,
        "splitstream.runnable": name,
      },
    });
  }

  /** Does something within it: what is asked of other servers becomes a part of it. */
  within<T>(run: () => T): T {
    return context.with(trace.setSpan(context.active(), this.#span), run);
  }

  /** Ends it. */
  end({ outcome, error, model, record }: RunSummary): void {
    const { usage, timing, finish_reason, end_reason, splits } = record;
    const tokens = (key: string) => typeof usage?.[key] === "number" ? usage[key] : undefined;
    const attributes = {
      "gen_ai.response.model": model ?? undefined,
      "gen_ai.response.finish_reasons": outcome === "complete"
        ? [finish_reason ?? end_reason]
        : undefined,
      "gen_ai.response.time_to_first_chunk": timing.first_token_ms === null
        ? undefined
        : timing.first_token_ms / 1000,
      "gen_ai.usage.input_tokens": tokens("input_tokens"),
      "gen_ai.usage.output_tokens": tokens("output_tokens"),
      "splitstream.chunks": splits.length,
      "splitstream.outcome": outcome,
      "error.type": outcome === "failed" ? errorName(error) : undefined,
    };
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined) this.#span.setAttribute(name, value);
    }
    if (outcome === "failed") this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}
