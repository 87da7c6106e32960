/**
 * Tells that the next text completes an end marker, and that the model has ended itself there. The
 * run then goes on to its own end, so that callbacks, histories and later steps see a model that has
 * ended, not one that was aborted.
 */
export class SelfEnd {}
