using Workerd = import "/workerd/workerd.capnp";

# No bundler: the package's files are modules as they are.
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2026-04-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "call.js", esModule = embed "call.js"),
    (name = "check.js", esModule = embed "check.js"),
    (name = "convex-http-client", esModule = embed "node_modules/convex-http-client/dist/workerd.js"),
    (name = "core.js", esModule = embed "node_modules/convex-http-client/dist/core.js"),
    (name = "names.js", esModule = embed "node_modules/convex-http-client/dist/names.js"),
    (name = "client.wasm", wasm = embed "node_modules/convex-http-client/dist/client.wasm"),
  ],
);
