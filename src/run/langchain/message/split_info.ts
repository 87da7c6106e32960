import type { TokenLogprob } from "../../../wire/stream_event.ts";

/** What a reader knows of the split that it emits next, beyond its text. */
export class SplitInfo {
  /** When it was read from the model, in milliseconds of the run; `undefined` for now. */
  readonly ms: number | undefined;
  /** Its tokens, with their log probabilities. */
  readonly logprobs: readonly TokenLogprob[] | undefined;

  /** @param info when it was read, and its tokens */
  constructor({ ms, logprobs }: { ms?: number; logprobs?: readonly TokenLogprob[] | undefined }) {
    this.ms = ms;
    this.logprobs = logprobs;
  }
}
