interface Deno {
  readonly permissions: {
    querySync(what: { readonly name: "env"; readonly variable: string }): { readonly state: string };
  };
}

/** A variable of the environment, as far as Deno permits to read it: it would stop and ask the user first. */
export function environment(name: string): string | undefined {
  const { Deno } = globalThis as { readonly Deno?: Deno };
  if (Deno !== undefined && Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted")
    return undefined;
  return process.env[name];
}
