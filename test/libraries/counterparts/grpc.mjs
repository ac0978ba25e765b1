// A server of gRPC: one greeting, or several as a stream.
import { loadPackageDefinition, Server, ServerCredentials } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

export async function start() {
  const { Greeter } = loadPackageDefinition(loadSync(new URL("greeter.proto", import.meta.url).pathname));
  const server = new Server();
  server.addService(Greeter.service, {
    greet: ({ request }, answer) => answer(null, { text: `hello ${request.name}` }),
    greetOften(call) {
      for (const word of ["hello", "good morning", "good night"]) call.write({ text: `${word} ${call.request.name}` });
      call.end();
    },
  });
  const port = await new Promise((resolve, reject) => {
    const bound = (error, port) => (error ? reject(error) : resolve(port));
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), bound);
  });
  return { url: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}
