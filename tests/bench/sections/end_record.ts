import type { RecordCost } from "../record_cost.ts";
import { type Bench, Figures, type Report, takeTurns } from "../section.ts";
import { benchCommand } from "../server_process.ts";
import { spread } from "../measure/statistics.ts";

/** What the end record of a long answer takes: on the wire, on the heap, and to write. */
export async function endRecord(bench: Bench): Promise<Report> {
  const title = "The end record of a long answer";
  const turns = (bench.quick ? [1_000] : [100_000])
    .map((chunks) => ({ name: `${chunks}`, chunks }));
  const sent = new Figures();
  const held = new Figures();
  const writing = new Figures();
  await takeTurns(turns, {
    bench,
    title,
    async measure(turn) {
      const cost = await costOf(turn.chunks);
      sent.add(turn, cost.sent / turn.chunks);
      held.add(turn, cost.held / turn.chunks);
      writing.add(turn, cost.writeMs * 1_000 / turn.chunks);
    },
  });
  return {
    title,
    how: "A run of its own process, whose record is kept and whose garbage is collected. Sent is " +
      "its event, in which each text stands three times. Held is what the heap has more than " +
      "before, with the texts of the chunks themselves.",
    columns: [
      "chunks",
      "sent, bytes a chunk",
      "held, bytes a chunk",
      "to write, µs of CPU a chunk",
    ],
    rows: turns.map((turn) => [
      turn.name,
      spread(sent.of(turn)),
      spread(held.of(turn)),
      spread(writing.of(turn), 2),
    ]),
    verdicts: [],
  };
}

async function costOf(chunks: number): Promise<RecordCost> {
  const command = benchCommand("tests/bench/record_cost.ts", { args: [`${chunks}`] });
  const child = command.spawn();
  const { stdout } = await child.output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
