import { assertEquals } from "@std/assert";
import { FILES } from "../../src/page/built/files.ts";
import { serve } from "../clients/serve.ts";
import { transcripts } from "../support/models/transcripts.ts";

const [hello] = transcripts;
const hasNode = await new Deno.Command("node", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);
if (!hasNode) console.warn("No Node: the test of client.js on Node is SKIPPED");

Deno.test({
  name: "client.js runs on Node",
  ignore: !hasNode,
  async fn() {
    await using server = serve();
    const program = `${FILES["client.js"]}
      for await (const event of stream("${server.origin}/chain/stream", "${hello?.user_message}")) {
        if (event.type === "text") process.stdout.write(event.text);
        if (event.type === "end") process.stdout.write("\\n" + event.record.token_splits);
      }`;
    const node = new Deno.Command("node", {
      args: ["--input-type=module"],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const writer = node.stdin.getWriter();
    await writer.write(new TextEncoder().encode(program));
    await writer.close();
    const { stdout } = await node.output();
    assertEquals(new TextDecoder().decode(stdout), `${hello?.output}\n${hello?.token_splits}`);
  },
});
