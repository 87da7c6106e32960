import { assert, assertEquals } from "@std/assert";
import { Ajv2020 } from "npm:ajv@^8.17.0/dist/2020.js";
import { Validator } from "npm:@seriousme/openapi-schema-validator@^2.3.1";
import denoJson from "../../../deno.json" with { type: "json" };
import { createApp } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";

const app = createApp({ runnables: { mine: new FakeRunnable(() => ["a"]) } });
const schema = async (route: string) =>
  await (await app(new Request(`http://localhost/mine/${route}`))).json();

const inputs: [input: unknown, fits: boolean][] = [
  ["안녕", true],
  ["", false],
  [7, false],
  [null, false],
  [{ user_message: "안녕" }, true],
  [{ user_message: "안녕", history: [{ role: "user", content: "a" }] }, true],
  [{ user_message: "" }, false],
  [{ user_message: "안녕", history: "a" }, false],
  [{ user_message: "안녕", history: [{ role: "god", content: "a" }] }, false],
  [{ messages: [{ role: "user", content: "a" }] }, true],
  [{ messages: [] }, false],
  [{}, false],
  [[{ role: "user", content: [{ type: "text", text: "a" }] }], true],
  [[], false],
];

Deno.test("the input schema takes what the routes take, and refuses what they refuse", async () => {
  const validate = new Ajv2020().compile(await schema("input_schema"));
  for (const [input, fits] of inputs) {
    assertEquals(validate(input), fits, JSON.stringify(input));
    const response = await app(post("/mine/invoke", { input }));
    assertEquals(response.status, fits ? 200 : 422, JSON.stringify(input));
  }
});

Deno.test("the output schema takes what invoke gives", async () => {
  const validate = new Ajv2020().compile(await schema("output_schema"));
  const { output } = await (await app(post("/mine/invoke", { input: "a" }))).json();
  assert(validate(output));
});

Deno.test("OpenAPI's description is valid, and whole", async () => {
  const response = await app(new Request("http://localhost/openapi.json"));
  const description = await response.json();
  const { valid, errors } = await new Validator().validate(description);
  assert(valid, JSON.stringify(errors));
  assertEquals(description.info.version, denoJson.version);
  const { Input, Output, EndRecord } = description.components.schemas;
  assertEquals(Input, await schema("input_schema"));
  assertEquals(Output, await schema("output_schema"));

  const { metadata } = await (await app(post("/mine/invoke", { input: "a" }))).json();
  assert(new Ajv2020().validate(EndRecord, metadata));

  // Every route that it tells of is there, and takes the methods it tells of.
  for (const [path, item] of Object.entries<Record<string, unknown>>(description.paths)) {
    const url = `http://localhost${path.replace(/\{\w+\}/, "mine")}`;
    const { headers } = await app(new Request(url, { method: "DELETE" }));
    const methods = (headers.get("allow") ?? "").toLowerCase().split(", ");
    for (const method of Object.keys(item).filter((key) => key !== "parameters")) {
      assert(methods.includes(method), `${method} ${path}`);
    }
  }
});

Deno.test("there are no schemas of what there is not", async () => {
  assertEquals((await app(new Request("http://localhost/yours/input_schema"))).status, 404);
});
