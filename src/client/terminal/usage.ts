/** The output of `--help`. */
export const USAGE = `Run a model, a chain or an agent, and see every token as it arrives.

Usage: deno task ask [options] [question]

Without a question, it reads one from standard input. In a terminal it holds a
conversation instead: Ctrl-C stops an answer, Ctrl-D leaves.

Options:
  -r, --runnable NAME  the runnable: model, chain, agent, or another one of the
                       server (default: chain)
  -i, --input JSON     the input of a runnable that takes no question, for
                       example '{"topic":"cats"}'
  -u, --url URL        the address of a running server, for example
                       http://localhost:8000 (default: answer in this process)
      --splits         show the token splits after the answer (default, except
                       in a conversation; --no-splits hides them)
      --json           print one event per line as JSON
  -h, --help           print this help

If a question begins with "-", put "--" before it. Set the environment variable
API_KEY for a server that requires a key.

Exit status: 0 if the answer is complete, 1 if it is not, 2 if the arguments are
invalid, 130 if Ctrl-C stopped it.
`;
