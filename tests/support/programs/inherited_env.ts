/** What a program needs to run at all, and Deno to reach registries where that takes more. */
const NAMES = [
  "PATH",
  "HOME",
  "DENO_DIR",
  "JSR_URL",
  "NPM_CONFIG_REGISTRY",
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
];

/** Returns the variables that a program gets from the environment of its test, and no others. */
export function inheritedEnv(): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
