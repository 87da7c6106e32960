/** @see {@link https://hono.dev/docs/helpers/streaming#streamsse | Hono's streamSSE} */
import { Hono } from "npm:hono@4.13.19";
import { streamSSE } from "npm:hono@4.13.19/streaming";
import { chain } from "../chain.ts";

export const honoApp = new Hono();

honoApp.post("/", async (c) => {
  const { user_message } = await c.req.json();
  return streamSSE(c, async (stream) => {
    let id = 0;
    for await (const chunk of await chain.stream({ user_message })) {
      await stream.writeSSE({ data: chunk, event: "data", id: String(id++) });
    }
  });
});
