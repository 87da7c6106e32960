/** What `--help` prints. */
export const USAGE = `Ask a model, a chain or an agent, and see every token as it comes.

Usage: deno task ask [options] [question]

Without a question, standard input is the question; in a terminal, you talk
for as long as you like: Ctrl-C stops an answer, Ctrl-D leaves.

Options:
  -w, --way NAME   what answers: model, chain, agent, or what else the server
                   has (default: chain)
  -u, --url URL    the address of a running server, http://localhost:8000;
                   without it, this program answers by itself
      --splits     show the token splits behind an answer (default, but for a
                   talk: there it is --no-splits)
      --json       print what happens, an event a line, instead of the text
  -h, --help       print this

A question that begins with "-" goes behind "--". The environment variable
API_KEY is the key for a server that wants one.

Exit status: 0 if the answer is whole, 1 if not, 2 if this was not called
right, 130 if Ctrl-C stopped it.
`;
