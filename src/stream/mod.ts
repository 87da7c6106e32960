/**
 * {@linkcode EndMarkerStream} alone: closes a stream of text on an end marker,
 * and records how the text was split. Web standards only, no dependencies.
 *
 * @module
 */
export { AnswerCutter, type AnswerCutterOptions, DEFAULT_END_MARKER } from "./answer_cutter.ts";
export { EndMarkerStream } from "./end_marker_stream.ts";
export type { EndReason, SplitRecord } from "./split_record.ts";
