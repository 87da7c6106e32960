import { Value } from "./value.ts";

/** The output of a runnable, where it is not what its chunks add up to. It is not streamed. */
export class Output extends Value {}
