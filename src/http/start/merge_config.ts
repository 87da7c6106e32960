import type { RunRequestConfig } from "../request/read_config.ts";

/** Returns the config of a run. What the server adds wins. */
export function mergeConfig(
  asked: RunRequestConfig,
  added: RunRequestConfig = {},
): RunRequestConfig {
  const { configurable, context, tags, metadata } = asked;
  return {
    ...asked,
    ...added,
    ...joined("configurable", configurable, added.configurable),
    ...joined("context", context, added.context),
    ...joined("metadata", metadata, added.metadata),
    ...(tags === undefined && added.tags === undefined
      ? {}
      : { tags: [...tags ?? [], ...added.tags ?? []] }),
  };
}

function joined(
  key: string,
  asked: Readonly<Record<string, unknown>> | undefined,
  added: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  return asked === undefined && added === undefined ? {} : { [key]: { ...asked, ...added } };
}
