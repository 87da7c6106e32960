import type { AnswerEvent } from "../../stream.ts";
import type { StreamError } from "../../stream_error.ts";
import type { Messages } from "../messages/messages.ts";
import type { AnswerView } from "./answer_view.ts";
import type { SignOfLife } from "./sign_of_life.ts";

/** Shows an answer in another view, and a sign of life between its events. */
export class WaitingView implements AnswerView {
  readonly #view: AnswerView;
  readonly #life: SignOfLife;
  readonly #messages: Messages;

  /** @param view shows the answer */
  constructor(view: AnswerView, { life, messages }: { life: SignOfLife; messages: Messages }) {
    this.#view = view;
    this.#life = life;
    this.#messages = messages;
    life.wait(messages.seconds);
  }

  shows(event: AnswerEvent): boolean {
    return this.#view.shows(event);
  }

  async show(event: AnswerEvent): Promise<void> {
    if (event.type === "reconnect") this.#life.wait(this.#messages.reconnecting);
    if (event.type === "reasoning") this.#life.wait(this.#messages.thinking);
    if (!this.#view.shows(event)) return;
    await this.#life.end();
    await this.#view.show(event);
    if (event.type !== "end") this.#life.wait(this.#messages.seconds);
  }

  async fail(error: StreamError): Promise<void> {
    await this.#life.end();
    await this.#view.fail(error);
  }

  async stop(): Promise<void> {
    await this.#life.end();
    await this.#view.stop();
  }
}
