/** An error in OpenAI's shape. All four keys are always present. */
export interface OpenAIError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [403, "permission_error"],
  [429, "rate_limit_error"],
]);

/** Returns an error in OpenAI's shape, with the type of its status. */
export function openAIError(
  { status, message, param = null, code = null }: {
    status: number;
    message: string;
    param?: string | null;
    code?: string | null;
  },
): OpenAIError {
  const type = TYPES.get(status) ?? (status >= 500 ? "server_error" : "invalid_request_error");
  return { error: { message, type, param, code } };
}
