import { assert, assertEquals } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };

const root = new URL("../../", import.meta.url);
const [buildClient = "", buildPage = ""] = denoJson.tasks.build.command.split(" && ");

for (const [name, command] of [["client.js", buildClient], ["page.js", buildPage]] as const) {
  Deno.test(`${name} is what deno task build makes`, async () => {
    // Without a file to write to, it prints.
    const words = command.split(" ").filter((word) => !word.startsWith("--outfile="));
    assertEquals(words.shift(), "deno");
    const build = new Deno.Command(Deno.execPath(), { args: words, cwd: root, stderr: "inherit" });
    const { success, stdout } = await build.output();
    assert(success);
    const built = await Deno.readTextFile(new URL(`src/page/built/${name}`, root));
    const made = new TextDecoder().decode(stdout);
    assert(made === built, `${name} is out of date: run deno task build`);
  });
}
