import { assert, assertEquals, assertRejects } from "@std/assert";
import { openRecordFile } from "../../../src/client/terminal/open_record_file.ts";
import { WriteError } from "../../../src/client/terminal/view/terminal_writer.ts";

Deno.test({
  name: "openRecordFile() appends to a file, and says why it cannot",
  sanitizeResources: false, // the file stays open until the process ends
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/기록.json`;
      for (const line of ["1\n", "2\n"]) await (await openRecordFile(path)).write(line);
      assertEquals(await Deno.readTextFile(path), "1\n2\n");

      const missing = `${folder}/none/a`;
      const error = await assertRejects(() => openRecordFile(missing), WriteError);
      assertEquals(error.path, missing);
      assert(error.reason.startsWith("No such file or directory"), error.reason);
      assert(!error.reason.includes(missing), error.reason);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
