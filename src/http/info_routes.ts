import { json } from "./json.ts";
import { describeRoutes } from "./openapi.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";
import type { Route, RouteHandler } from "./router.ts";

/** What the service tells about itself. */
export interface About {
  /** Who answers: `openai` for anything that speaks its protocol, `demo`, or `custom`. */
  provider: "openai" | "demo" | "custom";
  /** The model's name, where it is known. */
  model: string | null;
  /** The names that runnables are served under. */
  runnables: readonly string[];
  /** What a person should know. */
  note?: string;
}

/** `GET /`, for people, and `GET /healthz`, for machines. */
export function infoRoutes(about: About): Route[] {
  const health: RouteHandler = () => json({ status: "ok", ...about });
  const welcome: RouteHandler = (request) => {
    const headers = { ...REPLY_HEADERS, "content-type": "text/plain; charset=utf-8" };
    return new Response(greeting(about, new URL(request.url).origin), { headers });
  };
  return [
    { path: "/", methods: { GET: welcome, HEAD: welcome } },
    { path: "/healthz", methods: { GET: health, HEAD: health } },
    { path: "/openapi.json", methods: { GET: () => json(describeRoutes(about.runnables)) } },
  ];
}

function greeting({ provider, model, runnables, note }: About, origin: string): string {
  const name = runnables.find((name) => name === "chain") ?? runnables[0];
  return `Splitstream: a LangChain chain on the edge, token by token.

It runs on: ${provider}${model === null || model === provider ? "" : `, ${model}`}
${note === undefined ? "" : `${note}\n`}
Talk to it:

  curl -N ${origin}/${name}/stream -H 'Accept: text/plain' \\
    -d '{"user_message":"로라야 내일 나랑 같이 놀러갈까?"}'

Leave the header out for server-sent events, which close with the record of
every token split; or ask for application/x-ndjson.

Routes, for each of ${runnables.join(", ")}:

  POST /${name}/stream   GET /${name}/stream?user_message=…
  POST /${name}/invoke   POST /${name}/batch
  GET /${name}/input_schema   GET /${name}/output_schema

For OpenAI's clients:       POST /v1/chat/completions   GET /v1/models
For the AI SDK:             POST /api/chat
For all of this in detail:  GET /openapi.json
How it is:                  GET /healthz
`;
}
