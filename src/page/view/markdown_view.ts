/// <reference lib="dom" />
import { lexer, type Token, type Tokens } from "marked";
import { copyButton } from "../dom/copy_button.ts";
import { element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";

/**
 * The text of an answer as Markdown. Only elements that are made here are in it: HTML of the model is
 * shown as text.
 */
export class MarkdownView {
  /** The element to add to the page. */
  readonly element = element("div", { className: "markdown" });
  readonly #messages: Messages;
  #shown = "";
  /** The source of each block that is shown, and its elements. */
  readonly #parts: { raw: string; nodes: ChildNode[] }[] = [];
  #definitions = "";

  /** Makes an empty view. */
  constructor(messages: Messages) {
    this.#messages = messages;
  }

  /** Shows a text. The blocks that it has in common with the one before are not touched. */
  draw(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    const tokens = lexer(text);
    const definitions = tokens.filter(({ type }) => type === "def").map(({ raw }) => raw).join("");
    // A definition may change a link anywhere.
    if (definitions !== this.#definitions) this.#truncate(0);
    this.#definitions = definitions;
    const same = tokens.findIndex(({ raw }, i) => raw !== this.#parts[i]?.raw);
    this.#truncate(same < 0 ? tokens.length : same);
    for (const token of tokens.slice(this.#parts.length)) {
      const nodes = this.#block(token as MarkdownToken).map((node) =>
        typeof node === "string" ? new Text(node) : node as ChildNode
      );
      this.element.append(...nodes);
      this.#parts.push({ raw: token.raw, nodes });
    }
  }

  #truncate(length: number): void {
    for (const { nodes } of this.#parts.splice(length)) for (const node of nodes) node.remove();
  }

  #blocks(tokens: readonly Token[]): (Node | string)[] {
    return tokens.flatMap((token) => this.#block(token as MarkdownToken));
  }

  #block(token: MarkdownToken): (Node | string)[] {
    switch (token.type) {
      case "space":
      case "def":
        return [];
      case "heading": {
        const level = Math.min(6, token.depth + 3) as 4 | 5 | 6; // the page has the first three
        return [element(`h${level}`, {}, ...inline(token.tokens))];
      }
      case "paragraph":
        return [element("p", {}, ...inline(token.tokens))];
      case "code":
        return [this.#code(token)];
      case "blockquote":
        return [element("blockquote", {}, ...this.#blocks(token.tokens))];
      case "list":
        return [this.#list(token)];
      case "table":
        return [table(token)];
      case "hr":
        return [element("hr")];
      case "text":
        return token.tokens === undefined ? [token.text] : inline(token.tokens);
      default:
        return [element("p", {}, token.raw)];
    }
  }

  #code({ text, lang }: Tokens.Code): HTMLElement {
    const { copyCode } = this.#messages;
    const code = element("pre", { tabIndex: 0 }, element("code", {}, text));
    const head = element("p", { className: "code-head" }, element("span", {}, lang ?? ""));
    head.append(copyButton(copyCode, () => text, this.#messages));
    return element("div", { className: "code" }, head, code);
  }

  #list({ ordered, start, items }: Tokens.List): HTMLElement {
    const entries = items.map(({ task, checked, tokens }) => {
      const item = element("li");
      if (task) {
        item.append(element("input", { type: "checkbox", disabled: true, checked: !!checked }));
      }
      item.append(...this.#blocks(tokens));
      return item;
    });
    if (!ordered) return element("ul", {}, ...entries);
    return element("ol", { start: Number(start) || 1 }, ...entries);
  }
}

/** The tokens that are shown. Others are shown as they were written. */
type MarkdownToken =
  | Tokens.Space
  | Tokens.Def
  | Tokens.Heading
  | Tokens.Paragraph
  | Tokens.Code
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.Table
  | Tokens.Hr
  | Tokens.Text
  | Tokens.HTML;

function inline(tokens: readonly Token[]): (Node | string)[] {
  return tokens.map((token) => {
    const children = "tokens" in token ? inline(token.tokens ?? []) : [];
    switch (token.type) {
      case "strong":
        return element("strong", {}, ...children);
      case "em":
        return element("em", {}, ...children);
      case "del":
        return element("del", {}, ...children);
      case "codespan":
        return element("code", {}, token.text);
      case "br":
        return element("br");
      case "link":
        return link(token as Tokens.Link, children);
      case "image": // the page loads nothing from elsewhere
        return link(token as Tokens.Image, [token.text]);
      case "escape":
        return token.text;
      case "text":
        return children.length === 0 ? unescaped(token.text) : span(children);
      default:
        return token.raw;
    }
  });
}

function span(children: (Node | string)[]): HTMLElement {
  return element("span", {}, ...children);
}

/** Only addresses that open a page are links. */
function link({ href }: { href: string }, children: (Node | string)[]): HTMLElement {
  if (!/^(https?:|mailto:)/i.test(href)) return span(children);
  return element("a", { href, rel: "noreferrer", target: "_blank" }, ...children);
}

/** The parser keeps entities as they were written. */
function unescaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
  };
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}

function table({ header, rows }: Tokens.Table): HTMLElement {
  const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td") =>
    element(
      "tr",
      {},
      ...cells.map(({ tokens, align }) =>
        element(tag, { className: align ?? "" }, ...inline(tokens))
      ),
    );
  const head = element("thead", {}, row(header, "th"));
  const body = element("tbody", {}, ...rows.map((cells) => row(cells, "td")));
  return element("div", { className: "table", tabIndex: 0 }, element("table", {}, head, body));
}
