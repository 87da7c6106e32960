/**
 * Who may call the model, and how often.
 *
 * @example A key for each caller, and 60 answers a minute
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 *
 * const app = createApp({
 *   access: {
 *     apiKeys: ["key-of-alice", "key-of-bob"],
 *     requestsPerMinute: 60,
 *     allowedOrigins: ["https://example.com"],
 *   },
 * });
 * ```
 */
export interface AccessOptions {
  /** The accepted API keys. Empty: no key is required. Default: empty. */
  apiKeys: readonly string[];
  /**
   * The origins whose pages may call the model, besides the server's own, for
   * example `https://example.com`; `*` for any. Default: empty.
   */
  allowedOrigins: readonly string[];
  /**
   * The hosts that requests may be for, without ports, for example `localhost`;
   * `*` for all. Default: `["*"]`.
   */
  allowedHosts: readonly string[];
  /**
   * The maximum number of answers per caller and minute. A caller is an API key,
   * or a network address where no key is required. Default: `Infinity`.
   */
  requestsPerMinute: number;
  /**
   * Whether each model call counts as an answer: an agent makes several. A run
   * goes on when the limit is met; its caller waits longer for the next one.
   * Default: `false`.
   */
  countsModelCalls: boolean;
  /**
   * The header in which a proxy in front of the server sends the caller's address,
   * for example `x-forwarded-for`. Its last entry counts, since the caller may have
   * sent the others. Default: `null`, the address of the connection.
   */
  addressHeader: string | null;
}

/** Any caller, without a limit, but no page of another origin. */
export const DEFAULT_ACCESS: Readonly<AccessOptions> = {
  apiKeys: [],
  allowedOrigins: [],
  allowedHosts: ["*"],
  requestsPerMinute: Infinity,
  countsModelCalls: false,
  addressHeader: null,
};
